import type { Clock } from './environment.ts';

/**
 * The result of `work`, or a rejection with `lateError()` after `ms`. It does not stop the work; whoever calls does,
 * by the signal that the work was given.
 */
export async function withDeadline<T>(
  work: Promise<T>,
  {
    clock,
    ms,
    lateError,
  }: { readonly clock: Clock; readonly ms: number; readonly lateError: () => Error },
): Promise<T> {
  const watch = new AbortController();
  try {
    return await Promise.race([
      work,
      clock.sleep(ms, watch.signal).then((): never => {
        throw lateError();
      }),
    ]);
  } finally {
    watch.abort();
  }
}
