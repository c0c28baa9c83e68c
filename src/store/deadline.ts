import { SyncError, type FailureCode } from '../protocol/failure.ts';

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

/** What storage has to say, or a rejection with this code where it says nothing for two seconds (faults D1, D8). */
export function inTime<T>(
  work: PromiseLike<T>,
  startTimer: StartTimer = startTimeout,
  code: FailureCode = 'database-blocked',
): Promise<T> {
  const expire = () => new SyncError(code, 'storage did not answer');
  return within(work, { ms: STORAGE_MS, startTimer, expire });
}

/** What takes longer is blocked by something that will not go away by itself, and nobody is to look at an empty page. */
const STORAGE_MS = 2000;

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
