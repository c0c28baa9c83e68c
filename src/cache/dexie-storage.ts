import type { Dexie } from 'dexie';

import { SyncError } from '../protocol/failure.ts';
import { startTimeout, within, type StartTimer } from '../store/deadline.ts';
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
 * Keeps everything in one IndexedDB database, made here where it does not exist. A connection is opened when needed, and its failure costs at most three new ones, each a new handle: a dead one stays dead (fault D2).
 */
export function createDexieStorage(options: DexieStorageOptions): Storage {
  const startTimer = options.startTimer ?? startTimeout;
  let opened: Promise<Dexie> | undefined;

  const forget = (db: Promise<Dexie> | undefined) => {
    if (opened === db) opened = undefined;
    // A connection that could not be opened needs no closing.
    void db?.then((one) => one.close()).catch(() => {});
  };

  const open = (): Promise<Dexie> => {
    if (opened) return opened;
    const mine: Promise<Dexie> = openDexie(options, (isAsked) => {
      if (opened !== mine) return;
      forget(mine);
      if (!isAsked) options.onClosed();
    });
    opened = mine;
    return mine;
  };

  const attempt = async <T>(mode: 'r' | 'rw', work: Work<T>): Promise<T> => {
    const mine = open();
    let native: IDBTransaction | undefined;
    try {
      const db = await mine;
      const running = db.transaction(mode, [...STORES], (transaction) => {
        native = (transaction as unknown as { idbtrans: IDBTransaction }).idbtrans;
        return work(transactionOf(transaction));
      });
      const expire = () => new DOMException('the transaction did not end', 'TimeoutError');
      return await within(running, { ms: TRANSACTION_DEADLINE_MS, startTimer, expire });
    } catch (error) {
      if (error instanceof SyncError) {
        // Of an open that failed; or the work's own word, and the connection is well.
        if (!(await isOpen(mine))) forget(mine);
        throw error;
      }
      // A full disk is told by the transaction alone, while its requests say no more than 'aborted' (fault D5).
      const cause = native?.error?.name === 'QuotaExceededError' ? native!.error : error;
      if (classifyStorageError(cause) !== 'other') forget(mine);
      throw cause;
    }
  };

  const run = async <T>(mode: 'r' | 'rw', work: Work<T>): Promise<T> => {
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
            `${options.database}: ${mode === 'r' ? 'reading' : 'writing'} failed after ${tries} tries: ${String(error)}`,
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
    close: () => forget(opened),
  });
}

type Work<T> = (transaction: WriteTransaction) => Promise<T>;

/** A commit of a whole first sync takes a second on a slow disk; what takes this long has hung. */
const TRANSACTION_DEADLINE_MS = 20_000;

/** New connections after a lost one (fault D2), with pauses of 20, 80 and 320 ms. */
const MAX_REOPENS = 3;
const BACKOFF_MS = 20;

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
