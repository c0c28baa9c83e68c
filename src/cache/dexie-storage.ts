import type { Dexie } from 'dexie';

import { SyncError } from '../protocol/failure.ts';
import { startTimeout, type StartTimer } from '../store/deadline.ts';
import { createHandle } from '../store/handle.ts';
import { runTransaction, type Mode, type Work } from './idb-transaction.ts';
import { openDexie, type OpenDexieOptions } from './open-dexie.ts';
import { classifyStorageError } from './storage-error.ts';
import type { ReadTransaction, Storage, WriteTransaction } from './storage.ts';

export interface DexieStorageOptions extends OpenDexieOptions {
  /** The browser closed the connection: what was kept is gone, most likely (fault D4). */
  readonly onClosed: () => void;
  /** 'relaxed' where left out. */
  readonly durability?: 'strict' | 'relaxed';
}

/**
 * Keeps everything in one IndexedDB database, made here where it does not exist. Dexie opens it; the transactions are the
 * platform's own (decision 009). A connection is opened when needed; its failure costs at most three new ones, since a dead one stays dead (fault D2).
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
      const native = (await mine).backendDB();
      return await runTransaction(native, { ...options, mode, work });
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
