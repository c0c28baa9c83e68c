import type { Dexie } from 'dexie';

import { SyncError } from '../protocol/failure.ts';
import { startTimeout, within, type StartTimer } from '../store/deadline.ts';
import { createHandle } from '../store/handle.ts';
import { STORES } from '../store/layout.ts';
import { transactionOf } from './dexie-transaction.ts';
import { openDexie, type OpenDexieOptions } from './open-dexie.ts';
import { classifyStorageError } from './storage-error.ts';
import type { ReadTransaction, Storage, WriteTransaction } from './storage.ts';

export interface DexieStorageOptions extends OpenDexieOptions {
  /** The browser closed the connection: what was kept is gone, most likely (fault D4). */
  readonly onClosed: () => void;
}

/**
 * Keeps everything in one IndexedDB database, made here where it does not exist. A connection
 * is opened when needed; its failure costs at most three new ones, since a dead one stays dead (fault D2).
 */
export function createDexieStorage(options: DexieStorageOptions): Storage {
  const { database, onClosed, startTimer = startTimeout } = options;
  const handle = createHandle(
    (onGone) =>
      openDexie(options, (isAsked) => {
        if (onGone() && !isAsked) onClosed();
      }),
    (db) => db.close(),
  );

  const attempt = async <T>(mode: Mode, work: Work<T>): Promise<T> => {
    const mine = handle.open();
    try {
      return await transact(await mine, { mode, work, startTimer });
    } catch (error) {
      const isLost = !(error instanceof SyncError) && classifyStorageError(error) === 'lost';
      if (isLost || !(await isOpen(mine))) handle.forget(mine);
      throw error;
    }
  };

  const run = async <T>(mode: Mode, work: Work<T>): Promise<T> => {
    for (let tries = 1; ; tries++) {
      try {
        return await attempt(mode, work);
      } catch (error) {
        if (error instanceof SyncError) throw error;
        const kind = classifyStorageError(error);
        if (kind === 'other') throw error;
        if (kind !== 'lost' || tries > MAX_REOPENS) {
          throw new SyncError(
            kind === 'quota-exceeded' ? kind : 'storage-failed',
            `${database}: ${mode === 'r' ? 'reading' : 'writing'} failed after ${tries} tries: ${String(error)}`,
            { cause: error },
          );
        }
        await pause(startTimer, BACKOFF_MS * 4 ** (tries - 1));
      }
    }
  };

  return Object.freeze({
    kind: 'indexeddb' as const,
    read: <T>(work: (transaction: ReadTransaction) => Promise<T>) => run('r', work),
    write: <T>(work: (transaction: WriteTransaction) => Promise<T>) => run('rw', work),
    close: () => void handle.forget(),
  });
}

type Mode = 'r' | 'rw';
type Work<T> = (transaction: WriteTransaction) => Promise<T>;

/** A commit of a whole first sync takes a second on a slow disk; what takes this long has hung. */
const TRANSACTION_DEADLINE_MS = 20_000;

/** New connections after a lost one (fault D2), with pauses of 20, 80 and 320 ms. */
const MAX_REOPENS = 3;
const BACKOFF_MS = 20;

/** One transaction, within its deadline; rejects with what Dexie or the platform says. */
async function transact<T>(
  db: Dexie,
  { mode, work, startTimer }: { mode: Mode; work: Work<T>; startTimer: StartTimer },
): Promise<T> {
  let native: IDBTransaction | undefined;
  const running = db.transaction(mode, [...STORES], (transaction) => {
    native = (transaction as unknown as { idbtrans: IDBTransaction }).idbtrans;
    return work(transactionOf(transaction));
  });
  const expire = () => {
    native?.abort();
    return new DOMException('the transaction did not end', 'TimeoutError');
  };
  try {
    return await within(running, { ms: TRANSACTION_DEADLINE_MS, startTimer, expire });
  } catch (error) {
    // A full disk is told by the transaction alone, while its requests say no more than 'aborted' (fault D5).
    throw native?.error?.name === 'QuotaExceededError' ? native.error : error;
  }
}

async function isOpen(db: Promise<Dexie>): Promise<boolean> {
  return db.then(
    (one) => one.isOpen(),
    () => false,
  );
}

function pause(startTimer: StartTimer, ms: number): Promise<void> {
  return new Promise((resolve) => {
    startTimer(ms, resolve);
  });
}
