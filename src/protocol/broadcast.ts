import { type TabState, type Build, READ_ONLY, type EngineStatus } from './worker-api.ts';
import { asCount, asList, asObject, asText } from './check.ts';
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
  try {
    return decode(value);
  } catch {
    // A malformed message is dropped: a throw in a listener would escape, and every message may be lost anyway.
    return undefined;
  }
}

function decode(value: unknown): Broadcast | undefined {
  const message = asObject(value, 'broadcast');
  const store =
    message['store'] === undefined ? {} : { store: asText(message['store'], 'broadcast.store') };
  switch (message['type']) {
    case 'committed':
      return {
        type: 'committed',
        ...store,
        epoch: asCount(message['epoch'], 'committed.epoch'),
        log: asText(message['log'], 'committed.log'),
        seq: asCount(message['seq'], 'committed.seq'),
        ...optionalCount(message, 'since'),
        ...optionalCount(message, 'overlay'),
        ...optionalCount(message, 'sinceOverlay'),
        changes: decodeChanges(message['changes']),
      };
    case 'early':
      return {
        type: 'early',
        ...store,
        epoch: asCount(message['epoch'], 'early.epoch'),
        collection: asText(message['collection'], 'early.collection'),
      };
    case 'status':
      asText(asObject(message['status'], 'status')['phase'], 'status.phase');
      return { type: 'status', ...store, status: decodeStatus(message['status'] as EngineStatus) };
    case 'tab': {
      const state = asText(message['state'], 'tab.state');
      if (state !== 'visible' && state !== 'hidden' && state !== 'gone') return undefined;
      const feeds =
        message['feeds'] === undefined ? {} : { feeds: asTexts(message['feeds'], 'tab.feeds') };
      return { type: 'tab', tabId: asText(message['tabId'], 'tab.tabId'), state, ...feeds };
    }
    case 'live':
      return { type: 'live', ...store, name: asText(message['name'], 'live.name') };
    case 'check':
    case 'outbox':
      return { type: message['type'] };
    case 'want':
      return {
        type: 'want',
        collection: asText(message['collection'], 'want.collection'),
        id: asText(message['id'], 'want.id'),
      };
    case 'local':
      return {
        type: 'local',
        collection: asText(message['collection'], 'local.collection'),
        revision: asCount(message['revision'], 'local.revision'),
        token: asText(message['token'], 'local.token'),
      };
    case 'build': {
      const build = asObject(message['build'], 'build');
      return {
        type: 'build',
        build: { id: asText(build['id'], 'build.id'), at: asCount(build['at'], 'build.at') },
      };
    }
    default:
      return undefined;
  }
}

/** An owner of an older build says nothing of changes. */
function decodeStatus(status: Partial<EngineStatus> & Pick<EngineStatus, 'phase'>): EngineStatus {
  return { ...READ_ONLY, ...status } as EngineStatus;
}

function optionalCount<Name extends string>(
  message: Readonly<Record<string, unknown>>,
  name: Name,
): { readonly [N in Name]?: number } {
  if (message[name] === undefined) return {};
  return { [name]: asCount(message[name], `committed.${name}`) } as { [N in Name]: number };
}

function decodeChanges(value: unknown): Changes {
  return mapObject(asObject(value, 'changes'), (change) => {
    const { ids, inserted, deleted, indexes } = asObject(change, 'change');
    if (ids === 'all') return { ids };
    const named = { ids: asTexts(ids, 'ids') };
    if (inserted === undefined || deleted === undefined || indexes === undefined) return named;
    return {
      ...named,
      inserted: asTexts(inserted, 'inserted'),
      deleted: asTexts(deleted, 'deleted'),
      indexes: mapObject(asObject(indexes, 'indexes'), decodeIndex),
    };
  });
}

function decodeIndex(value: unknown): IndexChange {
  const { keys, moved } = asObject(value, 'index');
  return {
    ...(keys === undefined ? {} : { keys: asList(keys, 'keys') as readonly IndexKey[] }),
    moved: asList(moved, 'moved').map((entry) => {
      const [id, before] = asList(entry, 'moved entry');
      return [asText(id, 'moved id'), before as IndexKey];
    }),
  };
}

function asTexts(value: unknown, what: string): readonly string[] {
  return asList(value, what).map((text) => asText(text, what));
}

function mapObject<T>(
  object: Readonly<Record<string, unknown>>,
  map: (value: unknown) => T,
): Record<string, T> {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, map(value)]));
}
