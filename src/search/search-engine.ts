import type { Changes } from '../protocol/broadcast.ts';
import { isOlder, isSameVersion, type Place } from '../protocol/version.ts';
import type { SearchApi, SearchStatus } from '../protocol/search-api.ts';
import { createSearchIndex, type SearchIndex } from './search-index.ts';
import type { SearchSource } from './search-source.ts';
import type { Searchable } from './searchable.ts';

/*
 *   waiting ──something is kept──▶ building ──all is read──▶ ready ──commit──▶ what it touched is read ──▶ ready
 *      ▲                              │  ▲                     │
 *      └───────nothing is kept────────┘  └─────missed one──────┘   (the former index answers meanwhile)
 */

/** An index over what a device keeps, and its following of every commit. */
export interface SearchEngine extends SearchApi {
  /** A commit was announced. */
  heard(commit: HeardCommit): void;
  /** Announcements may have been missed: looks whether the store is where the index is. */
  look(): void;
}

/** A commit as it was broadcast; `since` and `sinceOverlay` are what it followed on in the same log. */
export interface HeardCommit extends Place {
  readonly since?: number;
  readonly sinceOverlay?: number;
  readonly changes: Changes;
}

export interface SearchEngineOptions {
  readonly searchables: readonly Searchable[];
  readonly source: SearchSource;
  /** For pauses only; times are in milliseconds. */
  readonly clock: {
    now(): number;
    sleep(ms: number, signal: AbortSignal): Promise<void>;
  };
  /** Ends it. */
  readonly signal: AbortSignal;
}

/**
 * Starts to index at once. A build reads everything once; whatever is committed meanwhile, or later, is heard of by id and
 * read again, so that a record that never changed is read once only. Where an announcement was missed all is read anew.
 */
export function createSearchEngine(options: SearchEngineOptions): SearchEngine {
  const { searchables, source, clock, signal } = options;
  /** What answers. */
  let index: SearchIndex | undefined;
  /** Everything up to here is in the index, or in `heard`. */
  let at: Place | undefined;
  let heard: HeardCommit[] = [];
  let isWorking = false;
  let isLookDue = true;
  let buildMs = 0;
  let builtAt = -Infinity;
  let status: SearchStatus = { state: 'waiting', done: 0, total: 0, revision: 0 };
  let next = Promise.withResolvers<SearchStatus>();

  function tell(told: Partial<SearchStatus>): void {
    status = { ...status, ...told, revision: status.revision + 1 };
    next.resolve(status);
    next = Promise.withResolvers();
  }

  async function work(): Promise<void> {
    if (isWorking || signal.aborted) return;
    isWorking = true;
    try {
      while ((isLookDue || heard.length > 0) && !signal.aborted) {
        if (at && heard.length > 0) await takeIn();
        else await compare();
      }
    } catch {
      // The store was not readable, or moved under the build: it is looked at again at the next word of it, or soon.
      at = undefined;
      void clock.sleep(RETRY_MS, signal).then(look, () => undefined);
    } finally {
      isWorking = false;
    }
  }

  /** Compares the store with the index, and builds it anew where they have parted. */
  async function compare(): Promise<void> {
    isLookDue = false;
    const kept = await source.now();
    if (!kept) return forget();
    if (at && isSameVersion(at, kept.place)) return;
    if (at) {
      // Its announcement may be on its way.
      await clock.sleep(NEWS_MS, signal);
      if (heard.length > 0) return void (isLookDue = true);
    }
    await pause();
    await build();
  }

  function forget(): void {
    at = undefined;
    heard = [];
    if (status.state === 'waiting') return;
    index = undefined;
    tell({ state: 'waiting', done: 0, total: 0 });
  }

  /** A store whose announcements are not heard would be read all the time. */
  async function pause(): Promise<void> {
    const ms = builtAt + Math.max(MIN_PAUSE_MS, 10 * buildMs) - clock.now();
    // A device that slept during the build, or whose clock was set, tells of days.
    if (ms > 0) await clock.sleep(Math.min(ms, MAX_PAUSE_MS), signal);
  }

  async function build(): Promise<void> {
    const begunAt = clock.now();
    const kept = await source.now();
    if (!kept) return forget();
    const total = searchables.reduce(
      (sum, { collection }) => sum + (kept.countByName[collection.name] ?? 0),
      0,
    );
    const built = createSearchIndex();
    const isFirst = index === undefined;
    if (isFirst) tell({ state: 'building', done: 0, total });
    for (const of of searchables) {
      if (kept.countByName[of.collection.name] === undefined) continue;
      for await (const records of source.scan(of.collection.name)) {
        signal.throwIfAborted();
        for (const record of records) built.put(of, record);
        if (isFirst) tell({ done: built.size(), total: Math.max(total, built.size()) });
      }
    }
    // Puts its words in order, for which the first question would wait.
    built.find('a', 1);
    index = built;
    at = kept.place;
    builtAt = clock.now();
    buildMs = builtAt - begunAt;
    tell({ state: 'ready', done: built.size(), total: built.size() });
  }

  /** Takes in what was heard, as long as each follows on the one before. */
  async function takeIn(): Promise<void> {
    const commits = heard;
    heard = [];
    const idsByName = new Map<string, Set<string>>();
    for (const commit of commits) {
      if (!at || isCovered(commit, at)) continue;
      if (!isNext(commit, at) || !collect(commit.changes, idsByName)) {
        at = undefined;
        isLookDue = true;
        return;
      }
      at = placeOf(commit);
    }
    for (const of of searchables) {
      const ids = [...(idsByName.get(of.collection.name) ?? [])];
      if (ids.length > 0) await update(of, ids);
    }
  }

  /** Notes which records to read again; false where that is not said. */
  function collect(changes: Changes, idsByName: Map<string, Set<string>>): boolean {
    for (const { collection } of searchables) {
      const { name } = collection;
      const ids = changes[name]?.ids ?? [];
      if (ids === 'all') return false;
      idsByName.set(name, new Set([...(idsByName.get(name) ?? []), ...ids]));
    }
    return true;
  }

  async function update(of: Searchable, ids: readonly string[]): Promise<void> {
    const records = await source.read(of.collection.name, ids);
    if (!index) return;
    const gone = new Set(ids);
    for (const record of records) {
      gone.delete(record.id);
      index.put(of, record);
    }
    for (const id of gone) index.remove(of, id);
    tell({ done: index.size(), total: index.size() });
  }

  function look(): void {
    isLookDue = true;
    void work();
  }

  void work();
  return Object.freeze({
    heard(commit: HeardCommit) {
      heard.push(commit);
      // One that comes during a build waits; without an index each is as good as a look.
      if (heard.length > MAX_HEARD) {
        heard = [];
        at = undefined;
      }
      if (!at) isLookDue = true;
      void work();
    },
    look,
    search(text: string, limit: number) {
      // What was missed is found by whoever asks.
      look();
      const found = index?.find(text, Math.min(limit, MAX_RESULTS));
      return Promise.resolve({ results: [], total: 0, ...found, status });
    },
    async changed(revision: number) {
      return status.revision === revision ? next.promise : status;
    },
  });
}

function placeOf({ log, seq, overlay }: Place): Place {
  return overlay === undefined ? { log, seq } : { log, seq, overlay };
}

/** True where a commit follows on this place; what is pending over a place that was read from the store is not known. */
function isNext({ log, since, sinceOverlay = 0 }: HeardCommit, at: Place): boolean {
  return log === at.log && since === at.seq && (at.overlay ?? sinceOverlay) === sinceOverlay;
}

/** True where all that a commit brought is there already: a version that was read has all of it but what is pending. */
function isCovered(commit: HeardCommit, at: Place): boolean {
  if (!isSameVersion(commit, at)) return isOlder(commit, at);
  if (at.overlay === undefined) return commit.since !== commit.seq;
  return (commit.overlay ?? 0) <= at.overlay;
}

/** Longer than a message takes to a worker that is not busy. */
const NEWS_MS = 50;
const RETRY_MS = 1000;
const MIN_PAUSE_MS = 2000;
const MAX_PAUSE_MS = 60_000;
/** More commits than ever come during one build; they are then found by looking. */
const MAX_HEARD = 1000;
const MAX_RESULTS = 200;
