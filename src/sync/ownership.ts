import type { Locks } from './environment.ts';

/**
 * The one lock that makes a writer (I2). It is requested once and held for life: never probed first, since between a
 * probe and a request another one slips in (fault L2). A holder whose lock is stolen runs on without it, so what it
 * writes is fenced by the epoch besides (fault L1).
 */
export interface Ownership {
  /** Waits in line for the lock; does nothing where it is held, or waited for already. */
  request(): void;
  /** Takes the lock from a holder that does not answer any more (fault B2). */
  steal(): void;
  /** Lets go of the lock, or of the place in line. */
  release(): void;
}

/** `onGranted` and `onLost` alternate, granted first; release is no loss. */
export function createOwnership({
  locks,
  name,
  onGranted,
  onLost,
}: {
  readonly locks: Locks;
  readonly name: string;
  readonly onGranted: () => void;
  readonly onLost: () => void;
}): Ownership {
  let letGo: (() => void) | undefined;

  function stand(steal: boolean): void {
    letGo?.();
    const leave = new AbortController();
    const held = Promise.withResolvers<void>();
    let isHeld = false;
    let isLeft = false;
    const mine = () => {
      isLeft = true;
      held.resolve();
      // Only a request that is not granted yet can be aborted; a steal cannot carry a signal.
      if (!isHeld) leave.abort();
    };
    letGo = mine;
    const whileHeld = () => {
      if (isLeft) return Promise.resolve();
      isHeld = true;
      onGranted();
      return held.promise;
    };
    locks.request(name, steal ? { steal } : { signal: leave.signal }, whileHeld).then(
      () => undefined,
      () => {
        // Left on purpose, or stolen; a stolen lock is waited for again, in case the thief dies.
        if (isLeft) return;
        if (!isHeld) {
          if (letGo === mine) letGo = undefined;
          return;
        }
        held.resolve();
        onLost();
        if (letGo === mine) stand(false);
      },
    );
  }

  return Object.freeze({
    request() {
      if (!letGo) stand(false);
    },
    steal: () => stand(true),
    release() {
      letGo?.();
      letGo = undefined;
    },
  });
}
