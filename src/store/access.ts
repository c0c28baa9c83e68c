import type { StoreName } from './layout.ts';

/** A key of `meta` or `chunks`, or `[collection, id or list name]` of the others. */
export type StoredKey = string | readonly [collection: string, name: string];

/**
 * What one read transaction offers, whatever keeps the data: every answer is of the same moment. The caller knows by
 * layout.ts what lies under which key, and says so as `T`. It must not be used after anything else was awaited.
 */
export interface StoredRead {
  get<T>(store: StoreName, key: StoredKey): Promise<T | undefined>;
  /** All values of a collection, or the first so many, by the second halves of their keys, ascending. */
  all<T>(
    store: Exclude<StoreName, 'meta' | 'chunks'>,
    collection: string,
    atMost?: number,
  ): Promise<ReadonlyMap<string, T>>;
  /** The second halves of a collection's keys, ascending. */
  names(
    store: Exclude<StoreName, 'meta' | 'chunks'>,
    collection: string,
  ): Promise<readonly string[]>;
}
