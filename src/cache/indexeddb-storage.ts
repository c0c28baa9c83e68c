import { SyncError } from '../protocol/failure.ts';
import { inTime, startTimeout, type StartTimer } from '../store/deadline.ts';
import { createHandle } from '../store/handle.ts';
import type { KeyRanges } from '../store/idb-access.ts';
import { runTransaction, type Mode, type Work } from './idb-transaction.ts';
import { openOrCreate, type OpenOptions } from './open-or-create.ts';
import { classifyStorageError } from './storage-error.ts';
import type { ReadTransaction, Storage, WriteTransaction } from './storage.ts';

export interface IndexedDbStorageOptions extends OpenOptions {
  /** The browser closed the connection: what was kept is gone, most likely (fault D4). */
  readonly onClosed: () => void;
  /** 'relaxed' where left out. */
  readonly durability?: 'strict' | 'relaxed';
  /** The browser's own where left out, as `indexedDB`; handed in by tests. */
  readonly IDBKeyRange?: KeyRanges;
  readonly startTimer?: StartTimer;
}

/**
 * Keeps everything in one IndexedDB database, made here where it does not exist (decision 015). A connection is opened when
 * needed; its failure costs at most three new ones, since a dead one stays dead (fault D2).
 */
export function createIndexedDbStorage(options: IndexedDbStorageOptions): Storage {
  const { database, onClosed, startTimer = startTimeout } = options;
  const handle = createHandle(
    (onGone) =>
      openOrCreate(options, (isAsked) => {
        if (onGone() && !isAsked) onClosed();
      }),
    (db) => db.close(),
  );

  const attempt = async <T>(mode: Mode, work: Work<T>): Promise<T> => {
    const mine = handle.open();
    let isOpen = false;
    try {
      const db = await inTime(mine, startTimer);
      isOpen = true;
      return await runTransaction(db, { ...options, mode, work });
    } catch (error) {
      if (!isOpen || classifyStorageError(error) === 'lost') handle.forget(mine);
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
        const atMost = isHung(error) ? MAX_REOPENS_OF_HUNG : MAX_REOPENS;
        if (kind !== 'lost' || tries > atMost) {
          throw new SyncError(
            kind === 'quota-exceeded' ? kind : 'storage-failed',
            `${database}: ${mode} failed after ${tries} tries: ${String(error)}`,
            { cause: error },
          );
        }
        await pause(startTimer, BACKOFF_MS * 4 ** (tries - 1));
      }
    }
  };

  return Object.freeze({
    kind: 'indexeddb' as const,
    read: <T>(work: (transaction: ReadTransaction) => Promise<T>) => run('readonly', work),
    write: <T>(work: (transaction: WriteTransaction) => Promise<T>) => run('readwrite', work),
    close: () => void handle.forget(),
  });
}

/** New connections after a lost one (fault D2), with pauses of 20, 80 and 320 ms. */
const MAX_REOPENS = 3;
const BACKOFF_MS = 20;

/** What hung for twenty seconds is held up by something that a new connection most likely meets too: a tab that was stopped. */
const MAX_REOPENS_OF_HUNG = 1;

function isHung(error: unknown): boolean {
  return (error as Error).name === 'TimeoutError';
}

function pause(startTimer: StartTimer, ms: number): Promise<void> {
  return new Promise((resolve) => {
    startTimer(ms, resolve);
  });
}
