import { Dexie } from 'dexie';

import { SyncError } from '../protocol/failure.ts';
import { startTimeout, type KeyRanges, type StartTimer } from '../store/connection.ts';
import { DATABASE_VERSION, STORES } from '../store/layout.ts';

export interface OpenDexieOptions {
  readonly database: string;
  /** The browser's own where left out; handed in by tests. */
  readonly indexedDB?: IDBFactory;
  readonly IDBKeyRange?: KeyRanges;
  readonly startTimer?: StartTimer;
}

/**
 * A new connection to the cache database, which is made where it does not exist. Rejects with 'database-blocked' after two
 * seconds, 'newer-version' for a database of another layout, else with what Dexie threw. `onClosed` is told whether
 * somebody asked for it ('versionchange') or the browser did it by itself.
 */
export async function openDexie(
  { database, indexedDB, IDBKeyRange, startTimer = startTimeout }: OpenDexieOptions,
  onClosed: (isAsked: boolean) => void,
): Promise<Dexie> {
  const db = new Dexie(database, {
    // By itself Dexie opens again after a `versionchange`, whatever the schema has become (fault V1).
    autoOpen: false,
    cache: 'disabled',
    chromeTransactionDurability: 'relaxed',
    ...(indexedDB ? { indexedDB } : {}),
    ...(IDBKeyRange ? { IDBKeyRange: IDBKeyRange as typeof globalThis.IDBKeyRange } : {}),
  });
  // Its own notices of what has changed would go to every tab beside our broadcasts, and wake frozen pages (fault B1).
  let isAskedToClose = false;
  db.unuse({ stack: 'dbcore', name: 'Observability' });
  db.version(DATABASE_VERSION).stores(Object.fromEntries(STORES.map((name) => [name, ''])));
  // Returning false keeps Dexie's own listener, which writes to the console, from running.
  db.on('versionchange', () => {
    isAskedToClose = true;
    db.close();
    return false;
  });
  db.on('close', () => onClosed(isAskedToClose));
  let cancel = () => {};
  const expired = new Promise<never>((_, reject) => {
    cancel = startTimer(OPEN_DEADLINE_MS, () =>
      reject(
        new SyncError(
          'database-blocked',
          `${database}: did not open within ${OPEN_DEADLINE_MS} ms; close other tabs of this site, or reload`,
        ),
      ),
    );
  });
  try {
    await Promise.race([db.open(), expired]);
  } catch (error) {
    db.close();
    throw error;
  } finally {
    cancel();
  }
  if (db.verno === DATABASE_VERSION) return db;
  db.close();
  throw new SyncError('newer-version', `${database}: is of layout ${db.verno}; reload to update`);
}

/** An open that takes longer is blocked by something that will not go away by itself (fault D1). */
const OPEN_DEADLINE_MS = 2000;
