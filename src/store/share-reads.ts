import type { StoredRead } from './access.ts';

/**
 * The same transaction, in which a value that was asked for before is not asked for again. Not of chunks, which are
 * large, and let go of as soon as they are read.
 */
export function shareReads(access: StoredRead): StoredRead {
  const asked = new Map<string, Promise<unknown>>();
  const once = <T>(name: readonly unknown[], ask: () => Promise<T>): Promise<T> => {
    const key = JSON.stringify(name);
    const known = asked.get(key) ?? ask();
    asked.set(key, known);
    return known as Promise<T>;
  };
  return {
    get: (store, key) =>
      store === 'chunks'
        ? access.get(store, key)
        : once([store, key], () => access.get(store, key)),
    all: (store, collection, atMost) =>
      once(['all', store, collection, atMost], () => access.all(store, collection, atMost)),
    names: (store, collection) =>
      once(['names', store, collection], () => access.names(store, collection)),
  };
}
