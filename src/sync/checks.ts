import type { SyncError } from '../protocol/failure.ts';

/**
 * Those who asked for a check and wait for its end. Each waits for a poll that began after it asked; a poll that fails
 * answers all, since the next one may be minutes away.
 */
export interface Checks {
  /** `needs`: the number of the first poll that will do. */
  ask(request: { readonly at: number; readonly needs: number }): Promise<void>;
  /** Poll `run` is done. */
  succeeded(run: number): void;
  /** Somebody else checked at this moment. */
  checkedAt(at: number): void;
  failed(error: SyncError): void;
}

/** Nobody waits yet. */
export function createChecks(): Checks {
  let waiting: readonly Waiting[] = [];

  function settle(isDone: (one: Waiting) => boolean, end: (one: Waiting) => void): void {
    const done = waiting.filter(isDone);
    waiting = waiting.filter((one) => !done.includes(one));
    done.forEach(end);
  }

  return Object.freeze({
    ask({ at, needs }: { readonly at: number; readonly needs: number }) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      waiting = [...waiting, { at, needs, resolve, reject }];
      return promise;
    },
    succeeded(run: number) {
      settle(
        ({ needs }) => needs <= run,
        ({ resolve }) => resolve(),
      );
    },
    checkedAt(at: number) {
      settle(
        (one) => one.at <= at,
        ({ resolve }) => resolve(),
      );
    },
    failed(error: SyncError) {
      settle(
        () => true,
        ({ reject }) => reject(error),
      );
    },
  });
}

interface Waiting {
  readonly at: number;
  readonly needs: number;
  readonly resolve: () => void;
  readonly reject: (error: SyncError) => void;
}
