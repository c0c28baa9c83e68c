import type { StoredKey, StoredRead } from './access.ts';

/**
 * The same transaction, in which a value that was asked for before is not asked for again, be it with its whole
 * collection. Not of chunks, which are large, and let go of as soon as they are read.
 */
export function shareReads(access: StoredRead): StoredRead {
  const asked = new Map<string, Promise<unknown>>();
  const nameOf = (...name: readonly StoredKey[]) => JSON.stringify(name);
  const once = <T>(name: string, ask: () => Promise<T>): Promise<T> => {
    const known = asked.get(name) ?? ask();
    asked.set(name, known);
    return known as Promise<T>;
  };
  return {
    get: <T>(store: Parameters<StoredRead['get']>[0], key: StoredKey) => {
      if (store === 'chunks') return access.get<T>(store, key);
      const whole = typeof key !== 'string' && asked.get(nameOf('all', store, key[0]));
      if (whole) return whole.then((all) => (all as ReadonlyMap<string, T>).get(key[1]!));
      return once(nameOf(store, key), () => access.get<T>(store, key));
    },
    all: <T>(store: Parameters<StoredRead['all']>[0], collection: string) =>
      once(nameOf('all', store, collection), () => access.all<T>(store, collection)),
    names: (store, collection) =>
      once(nameOf('names', store, collection), () => access.names(store, collection)),
  };
}
