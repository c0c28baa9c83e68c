import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createQueue } from '../queue.ts';
import type { PreparedMedia, RefusedMedia } from './picture.ts';

/** Prepares attachments for publication away from the process that serves readers, one at a time. */
export interface Encoder {
  /** Rejects where the work had to be given up; another try may then succeed. Calls queue. */
  readonly prepare: (bytes: Uint8Array) => Promise<PreparedMedia | RefusedMedia>;
  /** Ends the process; what still waits is rejected. */
  readonly close: () => Promise<void>;
}

/** The largest pictures take some seconds; a machine under load several times that. */
const BUDGET_MS = 60_000;
/** A picture seldom comes alone; and a process that waits for nothing holds 70 MB. */
const IDLE_MS = 5_000;

/**
 * Starts nothing yet: the process begins with the first attachment and ends when none has come for a while, which gives
 * back what decoding took. Decoders are large and old programs that read strangers' bytes: one that breaks or hangs takes
 * its own process with it, and finds no secret there, for the environment is not handed on.
 */
export function createEncoder({ budgetMs = BUDGET_MS, idleMs = IDLE_MS } = {}): Encoder {
  let child: ChildProcess | undefined;
  const enqueue = createQueue();
  let idle: NodeJS.Timeout | undefined;
  let isClosed = false;

  const stop = () => {
    clearTimeout(idle);
    child?.kill('SIGKILL');
    child = undefined;
  };

  const prepareNow = async (bytes: Uint8Array) => {
    if (isClosed) throw new Error('the server is stopping');
    clearTimeout(idle);
    if (!child?.connected) child = start();
    try {
      return await ask(child, bytes, budgetMs);
    } catch (error) {
      stop();
      throw error;
    } finally {
      idle = setTimeout(stop, idleMs).unref();
    }
  };

  return Object.freeze({
    prepare: (bytes: Uint8Array) => enqueue(() => prepareNow(bytes)),
    close: async () => {
      isClosed = true;
      stop();
      await enqueue(() => Promise.resolve());
    },
  });
}

function start(): ChildProcess {
  const child = fork(fileURLToPath(new URL('./picture-process.ts', import.meta.url)), [], {
    env: {},
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  // It must not keep this process alive.
  child.unref();
  child.channel?.unref();
  return child;
}

function ask(
  child: ChildProcess,
  bytes: Uint8Array,
  budgetMs: number,
): Promise<PreparedMedia | RefusedMedia> {
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      child.removeAllListeners('message').removeAllListeners('exit');
      // A late failure of a process that is given up is nobody's any more.
      child.removeAllListeners('error').on('error', () => undefined);
      settle();
    };
    const giveUp = (why: string) => finish(() => reject(new Error(why)));
    const timer = setTimeout(() => giveUp('took too long to decode'), budgetMs);
    child.once('message', (answer) =>
      finish(() => resolve(answer as PreparedMedia | RefusedMedia)),
    );
    child.once('error', () => giveUp('broke its decoder'));
    child.once('exit', () => giveUp('broke its decoder'));
    child.send(bytes);
  });
}
