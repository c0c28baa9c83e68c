/** Runs pieces of work one after the other, and gives what became of each; a failed one does not stop those behind it. */
export type Queue = <T>(work: () => Promise<T>) => Promise<T>;

/** Creates an empty one. */
export function createQueue(): Queue {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };
}
