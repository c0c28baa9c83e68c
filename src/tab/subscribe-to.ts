/** Adds listeners to a set; each gets the way to stop. */
export function subscribeTo<Listener>(
  listeners: Set<Listener>,
): (listener: Listener) => () => void {
  return (listener) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
}
