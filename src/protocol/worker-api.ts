import type { Query } from '../model/query.ts';
import type { Role } from '../model/mutator.ts';
import type { JsonValue, StoredRecord } from '../model/record.ts';
import type { Failure, Outcome } from './failure.ts';
import type { LocalApi } from './local.ts';
import type { MutationFailure } from './mutation.ts';
import type { Place } from './version.ts';

/** Where the engine runs, best first. */
export type Host = 'shared' | 'dedicated' | 'page';

/** What a tab asks of a worker. Every answer is plain data; a failure is returned, not thrown. */
export interface WorkerApi extends LocalApi {
  /** The first call on every connection. A tab that knows another `instance` behind this port starts anew (fault W2). */
  hello(hello: TabHello): Promise<WorkerHello>;
  /**
   * Says whether the tab can be seen, and which live feeds it shows. Safe to lose: a lost 'gone' is learnt from the tab's
   * lock, and a new worker is told by hello.
   */
  tab(tabId: string, state: TabState, feeds?: readonly string[]): Promise<void>;
  /**
   * The newest value of a live feed that is kept here; null where nothing is known yet. Rejected, where nothing is kept,
   * as the last request was: 'not-found' where the site has no such feed. It is polled while a visible tab shows it.
   */
  feed(name: string): Promise<Outcome<KeptFeed | null>>;
  /** Polls now, past every cache (B13); settles when that poll has been applied or has failed. */
  checkNow(): Promise<Outcome<null>>;
  /** Fetches one record before the rest; 'missing' where the newest publication has no such id. */
  want(collection: string, id: string): Promise<Outcome<'shown' | 'missing'>>;
  /** Reads through the worker: for a tab that cannot read the cache itself (memory store). */
  read(requests: readonly ReadRequest[]): Promise<Outcome<Snapshot>>;
  /** What the badge shows, now. */
  status(): Promise<EngineStatus>;
  /** Counters for the diagnostics view (B119). */
  diagnostics(): Promise<Diagnostics>;
  /**
   * Forgets everything that was fetched and starts from zero. Changes that were not sent are kept or discarded as told;
   * where there are some and nothing is told, 'conflict' names them and nothing is forgotten.
   */
  forget(unsent?: Unsent): Promise<Outcome<null>>;
  /**
   * Makes a change: once this answers it is kept, and is sent when it can be (P1). `id` is random, made by the caller, so
   * that it can ask again where a worker died under the question. Refused, with nothing kept, as the mutator throws
   * ('conflict', 'not-found', …), 'invalid-arguments' by the schema, 'unauthorized' where the person may not, or the site
   * takes no changes, and where it cannot be kept ('quota-exceeded', 'storage-failed'), or not in time ('timeout').
   */
  mutate(call: MutationCall): Promise<Outcome<Made>>;
  /** The changes that are kept: those waiting to be sent, and those that were refused; oldest first. */
  outbox(): Promise<Outcome<readonly OutboxEntry[]>>;
  /** Makes a refused or expired change anew; a waiting one is sent now. */
  retry(id: string): Promise<Outcome<null>>;
  /** Forgets a change that was refused, has expired, or waits; 'conflict' for one that is under way, or done. */
  discard(id: string): Promise<Outcome<null>>;
  /** Checks an editor's token and keeps it, in the worker's own database only; 'unauthorized' for a wrong one. */
  signIn(token: string): Promise<Outcome<null>>;
  /**
   * Forgets the token; the editor's unsent changes wait for the next sign-in, or are discarded. A token that the server
   * refuses is forgotten by itself.
   */
  signOut(unsent: Unsent): Promise<Outcome<null>>;
}

/** What becomes of changes that were not sent. */
export type Unsent = 'keep' | 'discard';

/** A change that a person makes, by the name of its mutator. */
export interface MutationCall {
  readonly id: string;
  readonly name: string;
  readonly args: Readonly<Record<string, JsonValue>>;
}

/** A change that was kept. */
export interface Made {
  readonly id: string;
  /** It changes nothing of what is here: nothing was kept, and nothing is sent (B74). */
  readonly isUnchanged?: true;
}

/** A change that is kept, as a person is shown it. */
export interface OutboxEntry {
  readonly id: string;
  /** The mutator's name. */
  readonly name: string;
  readonly args: Readonly<Record<string, JsonValue>>;
  /** When the person acted, in milliseconds since 1970. */
  readonly at: number;
  /**
   * 'queued': not sent yet. 'sending': under way, or done and not yet in the copy. 'waiting': for the network, the server,
   * a sign-in or a newer build. 'rejected': undone, see `error`. 'expired': first sent three weeks ago and never answered.
   * 'awaiting': done, and held back upstream until somebody approves it; meanwhile it shows on this device alone.
   */
  readonly state: 'queued' | 'sending' | 'waiting' | 'rejected' | 'expired' | 'awaiting';
  readonly error?: MutationFailure;
  readonly attempts: number;
  /** Made by an editor: it goes with them if they discard what was not sent as they sign out. */
  readonly byEditor?: boolean;
}

/** The outbox in short. */
export interface OutboxStatus {
  /** Changes that are not known to be done. */
  readonly queued: number;
  /** Changes that were refused or expired, until the person sees to them. */
  readonly rejected: number;
  readonly state: 'idle' | 'sending' | 'waiting';
  /** 'memory': what was not sent is lost with the last tab. */
  readonly storage: 'indexeddb' | 'memory';
  /** Another number means that `WorkerApi.outbox` answers otherwise. */
  readonly revision: number;
}

/** A tab introduces itself. */
export interface TabHello {
  readonly tabId: string;
  readonly build: Build;
  readonly state: TabState;
  readonly feeds?: readonly string[];
}

/** A live feed as it is kept. */
export interface KeptFeed {
  /** Unchecked but for its form: model/feed.ts reads it by the feed's schema. */
  readonly entries: readonly JsonValue[];
  /** When its source was last read well, in milliseconds since 1970, to a minute; never younger than the truth (P8). */
  readonly at: number;
}

/** A worker introduces itself. */
export interface WorkerHello {
  /** Random at each start of the worker's script: another one behind the same port means a silent restart. */
  readonly instance: string;
  /** The Web Lock that this instance holds while it lives; '' where it lives in the page itself. */
  readonly lock: string;
  readonly build: Build;
  readonly host: Host;
  /** 'memory' where IndexedDB refused: the tab then reads through `read`. */
  readonly storage: 'indexeddb' | 'memory';
  readonly status: EngineStatus;
}

/**
 * One thing to read: a record by id, records by ids in that order (a missing one is left out), or a query over a
 * collection.
 */
export type ReadRequest =
  | { readonly collection: string; readonly id: string }
  | {
      readonly collection: string;
      readonly ids: readonly string[];
      readonly select?: readonly string[];
    }
  | { readonly collection: string; readonly query: Query };

/** Answers in the order of the requests, all of one version (I4); `version` is absent before the first commit. */
export interface Snapshot {
  readonly version?: Place;
  readonly answers: readonly Answer[];
}

/** What a read gives. */
export type Answer =
  /** The whole truth of this version; an id without a row means that there is no such record. */
  | { readonly state: 'ready'; readonly rows: readonly StoredRecord[]; readonly total: number }
  /** Before the first commit: the declared first query, or a wanted record; complete, verified, of one version. */
  | { readonly state: 'early'; readonly rows: readonly StoredRecord[]; readonly total: number }
  /** Nothing can be said yet. */
  | { readonly state: 'loading' };

/**
 * What a person is told about the copy. 'starting': not yet known. 'syncing': first sync under way. 'fresh': the last
 * check succeeded. 'updating': a newer version is being fetched. 'offline': the last check failed; the copy is shown.
 */
export type Phase = 'starting' | 'syncing' | 'fresh' | 'updating' | 'offline';

/** The engine's state as tabs see it. Times are milliseconds since 1970, for display only (I15). */
export interface EngineStatus {
  readonly phase: Phase;
  /** False where another worker owns the cache and this one only reads. */
  readonly isOwner: boolean;
  readonly host: Host;
  readonly storage: 'indexeddb' | 'memory';
  /** The committed version; absent before the first commit. */
  readonly version?: Place;
  /** Records fetched and in all, during the first sync; where that was cut off, those that heads tell of. */
  readonly progress?: { readonly done: number; readonly total: number };
  /** When the last check succeeded. */
  readonly checkedAt?: number;
  /** When the proxy last read its upstream well, as of `checkedAt` (P8). */
  readonly upstreamReadAt?: number;
  /** Since when nothing is known, the last check that succeeded; and why checks fail. */
  readonly offlineSince?: number;
  readonly failure?: Failure;
  /** True where a newer build of the site is known: this one keeps reading, and says 'reload'. */
  readonly isOutdated?: boolean;
  /** True where the site takes changes. */
  readonly writable: boolean;
  /** 'editor' where somebody is signed in. */
  readonly role: Role;
  readonly outbox: OutboxStatus;
}

/** Counters since the worker started (B119). */
export interface Diagnostics {
  readonly instance: string;
  readonly epoch: number;
  readonly polls: number;
  readonly unchangedPolls: number;
  readonly failedPolls: number;
  readonly requests: number;
  readonly bytes: number;
  readonly commits: number;
  readonly broadcasts: number;
  readonly lastPollMs: number;
  readonly tabs: number;
  /** The last check that failed in this life, however many went well after it. */
  readonly lastFailure?: Failure & { readonly at: number };
  /** By collection, the commits that changed it. */
  readonly writes: Readonly<Record<string, number>>;
  readonly collections: Readonly<
    Record<string, { readonly records: number; readonly chunks: number; readonly rows: number }>
  >;
}

/** What is said of changes before anything is known of them. */
export const READ_ONLY: Pick<EngineStatus, 'writable' | 'role' | 'outbox'> = {
  writable: false,
  role: 'reader',
  outbox: { queued: 0, rejected: 0, state: 'idle', storage: 'indexeddb', revision: 0 },
};

/** What is said before any worker has answered. */
export const STARTING: EngineStatus = {
  phase: 'starting',
  isOwner: false,
  host: 'shared',
  storage: 'indexeddb',
  ...READ_ONLY,
};

/** Whether a tab can be seen; 'gone' is said on pagehide, and is also learnt from its lock. */
export type TabState = 'visible' | 'hidden' | 'gone';

/** Which build a page or worker is of; `at` (milliseconds) orders builds, the larger is newer. */
export interface Build {
  readonly id: string;
  readonly at: number;
}
