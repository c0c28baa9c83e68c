import type { StoredRecord } from '../model/record.ts';
import type { Place } from '../protocol/version.ts';

/** Where a search engine reads what it indexes. Every method may reject; it is then asked again later. */
export interface SearchSource {
  /** What is committed, and how many records there are in each collection; undefined before the first commit. */
  now(): Promise<Kept | undefined>;
  /**
   * All records of a collection, in parts. What is committed meanwhile may be in it or not; where it takes away what was
   * still to be read, this rejects.
   */
  scan(collection: string): AsyncIterable<readonly StoredRecord[]>;
  /** The records of these ids as they are now; one that does not exist is left out. */
  read(collection: string, ids: readonly string[]): Promise<readonly StoredRecord[]>;
}

/** A committed version, and its numbers of records by collection. */
export interface Kept {
  readonly place: Place;
  readonly countByName: Readonly<Record<string, number>>;
}
