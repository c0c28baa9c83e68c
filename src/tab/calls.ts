import { SyncError, toFailure, type Outcome } from '../protocol/failure.ts';
import type { WorkerApi } from '../protocol/worker-api.ts';

/** What is asked of a worker. */
type Ask<T> = (api: WorkerApi) => Promise<Outcome<T>>;

/** A tab's calls to whichever worker it is connected to. */
export interface Calls {
  /** Asks the worker, or the next one that connects. Fails with 'worker-gone' where it dies first, 'timeout' after 30 s. */
  readonly call: <T>(ask: Ask<T>) => Promise<Outcome<T>>;
  /**
   * Asks the next worker again where one died with the question, which may have done what it was asked or not: only for
   * what is safe to ask twice. A question that a few workers in turn die of is given up.
   */
  readonly insist: <T>(ask: Ask<T>) => Promise<Outcome<T>>;
  readonly connected: (api: WorkerApi) => void;
  /**
   * The worker is gone: what was asked of it fails with this error, what is asked from now on waits for the next; or fails
   * likewise, where there is to be none.
   */
  readonly lost: (error: SyncError, isForGood?: boolean) => void;
}

/**
 * Creates the calls of a tab that is not connected yet. A dead worker never answers (fault W1), so every call races with
 * the loss of its worker, and with a deadline.
 */
export function createCalls(sleep: (ms: number, signal: AbortSignal) => Promise<void>): Calls {
  let api = Promise.withResolvers<WorkerApi>();
  let isOver = false;
  /** One for each call under way: a promise of the loss itself would keep every answer until it came. */
  const endings = new Set<(error: SyncError) => void>();

  async function call<T>(ask: Ask<T>): Promise<Outcome<T>> {
    const deadline = new AbortController();
    const loss = Promise.withResolvers<never>();
    endings.add(loss.reject);
    const half = () => sleep(HALF_MS, deadline.signal);
    // In a page that was held up for longer the first half is over at once; then answers that came meanwhile have their turn.
    const tooLate = half()
      .then(half)
      .then(() => {
        throw new SyncError('timeout', 'the worker did not answer');
      });
    // What has failed for its caller must not be made later: the next worker is asked only what is still waited for.
    const askInTime = (one: WorkerApi) => (deadline.signal.aborted ? loss.promise : ask(one));
    try {
      return await Promise.race([api.promise.then(askInTime), loss.promise, tooLate]);
    } catch (error) {
      return { ok: false, error: toFailure(error) };
    } finally {
      endings.delete(loss.reject);
      deadline.abort();
    }
  }

  return Object.freeze({
    call,
    async insist<T>(ask: Ask<T>): Promise<Outcome<T>> {
      let asked = 0;
      const askAndCount: Ask<T> = (one) => {
        asked++;
        return ask(one);
      };
      for (;;) {
        const outcome = await call(askAndCount);
        const isGone = !outcome.ok && outcome.error.code === 'worker-gone';
        if (!isGone || asked === MAX_TRIES || isOver) return outcome;
      }
    },
    connected: (next: WorkerApi) => api.resolve(next),
    lost(error: SyncError, isForGood = false) {
      api = Promise.withResolvers();
      isOver = isForGood;
      if (isOver) api.reject(error);
      api.promise.catch(() => undefined);
      for (const end of endings) end(error);
    },
  });
}

/** Both halves are longer than the longest request a call may wait for (10 s without progress), and shorter than patience. */
const HALF_MS = 15_000;

/** Workers that one question may outlive: browsers end one for memory now and then, but not five in a row. */
const MAX_TRIES = 5;
