import { type TabState, type Build, READ_ONLY, type EngineStatus } from './worker-api.ts';
import type { Place } from './version.ts';

/**
 * Which records of a collection a commit touched: their ids, or 'all' above `MAX_NAMED_IDS` of them. The rest says what
 * became of them, so that a list is read again only where it has to be; where it is absent, anything may have happened.
 */
export interface CollectionChange {
  readonly ids: readonly string[] | 'all';
  /** Which of `ids` came, and which left; the others were there, and are. */
  readonly inserted?: readonly string[];
  readonly deleted?: readonly string[];
  /** What that means to each order that is kept, by its name in `lists`; one that is absent may have changed in any way. */
  readonly indexes?: Readonly<Record<string, IndexChange>>;
}

/** What a commit did to an index: keys, and never another field (I6). */
export interface IndexChange {
  /** The first key of each of `ids`, in their order; the last it had where it left. Absent where one is too long to say. */
  readonly keys?: readonly IndexKey[];
  /** Those that were there, and are, at another key: each with the first key it had before. */
  readonly moved: readonly (readonly [id: string, before: IndexKey])[];
}
export type IndexKey = string | number | boolean | null;

/** Changes by collection; a collection not named did not change. */
export type Changes = Readonly<Record<string, CollectionChange>>;

/** Above this many ids a broadcast says 'all': re-reading is cheaper than comparing, and messages stay small (I6). */
export const MAX_NAMED_IDS = 1000;

/**
 * What goes over the channel. Any message may be lost and nothing breaks (I6): tabs compare versions when shown,
 * resumed, restored or connected, and the owner learns of tabs by their locks.
 */
export type Broadcast =
  | (StoreNews & {
      /** What it is about: a database's name, or the instance of a worker whose copy is in memory and nobody else's. */
      readonly store?: string;
    })
  /** A follower's worker, on behalf of its tab, so that the owner knows who is watching. */
  | {
      readonly type: 'tab';
      readonly tabId: string;
      readonly state: TabState;
      /** The live feeds that it shows; none where it is left out. */
      readonly feeds?: readonly string[];
    }
  /** A follower's worker, on behalf of its tab: check upstream now. */
  | { readonly type: 'check' }
  /** A follower's worker, on behalf of its tab: fetch this record before the rest (a cold deep link). */
  | { readonly type: 'want'; readonly collection: string; readonly id: string }
  /** Any worker that wrote the outbox: the others read it again. */
  | { readonly type: 'outbox' }
  /** Any worker that wrote a local collection, once it is on disk. */
  | {
      readonly type: 'local';
      readonly collection: string;
      readonly revision: number;
      readonly token: string;
    }
  /** Any worker at its start. An owner of an older build finishes its commit, lets go and only reads (I2). */
  | { readonly type: 'build'; readonly build: Build };

/** What the one who writes a store says of it. */
export type StoreNews =
  /**
   * After each commit, once per version, and where pending changes alter what is read of it. Carries no field data.
   * `since` is the `seq` that the commit followed on in the same log: a tab that shows another one has missed a message,
   * and reads everything; `sinceOverlay` likewise.
   */
  | ({
      readonly type: 'committed';
      readonly epoch: number;
      readonly since?: number;
      readonly sinceOverlay?: number;
      readonly changes: Changes;
    } & Place)
  /**
   * When something of a collection can be read that could not: before the first commit a head or a wanted record, after
   * it what was damaged.
   */
  | { readonly type: 'early'; readonly epoch: number; readonly collection: string }
  /** When a live feed has another value, or another age, or cannot be had; whoever shows it asks for it. */
  | { readonly type: 'live'; readonly name: string }
  /** When what the badge shows has changed. */
  | { readonly type: 'status'; readonly status: EngineStatus };

/** A message if it is one of ours and well-formed, else undefined: another build may speak otherwise, and is ignored. */
export function decodeBroadcast(value: unknown): Broadcast | undefined {
  const type = isObject(value) ? (value['type'] as Broadcast['type']) : '';
  if (!Object.hasOwn(MEMBERS, type)) return undefined;
  const members = { ...MEMBERS[type as Broadcast['type']], store: maybe(isText) };
  if (!objectWith(members)(value)) return undefined;
  const message = value as Broadcast;
  if (message.type !== 'status') return message;
  // An owner of an older build says nothing of changes.
  return { ...message, status: { ...READ_ONLY, ...message.status } };
}

type Check = (value: unknown) => boolean;
type Members = Readonly<Record<string, Check>>;

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function maybe(check: Check): Check {
  return (value) => value === undefined || check(value);
}

function listOf(check: Check): Check {
  return (value) => Array.isArray(value) && value.every(check);
}

function mapOf(check: Check): Check {
  return (value) => isObject(value) && Object.values(value).every(check);
}

function objectWith(members: Members): Check {
  return (value) =>
    isObject(value) && Object.entries(members).every(([name, check]) => check(value[name]));
}

const isTexts = listOf(isText);
const isIndexChange = objectWith({
  keys: maybe(Array.isArray),
  moved: listOf((entry) => Array.isArray(entry) && isText(entry[0])),
});

/** What each message has to have beside its type. */
const MEMBERS: Readonly<Record<Broadcast['type'], Members>> = {
  committed: {
    epoch: isCount,
    log: isText,
    seq: isCount,
    since: maybe(isCount),
    overlay: maybe(isCount),
    sinceOverlay: maybe(isCount),
    changes: mapOf(
      objectWith({
        ids: (ids) => ids === 'all' || isTexts(ids),
        inserted: maybe(isTexts),
        deleted: maybe(isTexts),
        indexes: maybe(mapOf(isIndexChange)),
      }),
    ),
  },
  early: { epoch: isCount, collection: isText },
  status: { status: objectWith({ phase: isText }) },
  tab: {
    tabId: isText,
    state: (state) => state === 'visible' || state === 'hidden' || state === 'gone',
    feeds: maybe(isTexts),
  },
  live: { name: isText },
  check: {},
  outbox: {},
  want: { collection: isText, id: isText },
  local: { collection: isText, revision: isCount, token: isText },
  build: { build: objectWith({ id: isText, at: isCount }) },
};
