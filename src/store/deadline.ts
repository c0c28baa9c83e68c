/** Runs something later; returns its cancel. */
export type StartTimer = (ms: number, run: () => void) => () => void;

/** The work's own outcome, or a rejection with what `expire` gives where it takes longer: nothing waits for ever (P7). */
export async function within<T>(
  work: PromiseLike<T>,
  { ms, startTimer, expire }: Deadline,
): Promise<T> {
  let cancel = () => {};
  const expired = new Promise<never>((_, reject) => {
    cancel = startTimer(ms, () => reject(expire()));
  });
  return Promise.race([work, expired]).finally(() => cancel());
}

export interface Deadline {
  readonly ms: number;
  readonly startTimer: StartTimer;
  readonly expire: () => Error;
}

/** The platform's own timer. */
export function startTimeout(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}
