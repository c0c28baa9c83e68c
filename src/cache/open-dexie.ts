import { Dexie } from 'dexie';

import { SyncError } from '../protocol/failure.ts';
import { inTime, type StartTimer } from '../store/deadline.ts';
import type { KeyRanges } from '../store/idb-access.ts';
import { DATABASE_VERSION, STORES, type StoreName } from '../store/layout.ts';

export interface OpenDexieOptions {
  readonly database: string;
  /** Those of the cache where left out. */
  readonly stores?: readonly StoreName[];
  /** The browser's own where left out; handed in by tests. */
  readonly indexedDB?: IDBFactory;
  readonly IDBKeyRange?: KeyRanges;
  readonly startTimer?: StartTimer;
}

/**
 * A new connection to a database of ours, which is made where it does not exist. Rejects with 'database-blocked' after two
 * seconds, 'newer-version' for a database of another layout, else with what Dexie threw. `onClosed` is told whether
 * somebody asked for it ('versionchange') or the browser did it by itself.
 */
export async function openDexie(
  { database, stores = STORES, indexedDB, IDBKeyRange, startTimer }: OpenDexieOptions,
  onClosed: (isAsked: boolean) => void,
): Promise<Dexie> {
  const db = new Dexie(database, {
    // By itself Dexie opens again after a `versionchange`, whatever the schema has become (fault V1).
    autoOpen: false,
    cache: 'disabled',
    ...(indexedDB ? { indexedDB } : {}),
    ...(IDBKeyRange ? { IDBKeyRange: IDBKeyRange as typeof globalThis.IDBKeyRange } : {}),
  });
  // Its own notices of what has changed would go to every tab beside our broadcasts, and wake frozen pages (fault B1).
  let isAskedToClose = false;
  let wasOpen = false;
  db.unuse({ stack: 'dbcore', name: 'Observability' });
  db.version(DATABASE_VERSION).stores(Object.fromEntries(stores.map((name) => [name, ''])));
  // Returning false keeps Dexie's own listener, which writes to the console, from running.
  db.on('versionchange', () => {
    isAskedToClose = true;
    db.close();
    return false;
  });
  // Dexie fires this for an open that failed as well.
  db.on('close', () => {
    if (wasOpen) onClosed(isAskedToClose);
  });
  try {
    await inTime(db.open(), startTimer);
  } catch (error) {
    db.close();
    throw error;
  }
  // Asked for one version, Dexie opens any other that is there (fault V1). It counts a version of its own as ten.
  const native = db.backendDB().version;
  if (native === DATABASE_VERSION * 10) {
    wasOpen = true;
    return db;
  }
  db.close();
  throw new SyncError('newer-version', `${database}: is of version ${native}; reload`);
}
