import type { Changes } from '../protocol/broadcast.ts';
import { isOlder, isSamePlace, isSameVersion, type Place } from '../protocol/version.ts';
import type { Answer, ReadRequest, Snapshot } from '../protocol/worker-api.ts';

/** A reader of snapshots: the cache itself, or the worker on its behalf. */
export type ReadSnapshot = (requests: readonly ReadRequest[]) => Promise<Snapshot>;

/** Told each new answer; the same request always hears of versions in ascending order (I7). */
export type AnswerListener = (answer: Answer) => void;

/** Live reads of one tab. */
export interface LiveReads {
  /** Answers now and after every change that may concern the request, until stopped. Stopping is final: no late answer. */
  watch(request: ReadRequest, listener: AnswerListener): () => void;
  /** A commit was announced: reads what it may concern; all, where an announcement before it was missed. */
  changed(commit: Commit): void;
  /** Something can be read of this collection that could not, at no other version: a head, or what was damaged. */
  early(collection: string): void;
  /** Messages may have been missed, and the store is at this version: reads all where that is news, and what is still due. */
  catchUp(version: Place | undefined): void;
  /** The newest version that this tab has shown. */
  shown(): Place | undefined;
}

/** A commit as it was broadcast; `since` and `sinceOverlay` are what it followed on in the same log, where that is known. */
export interface Commit {
  readonly version: Place;
  readonly since?: number | undefined;
  readonly sinceOverlay?: number | undefined;
  readonly changes: Changes;
}

interface Subscription {
  readonly request: ReadRequest;
  readonly listener: AnswerListener;
  isDue: boolean;
  /** The store was damaged where it was read: it is looked at again whenever anything is heard. */
  isLoading?: boolean;
}

/**
 * Live reads over a reader. All requests that are due are read in one snapshot, so answers that come together never come
 * from two versions; while one read is under way changes only mark what is due, so a burst of commits costs one more
 * read. A failed read goes to `onFailure`. Its requests, and those of a store that holds less than was shown, stay due
 * and are read again at the next call of any method.
 */
export function createLiveReads(
  read: ReadSnapshot,
  onFailure: (error: unknown) => void,
): LiveReads {
  const subscriptions = new Set<Subscription>();
  let shown: Place | undefined;
  /** Up to this version every subscription that is not due is known to be untouched. */
  let covered: Place | undefined;
  let isReading = false;

  async function readDue(): Promise<void> {
    if (isReading) return;
    isReading = true;
    let due: readonly Subscription[] = [];
    let found: Place | undefined;
    try {
      for (due = takeDue(); due.length > 0; due = takeDue()) {
        const snapshot = await read(due.map(({ request }) => request));
        if (!deliver(due, snapshot)) return putBack(due);
        found = snapshot.version;
      }
      // Announced, and not readable here yet: whoever announces it again, or looks, must not find it covered.
      if (found && covered && isOlder(found, covered)) covered = found;
    } catch (error) {
      putBack(due);
      onFailure(error);
    } finally {
      isReading = false;
    }
  }

  function takeDue(): readonly Subscription[] {
    const due = [...subscriptions].filter((subscription) => subscription.isDue);
    for (const subscription of due) subscription.isDue = false;
    return due;
  }

  function putBack(due: readonly Subscription[]): void {
    for (const subscription of due) subscription.isDue = true;
  }

  /** False where the answers are not to be shown. */
  function deliver(due: readonly Subscription[], { version, answers }: Snapshot): boolean {
    // A store with less than was shown was emptied, or is being refilled: what is on screen stays (I7).
    if (shown && (!version || isOlder(version, shown))) return false;
    shown = version;
    // The read saw a commit before its broadcast was heard: what was not read with it may be older, and is due.
    if (version && !(covered && isCovered(version, covered))) {
      covered = version;
      for (const other of subscriptions) if (!due.includes(other)) other.isDue = true;
    }
    for (const [i, subscription] of due.entries()) {
      const answer = answers[i];
      subscription.isLoading = answer?.state === 'loading';
      if (answer && subscriptions.has(subscription)) subscription.listener(answer);
    }
    return true;
  }

  function mark(isConcerned: (request: ReadRequest) => boolean): void {
    for (const subscription of subscriptions) {
      if (subscription.isLoading || isConcerned(subscription.request)) subscription.isDue = true;
    }
    void readDue();
  }

  return Object.freeze({
    watch(request: ReadRequest, listener: AnswerListener) {
      const subscription: Subscription = { request, listener, isDue: true };
      subscriptions.add(subscription);
      void readDue();
      return () => void subscriptions.delete(subscription);
    },
    changed({ version, since, sinceOverlay = 0, changes }: Commit) {
      // Nothing new, but what is still due can be read now: a store that was refilled ends at the version it had.
      if (covered && isCovered(version, covered)) {
        return mark(() => false);
      }
      const isNext =
        covered?.log === version.log &&
        covered.seq === since &&
        (covered.overlay ?? 0) === sinceOverlay;
      covered = version;
      mark((request) => !isNext || isTouched(request, changes));
    },
    early(collection: string) {
      mark((request) => request.collection === collection);
    },
    catchUp(version: Place | undefined) {
      if (version && covered && isSamePlace(version, covered)) return mark(() => false);
      covered = version;
      mark(() => true);
    },
    shown: () => shown,
  });
}

/** True where nothing is read at `place` that is not read at `covered`: within a version its pending changes only count up. */
function isCovered(place: Place, covered: Place): boolean {
  if (!isSameVersion(place, covered)) return isOlder(place, covered);
  return (place.overlay ?? 0) <= (covered.overlay ?? 0);
}

/** A list may be changed by any record of its collection; records by id only by themselves. */
function isTouched(request: ReadRequest, changes: Changes): boolean {
  const change = changes[request.collection];
  if (!change) return false;
  const { ids } = change;
  if ('query' in request || ids === 'all') return true;
  return 'id' in request ? ids.includes(request.id) : request.ids.some((id) => ids.includes(id));
}
