import { SyncError } from '../protocol/failure.ts';
import type { Host, TabHello, WorkerApi, WorkerHello } from '../protocol/worker-api.ts';
import type { OpenedHost } from './open-host.ts';

/*
 *   opening ──hello──▶ connected ──lock granted (worker gone)──▶ opening
 *      │  error, or no hello in time                                │
 *      └──▶ same host again, new worker (3 times) ──▶ next host ────┘
 *
 * A dead worker is silent: no error, no close, calls never settle (fault W1). What speaks is its Web Lock: a shared
 * request for it is granted within milliseconds of its death.
 */

/** A worker that answered, and how to let go of it. */
export interface Connection {
  readonly api: WorkerApi;
  readonly hello: WorkerHello;
}

export interface ConnectionOptions {
  readonly hosts: readonly Host[];
  readonly openHost: (host: Host, signal: AbortSignal) => Promise<OpenedHost>;
  readonly locks: Pick<LockManager, 'request'>;
  /** Settles once the tab holds its own lock: a worker that looked for it sooner would take the tab for dead. */
  readonly hello: () => Promise<TabHello>;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly onConnected: (connection: Connection) => void;
  readonly onLost: (error: SyncError) => void;
}

/**
 * Keeps a connection to a worker until the signal aborts: opens the best host, falls to the next after
 * `TRIES_PER_HOST` failures, and opens anew when the worker is gone. It never gives up: the last host is tried again
 * with growing pauses. Calls pending on a dead worker must be rejected by the caller in `onLost`.
 */
export async function keepConnected(
  options: ConnectionOptions,
  signal: AbortSignal,
): Promise<void> {
  let rung = 0;
  let failures = 0;
  while (!signal.aborted) {
    const host = options.hosts[Math.min(rung, options.hosts.length - 1)]!;
    const attempt = new AbortController();
    const stop = () => attempt.abort();
    signal.addEventListener('abort', stop);
    try {
      const connection = await open(host, options, attempt.signal);
      signal.throwIfAborted();
      // A worker that greets and dies at once, time and again, is no better than one that does not greet.
      void options.sleep(STEADY_MS, attempt.signal).then(
        () => {
          failures = 0;
        },
        () => undefined,
      );
      options.onConnected(connection);
      await gone(connection.hello.lock, options.locks, attempt.signal);
      throw new SyncError('worker-gone', 'the worker ended');
    } catch (error) {
      if (signal.aborted) return;
      failures++;
      options.onLost(asFailure(error));
      if (failures >= TRIES_PER_HOST && rung < options.hosts.length - 1) {
        rung++;
        failures = 0;
      } else if (failures > 1) {
        await options.sleep(Math.min(250 * 2 ** failures, 10_000), signal).catch(() => undefined);
      }
    } finally {
      attempt.abort();
      signal.removeEventListener('abort', stop);
    }
  }
}

/** Three failures in a row of one host, and the next one is taken (fault W1). */
const TRIES_PER_HOST = 3;

/** A worker that lived this long had started: its death is the first failure of a new count. */
const STEADY_MS = 1000;

/** A worker that says nothing within this time never started (fault W3); a slow phone needs about one second. */
const HELLO_DEADLINE_MS = 3000;

/** A line on which its script takes longer than this has stalled (fault N3): whoever asks anew may get another one. */
const SCRIPT_DEADLINE_MS = 60_000;

async function open(
  host: Host,
  options: ConnectionOptions,
  signal: AbortSignal,
): Promise<Connection> {
  const deadline = new AbortController();
  const wait = (ms: number) => options.sleep(ms, deadline.signal);
  try {
    const { api, failed, fetched } = await options.openHost(host, signal);
    const tooLate = async () => {
      await wait(HELLO_DEADLINE_MS);
      // On a slow line its script takes longer: what is on its way is not dead, and has as long once it is here.
      const isAtHand = await Promise.race([fetched(), wait(SCRIPT_DEADLINE_MS)]);
      if (!isAtHand) await wait(HELLO_DEADLINE_MS);
      throw new SyncError('timeout', 'the worker did not answer');
    };
    const hello = await Promise.race([
      options.hello().then((tab) => api.hello(tab)),
      failed,
      tooLate(),
    ]);
    return { api, hello };
  } finally {
    deadline.abort();
  }
}

/** Settles when the worker that holds this lock has died; rejects when the signal aborts. A worker in the page lives as long as it. */
async function gone(
  lock: string,
  locks: Pick<LockManager, 'request'>,
  signal: AbortSignal,
): Promise<void> {
  if (lock === '') {
    await new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    });
  }
  await locks.request(lock, { mode: 'shared', signal }, () => undefined);
}

function asFailure(error: unknown): SyncError {
  if (error instanceof SyncError) return error;
  return new SyncError('worker-gone', 'the worker did not start', { cause: error });
}
