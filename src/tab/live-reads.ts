import type { Collection } from '../model/schema.ts';
import type { Changes } from '../protocol/broadcast.ts';
import { isOlder, isSamePlace, isSameVersion, type Place } from '../protocol/version.ts';
import type { Answer, ReadRequest, Snapshot } from '../protocol/worker-api.ts';
import { checkDeclared } from '../store/open-reader.ts';
import { answerOf, jobOf, type Job, type Subscription } from './live-jobs.ts';
import { dependenceOf, needOf, type Need, type WatchAction } from './live-needs.ts';
import { createTopics } from './live-topics.ts';

/** A reader of snapshots: the cache itself, or the worker on its behalf. */
export type ReadSnapshot = (requests: readonly ReadRequest[]) => Promise<Snapshot>;

/** Told each new answer; the same request always hears of versions in ascending order (I7). */
export type AnswerListener = (answer: Answer) => void;

/** How a request is watched. */
export interface WatchOptions {
  /** Which changes are followed; 'changes', which is all of them, where it is left out. */
  readonly action?: WatchAction | undefined;
  /** Requests of one group, any object, are always answered together, from one snapshot. */
  readonly group?: object | undefined;
}

/** Live reads of one tab. */
export interface LiveReads {
  /**
   * Answers now and after every change that may concern the request, until stopped. Stopping is final: no late answer.
   * Throws 'not-found' for a collection that the site does not declare.
   */
  watch(request: ReadRequest, listener: AnswerListener, options?: WatchOptions): () => void;
  /** A commit was announced: reads what it concerns; all, where an announcement before it was missed. */
  changed(commit: Commit): void;
  /** Something can be read of this collection that could not, at no other version: a head, or what was damaged. */
  early(collection: string): void;
  /** Messages may have been missed, and the store is at this version: reads all where that is news, and what is still due. */
  catchUp(version: Place | undefined): void;
  /** How many requests are watched. */
  count(): number;
  /** The newest version that this tab has shown. */
  shown(): Place | undefined;
  /** The newest version that was announced, or found: what it concerns is shown, or due. */
  heard(): Place | undefined;
}

/** A commit as it was broadcast; `since` and `sinceOverlay` are what it followed on in the same log, where that is known. */
export interface Commit {
  readonly version: Place;
  readonly since?: number | undefined;
  readonly sinceOverlay?: number | undefined;
  readonly changes: Changes;
}

/** What live reads know of their surroundings; each may be left out. */
export interface LiveReadsOptions {
  /** Those that the site declares: of others every change is followed by a whole read. */
  readonly collections?: readonly Collection[];
  /** Settles when the screen is drawn next: what follows a delivery sooner than that is not seen, and waits. */
  readonly nextFrame?: () => Promise<void>;
  /** Settles when a message that is under way has had the time to come. */
  readonly newsTime?: () => Promise<void>;
  /** Runs a delivery of several answers, so that whoever draws them draws once. */
  readonly batch?: (deliver: () => void) => void;
}

/**
 * Live reads over a reader. All requests that are due are read in one snapshot, so answers that come together never come
 * from two versions; while one read is under way, and until the screen is drawn, changes only mark what is due, so a
 * burst of commits costs one more read. Where a commit says that no record came, left or moved, or a list's rows tell where
 * any record belongs, only the records it touched are read and put in their places. A failed read goes to `onFailure`. Its
 * requests, and those of a store that holds less than was shown, stay due and are read again at the next call of any method.
 */
export function createLiveReads(
  read: ReadSnapshot,
  onFailure: (error: unknown) => void,
  { collections, nextFrame, newsTime, batch = (deliver) => deliver() }: LiveReadsOptions = {},
): LiveReads {
  const collectionByName = new Map(collections?.map((collection) => [collection.name, collection]));
  const subscriptions = new Set<Subscription>();
  const membersByGroup = new Map<object, Set<Subscription>>();
  const topics = createTopics<Subscription>();
  const due = new Set<Subscription>();
  /** The store was damaged where they were read: they are looked at again whenever anything is heard. */
  const loading = new Set<Subscription>();
  let shown: Place | undefined;
  /** Up to this version every subscription that is not due, nor ahead of it, is known to be untouched. */
  let covered: Place | undefined;
  let isReading = false;
  /** Ends the wait for the screen: somebody new has nothing to show at all. */
  let hurry = () => {};

  async function readDue(): Promise<void> {
    if (isReading) return;
    isReading = true;
    let jobs: readonly Job[] = [];
    try {
      // What is opened in one go is read in one go.
      await Promise.resolve();
      for (jobs = takeDue(); jobs.length > 0; jobs = takeDue()) {
        const at = covered;
        const snapshot = await read(jobs.map(({ request }) => request));
        if (!deliver(jobs, snapshot, at)) return putBack(jobs);
        jobs = [];
        if (!nextFrame) continue;
        await Promise.race([nextFrame(), new Promise<void>((resolve) => (hurry = resolve))]);
      }
    } catch (error) {
      putBack(jobs);
      onFailure(error);
    } finally {
      isReading = false;
    }
  }

  function takeDue(): readonly Job[] {
    const jobs = [...due].map(jobOf).filter((job) => job !== undefined);
    for (const subscription of due) delete subscription.due;
    due.clear();
    return jobs;
  }

  function putBack(jobs: readonly Job[]): void {
    for (const { subscription, patch } of jobs) {
      if (subscriptions.has(subscription)) want(subscription, patch?.ids);
    }
  }

  /** Marks a subscription due, or these records of it, and with it all that are answered together. */
  function want(subscription: Subscription, ids: Need = 'all'): void {
    const group = subscription.group && membersByGroup.get(subscription.group);
    for (const one of group ?? [subscription]) {
      const isWhole = group || ids === 'all' || one.due === 'all';
      if (isWhole) one.due = 'all';
      else one.due = new Set(Array.from(one.due ?? []).concat(ids));
      due.add(one);
    }
  }

  function wantBehind(version: Place | undefined): void {
    for (const subscription of subscriptions) {
      if (!isSamePlace(version, subscription.seen)) want(subscription);
    }
  }

  function wantTouched({ version, changes }: Commit): void {
    for (const [collection, change] of Object.entries(changes)) {
      for (const subscription of topics.touchedBy(collection, change)) {
        // Its answer was read at this version already, or at a later one.
        if (isCovered(version, subscription.seen)) continue;
        const need = needOf(subscription.dependence, change);
        // 'all', or some ids.
        if (need.length > 0) want(subscription, need);
      }
    }
  }

  /** `at` is what was covered when the jobs were taken. False where the answers are not to be shown. */
  function deliver(
    jobs: readonly Job[],
    { version, answers }: Snapshot,
    at: Place | undefined,
  ): boolean {
    // A store with less than was shown was emptied, or is being refilled: what is on screen stays (I7).
    if (shown && (!version || isOlder(version, shown))) return false;
    shown = version;
    const isNewer = !(version && isCovered(version, at));
    batch(() => {
      for (const [i, job] of jobs.entries()) {
        const { subscription } = job;
        const found = answers[i];
        if (!found || !subscriptions.has(subscription)) continue;
        const answer = answerOf(job, found, isNewer);
        if (answer) show(subscription, answer, version);
        else want(subscription);
      }
    });
    // Announced, and not readable here yet: whoever announces it again, or looks, must not find it covered.
    if (version && at?.log === version.log && !isCovered(at, version)) covered = version;
    if (version && !isCovered(version, covered)) awaitNews(version);
    return true;
  }

  function show(subscription: Subscription, answer: Answer, version: Place | undefined): void {
    subscription.answer = answer;
    subscription.seen = version;
    if (answer.state === 'loading') loading.add(subscription);
    else loading.delete(subscription);
    try {
      subscription.listener(answer);
    } catch (error) {
      // Its own mistake: the others get their answers all the same.
      onFailure(error);
    }
  }

  /** A read saw a commit before its announcement was heard: where that does not come, all else may be older, and is due. */
  function awaitNews(version: Place): void {
    const catchUp = () => {
      if (isCovered(version, covered)) return;
      covered = version;
      wantBehind(version);
    };
    if (!newsTime || covered?.log !== version.log) return catchUp();
    void newsTime().then(() => {
      catchUp();
      void readDue();
    });
  }

  /** Something was heard: what is still due, or was damaged, may be readable now. */
  function look(): void {
    for (const subscription of loading) want(subscription);
    void readDue();
  }

  return Object.freeze({
    watch(
      request: ReadRequest,
      listener: AnswerListener,
      { action = 'changes', group }: WatchOptions = {},
    ) {
      // Read with others, it would take their answers with it.
      if (collections) checkDeclared(collectionByName, [request]);
      const collection = collectionByName.get(request.collection);
      const dependence = dependenceOf(request, collection, action);
      const subscription: Subscription = { dependence, listener, group };
      subscriptions.add(subscription);
      const leaveTopics = topics.add(subscription, dependence);
      const members = group && (membersByGroup.get(group) ?? new Set());
      if (group && members) membersByGroup.set(group, members.add(subscription));
      want(subscription);
      hurry();
      void readDue();
      return () => {
        leaveTopics();
        for (const set of [subscriptions, due, loading, members]) set?.delete(subscription);
        if (group && members?.size === 0) membersByGroup.delete(group);
      };
    },
    changed(commit: Commit) {
      const { version, since, sinceOverlay = 0 } = commit;
      // Nothing new, but what is still due can be read now: a store that was refilled ends at the version it had.
      if (since !== undefined && isCovered(version, covered)) return look();
      const isNext =
        since !== undefined &&
        isSamePlace(covered, { log: version.log, seq: since, overlay: sinceOverlay });
      covered = version;
      if (isNext) wantTouched(commit);
      else wantBehind(version);
      look();
    },
    early(collection: string) {
      for (const subscription of topics.of(collection)) want(subscription);
      look();
    },
    catchUp(version: Place | undefined) {
      if (!isSamePlace(version, covered)) {
        covered = version;
        wantBehind(version);
      }
      look();
    },
    count: () => subscriptions.size,
    shown: () => shown,
    heard: () => covered,
  });
}

/**
 * True where nothing is read at `place` that is not read at `covered`: within a version its pending changes only count up,
 * for as long as the store lives.
 */
function isCovered(place: Place, covered: Place | undefined): boolean {
  if (!covered) return false;
  if (!isSameVersion(place, covered)) return isOlder(place, covered);
  return (place.overlay ?? 0) <= (covered.overlay ?? 0);
}
