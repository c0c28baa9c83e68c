import type { StoredKey, StoredRead } from './access.ts';

/** The part of `IDBKeyRange` that reading needs; it has to belong to the same `indexedDB`. */
export type KeyRanges = Pick<typeof IDBKeyRange, 'bound'>;

/** Reading within a transaction of the platform's own. */
export function readIn(
  transaction: IDBTransaction,
  keyRanges: KeyRanges = IDBKeyRange,
): StoredRead {
  return {
    get: async <T>(store: string, key: StoredKey) =>
      settle(transaction.objectStore(store).get(key as IDBValidKey)) as Promise<T | undefined>,
    names: async (store, collection) => {
      // The lower and upper end of `[collection, any text]`: an empty list sorts after every text.
      const range = keyRanges.bound([collection], [collection, []]);
      const keys = await settle(transaction.objectStore(store).getAllKeys(range));
      return keys.map((key) => (key as string[])[1]!);
    },
  };
}

/** A request's result as a promise, continued while its transaction is still active. */
export function settle<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error!);
  });
}
