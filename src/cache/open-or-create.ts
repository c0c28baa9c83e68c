import { SyncError } from '../protocol/failure.ts';
import { DATABASE_VERSION, STORES, type StoreName } from '../store/layout.ts';
import { openDatabase } from '../store/open-database.ts';

export interface OpenOptions {
  readonly database: string;
  /** Those of the cache where left out. */
  readonly stores?: readonly StoreName[];
  /** The browser's own where left out; handed in by tests. */
  readonly indexedDB?: IDBFactory;
}

/**
 * A new connection to a database of ours, which is made where it does not exist. Rejects with 'newer-version' for one of a
 * higher version (fault V1), 'storage-failed' where there is no IndexedDB, else with what the platform says; it may never
 * settle (fault D1). `onGone` is told whether somebody asked for it ('versionchange') or the browser did it by itself; the
 * connection is to be closed then.
 */
export async function openOrCreate(
  { database, stores = STORES, ...options }: OpenOptions,
  onGone: (isAsked: boolean) => void,
): Promise<IDBDatabase> {
  const { indexedDB = globalThis.indexedDB as IDBFactory | undefined } = options;
  if (!indexedDB) throw new SyncError('storage-failed', 'no IndexedDB');
  const request = indexedDB.open(database, DATABASE_VERSION);
  const create = () => stores.forEach((name) => request.result.createObjectStore(name));
  try {
    return await openDatabase(request, create, ({ type }) => onGone(type === 'versionchange'));
  } catch (error) {
    const { name, message } = error as Error;
    if (name !== 'VersionError') throw error;
    throw new SyncError('newer-version', `${database}: ${message}`);
  }
}
