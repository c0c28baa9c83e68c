import type { StoredKey } from '../store/access.ts';
import { DURABLE_STORES, STORES, type StoreName } from '../store/layout.ts';
import type { ReadTransaction, Storage, WriteTransaction } from './storage.ts';

/**
 * Keeps everything in memory, for a browser that refuses storage (fault D8); it ends with its realm. Transactions run one
 * after the other, and a writing one shows nothing until it is done.
 */
export function createMemoryStorage(): Storage {
  const stores = Object.fromEntries(
    [...STORES, ...DURABLE_STORES].map((name) => [name, new Map<string, Kept>()]),
  ) as unknown as Stores;
  let last: Promise<unknown> = Promise.resolve();

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work);
    // A failed transaction is its caller's matter, not the next one's.
    last = turn.catch(() => {});
    return turn;
  };

  return Object.freeze({
    kind: 'memory' as const,
    read: <T>(work: (transaction: ReadTransaction) => Promise<T>) =>
      inTurn(() => work(readFrom(stores))),
    write: <T>(work: (transaction: WriteTransaction) => Promise<T>) =>
      inTurn(async () => {
        const draft: Partial<Record<StoreName, Map<string, Kept>>> = {};
        const result = await work(writeTo(stores, draft));
        Object.assign(stores, draft);
        return result;
      }),
    close: () => {},
  });
}

interface Kept {
  readonly key: StoredKey;
  readonly value: unknown;
}
type Stores = Record<StoreName, ReadonlyMap<string, Kept>>;

function readFrom(stores: Stores): ReadTransaction {
  const of = (store: StoreName, collection: string) =>
    [...stores[store].values()]
      .filter(({ key }) => key[0] === collection)
      .sort(({ key: a }, { key: b }) => (a[1]! < b[1]! ? -1 : 1));
  return {
    get: async <T>(store: StoreName, key: StoredKey) =>
      stores[store].get(JSON.stringify(key))?.value as T | undefined,
    all: async <T>(store: StoreName, collection: string, atMost?: number) =>
      new Map(
        of(store, collection)
          .slice(0, atMost)
          .map(({ key, value }) => [key[1]!, value as T]),
      ),
    names: async (store, collection) => of(store, collection).map(({ key }) => key[1]!),
    hashes: async () => [...stores.chunks.values()].map(({ key }) => key as string),
  };
}

/** Changes go to a copy of each store that is touched; the values themselves are never changed in place. */
function writeTo(
  stores: Stores,
  draft: Partial<Record<StoreName, Map<string, Kept>>>,
): WriteTransaction {
  const changed = (store: StoreName) => (draft[store] ??= new Map(stores[store]));
  const seen = (): Stores => ({ ...stores, ...draft });
  return {
    get: (store, key) => readFrom(seen()).get(store, key),
    all: (store, collection, atMost) => readFrom(seen()).all(store, collection, atMost),
    names: (store, collection) => readFrom(seen()).names(store, collection),
    hashes: () => readFrom(seen()).hashes(),
    put: async (store, entries) => {
      const target = changed(store);
      for (const [key, value] of entries) target.set(JSON.stringify(key), { key, value });
    },
    delete: async (store, keys) => {
      const target = changed(store);
      for (const key of keys) target.delete(JSON.stringify(key));
    },
    clear: async (store) => changed(store).clear(),
  };
}
