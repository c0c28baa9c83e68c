import { SyncError } from '../protocol/failure.ts';
import type { StoredRead } from './access.ts';
import { inTime, type StartTimer } from './deadline.ts';
import { createHandle } from './handle.ts';
import { readIn, type KeyRanges } from './idb-access.ts';
import { STORES } from './layout.ts';
import { openExisting } from './open-database.ts';

/** A page's hold on the cache database: opened when needed, let go of when asked, never created by it. */
export interface Connection {
  /** Runs this in one read transaction; again on a new connection if the first was lost. Undefined: there is no database. */
  run<T>(work: (access: StoredRead) => Promise<T>): Promise<T | undefined>;
  /** What is being read is given up: a frozen page would never end it, and so keep all others from writing (fault B2). */
  close(): void;
}

export interface ConnectionOptions {
  readonly database: string;
  /** Undefined where the browser refuses storage (fault D8). */
  readonly indexedDB: IDBFactory | undefined;
  /** The `IDBKeyRange` that belongs to `indexedDB`; the browser's own if left out. */
  readonly IDBKeyRange?: KeyRanges;
  readonly startTimer?: StartTimer;
}

/** Connects lazily; see `Connection`. */
export function createConnection({
  database,
  indexedDB,
  IDBKeyRange: keyRanges,
  startTimer,
}: ConnectionOptions): Connection {
  const handle = createHandle(
    (onGone) => openExisting(indexedDB, database, onGone),
    (db) => db?.close(),
  );
  const running = new Set<IDBTransaction>();
  let timesClosed = 0;

  const attempt = async <T>(work: (access: StoredRead) => Promise<T>): Promise<T | undefined> => {
    const mine = handle.open();
    try {
      const db = await inTime(mine, startTimer);
      if (db) {
        const transaction = db.transaction(STORES, 'readonly');
        running.add(transaction);
        // Where it is aborted, its requests say so.
        const reading = work(readIn(transaction, keyRanges)).finally(() =>
          running.delete(transaction),
        );
        return await inTime(reading, startTimer, 'storage-failed');
      }
      // No database: the next read asks anew, since the worker may have made it meanwhile.
      handle.forget(mine);
      return undefined;
    } catch (error) {
      handle.forget(mine);
      throw error;
    }
  };

  return Object.freeze({
    run: async <T>(work: (access: StoredRead) => Promise<T>) => {
      // InvalidStateError, UnknownError, 'connection is closing' (faults D2, D3): every read can be run again, once.
      const before = timesClosed;
      try {
        return await attempt(work).catch((error: unknown) => {
          // A read that is overtaken by pagehide must not open the database again behind it.
          if (error instanceof SyncError || timesClosed !== before) throw error;
          return attempt(work);
        });
      } catch (error) {
        if (error instanceof SyncError) throw error;
        throw new SyncError('storage-failed', `${database} cannot be read`, {
          cause: error,
        });
      }
    },
    close: () => {
      timesClosed++;
      handle.forget();
      for (const transaction of running) {
        // Once: a page is left, and then frozen, before it hears that this has ended.
        running.delete(transaction);
        transaction.abort();
      }
    },
  });
}
