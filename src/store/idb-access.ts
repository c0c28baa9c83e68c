import type { StoredKey, StoredRead } from './access.ts';

/** The part of `IDBKeyRange` that reading needs; it has to belong to the same `indexedDB`. */
export type KeyRanges = Pick<typeof IDBKeyRange, 'bound'>;

/** Reading within a transaction of the platform's own. */
export function readIn(
  transaction: IDBTransaction,
  keyRanges: KeyRanges = IDBKeyRange,
): StoredRead {
  // The lower and upper end of `[collection, any text]`: an empty list sorts after every text.
  const rangeOf = (collection: string) => keyRanges.bound([collection], [collection, []]);
  const names = async (store: string, collection: string, atMost?: number) => {
    const range = rangeOf(collection);
    const keys = await settle(transaction.objectStore(store).getAllKeys(range, atMost));
    return keys.map((key) => (key as string[])[1]!);
  };
  return {
    get: async <T>(store: string, key: StoredKey) =>
      settle(transaction.objectStore(store).get(key as IDBValidKey)) as Promise<T | undefined>,
    all: async <T>(store: string, collection: string, atMost?: number) => {
      // Both are asked for at once: a wait is a trip to another process.
      const values = settle(transaction.objectStore(store).getAll(rangeOf(collection), atMost));
      const [keys, found] = await Promise.all([names(store, collection, atMost), values]);
      return new Map(keys.map((key, i) => [key, found[i] as T]));
    },
    names: (store, collection) => names(store, collection),
  };
}

/** A request's result as a promise, continued while its transaction is still active. */
export function settle<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error!);
  });
}
