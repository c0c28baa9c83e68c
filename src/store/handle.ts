/** One connection at a time, opened when it is first needed and anew after it was let go of. */
export interface Handle<Connection> {
  open(): Promise<Connection>;
  /** Lets go of this connection, or of whichever there is. False where another had taken its place already. */
  forget(one?: Promise<Connection>): boolean;
}

/**
 * A handle over some way to connect. `connect` is given what to call when its connection has gone by itself: the answer
 * says whether it was still the one in use.
 */
export function createHandle<Connection>(
  connect: (onGone: () => boolean) => Promise<Connection>,
  close: (connection: Connection) => void,
): Handle<Connection> {
  let current: Promise<Connection> | undefined;
  const forget = (one = current): boolean => {
    // Closing may tell that the connection is gone, which comes back here: one is let go of once.
    if (one === undefined || one !== current) return false;
    current = undefined;
    // A connection that never came needs no closing.
    one.then(close).catch(() => {});
    return true;
  };
  const open = (): Promise<Connection> => {
    if (current) return current;
    const mine: Promise<Connection> = connect(() => forget(mine));
    current = mine;
    return mine;
  };
  return { open, forget };
}
