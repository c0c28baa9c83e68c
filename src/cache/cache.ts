import type { Hash } from '../model/hash.ts';
import type { StoredRecord } from '../model/record.ts';
import type { Changes } from '../protocol/broadcast.ts';
import type { Head } from '../protocol/manifest.ts';
import type { Root } from '../protocol/root.ts';
import type { Place, Version } from '../protocol/version.ts';
import type { Checked, Current, KeptLive } from '../store/layout.ts';
import type { Reader } from '../store/reader.ts';
import type { Effect, Runnable } from './draft.ts';

/**
 * The cache as its one writer sees it. Implementations: IndexedDB, and memory; one contract suite for both.
 *
 * - Every write happens in one transaction that first compares the owner's epoch; a writer that was overtaken gets
 *   `SyncError('not-owner')` and nothing is written (I2).
 * - A commit is all or nothing: data, lists, roots and version together (I4); commits use relaxed durability, since
 *   the cache can be rebuilt at any time (I9).
 * - Every operation can be run again after a failure; a lost connection is reopened once (faults D2, D3), after that
 *   'storage-failed'. A full disk is 'quota-exceeded' (fault D5). Nothing waits for ever (fault D1: 'database-blocked'
 *   after 2 s).
 */
export interface Cache {
  /** Becomes the writer: raises the stored epoch and returns it. */
  claim(): Promise<number>;
  current(): Promise<Current | undefined>;
  checked(): Promise<Checked | undefined>;
  /** Which of these objects are held, staged or committed. */
  held(hashes: readonly Hash[]): Promise<ReadonlySet<Hash>>;
  /** The bytes of a held object. */
  bytes(hash: Hash): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** The root that a collection is at, and the one its chunks are whole for; from memory where known. */
  root(hash: Hash): Promise<Root | undefined>;
  /** Keeps verified objects, invisible to readers until a commit names them. One transaction per call. */
  stage(objects: readonly StagedObject[]): Promise<void>;
  /** Before the first commit: lets readers see a collection's head. */
  showHead(collection: string, version: Version, head: Head): Promise<void>;
  /** Before the first commit: lets readers see one wanted record. */
  showRecord(collection: string, version: Version, record: StoredRecord): Promise<void>;
  /**
   * Moves to a version whose objects (roots, and every chunk of the roots named) are all held: first sync, or a
   * comparison of roots. Collections not named keep their root. Staged objects that the version does not name are removed.
   * 'not-found' where one is not held; 'conflict' for a seq below the committed one of the same log (I7).
   */
  commitRoots(next: NextVersion, roots: Readonly<Record<string, RootAt>>): Promise<Committed>;
  /**
   * Moves to a version by changed records. Before anything is written the digest is updated by the hashes of the old
   * and the new records, and must be the root's; likewise the count; else 'invalid-response' and nothing changes (I5).
   */
  commitDelta(next: NextVersion, parts: Readonly<Record<string, DeltaPart>>): Promise<Committed>;
  /**
   * Makes what is pending show, or what is not pending any more go, at the version that is kept; every commit of a version
   * does the same in its own transaction. Undefined where nothing reads otherwise.
   */
  commitOverlay(): Promise<OverlayCommit | undefined>;
  /** What each of the pending changes did when the overlay was last made here, by its id. */
  effectsOf(id: string): readonly Effect[] | undefined;
  /**
   * What a change would do to what is read here now; throws what its mutator throws. Undefined where nobody can say:
   * nothing is kept yet, or it is damaged.
   */
  tryOut(change: Runnable): Promise<readonly Effect[] | undefined>;
  /** A live feed as it was last kept. */
  live(feed: string): Promise<KeptLive | undefined>;
  keepLive(feed: string, value: KeptLive): Promise<void>;
  /** Records that the publisher was asked and there is nothing new. */
  markChecked(checked: Checked): Promise<void>;
  /**
   * Idle work, resumable, one small transaction at a time until done or aborted: rows are folded into chunks (each made
   * chunk must have the hash its root names) and hashes of old records are kept ready for the next delta.
   */
  tidy(signal: AbortSignal): Promise<void>;
  /**
   * Rehashes stored chunks; returns the hashes of those whose bytes are not what their name says, and drops them.
   * Aborted it throws the signal's reason, and has dropped nothing.
   */
  audit(signal: AbortSignal): Promise<readonly Hash[]>;
  /** Removes everything, the epoch excepted. */
  clear(): Promise<void>;
  /** Sizes for the diagnostics view. */
  counts(): Promise<Readonly<Record<string, { records: number; chunks: number; rows: number }>>>;
  readonly reader: Reader;
  readonly storage: 'indexeddb' | 'memory';
  close(): void;
}

/** A verified object; chunks are told apart so that their records are indexed as they come. */
export interface StagedObject {
  readonly hash: Hash;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The collection whose chunk this is; absent for roots, id buckets and order lists. */
  readonly chunkOf?: string;
}

/** What a commit writes as `Current`, beside the collections. */
export type NextVersion = Pick<
  Current,
  'log' | 'seq' | 'version' | 'publishedAt' | 'pollAfterMs' | 'writable' | 'live'
> & {
  readonly committedAt: number;
  /** The version that must be kept now, where the commit names only what differs from it; else 'not-owner'. */
  readonly from?: Version;
};

/** A collection's root at the new version. */
export interface RootAt {
  readonly hash: Hash;
  readonly root: Root;
  readonly shape: Hash;
}

/** What a delta changes in one collection, its root already rebuilt and verified by name. */
export interface DeltaPart extends RootAt {
  /** The root's canonical bytes, whose hash was its name. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly changed: readonly HashedRecord[];
  readonly deleted: readonly string[];
}

/** A record with the hash of its canonical text. */
export interface HashedRecord {
  readonly record: StoredRecord;
  readonly hash: Hash;
}

/** What a new overlay changed, for the broadcast. */
export interface OverlayCommit {
  readonly before: Place;
  readonly place: Place;
  readonly changes: Changes;
}

/** What a commit changed, for the broadcast. */
export interface Committed {
  readonly changes: Changes;
  /** What is kept now. */
  readonly current: Current;
}
