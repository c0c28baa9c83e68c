/* oxlint-disable max-lines -- where all parts meet: each is a file of its own, and what they say to each other is here */
import {
  fromFailure,
  SyncError,
  toFailure,
  type Failure,
  type FailureCode,
} from '../protocol/failure.ts';
import type { Changes } from '../protocol/broadcast.ts';
import { isSameVersion } from '../protocol/version.ts';
import type { Diagnostics, EngineStatus, Unsent, WorkerApi } from '../protocol/worker-api.ts';
import type { Checked } from '../store/layout.ts';
import { createAlarm } from './alarm.ts';
import { createAnnouncer } from './announcer.ts';
import { createApi } from './api.ts';
import { createAsks } from './asks.ts';
import type { EngineOptions } from './engine-options.ts';
import { createLiveFeeds } from './live-feeds.ts';
import { afterCheck, afterClaim, afterCommit, afterFailure, firstFacts } from './facts.ts';
import { createMutations } from './create-mutations.ts';
import { createOwnership } from './ownership.ts';
import { createPolls, type PollEnd } from './polls.ts';
import { createPresence } from './presence.ts';
import type { PullResult } from './puller.ts';
import { createPush } from './push.ts';
import { createRelay } from './relay.ts';
import { DEFAULT_POLL_MS } from './schedule.ts';
import { lazyShapes } from './shapes.ts';
import { createSource } from './source.ts';
import {
  initialState,
  transition,
  type Effect,
  type EngineEvent,
  type Happening,
} from './state.ts';
import { isOwning, statusOf } from './status.ts';
import { isStoreFailure } from './store-failure.ts';
import { createStoreInUse } from './store-in-use.ts';
import { createWants } from './wants.ts';

/** One engine: what a worker is, whatever hosts it. */
export interface Engine {
  /** What tabs call; every method answers, whatever happens. */
  readonly api: WorkerApi;
  /** Begins: asks for the lock, and polls at once where it is granted (B20). */
  start(): void;
  /** The platform believes to be online, or offline; it proves nothing. */
  setOnline(isOnline: boolean): void;
  /** The store was closed or emptied by the browser (fault D4). */
  storeLost(): void;
  /** Lets go of everything, after the commit under way. */
  stop(): Promise<void>;
}

/**
 * An engine that has not begun. It is the one place where state, store, lock, channel and tabs meet; each of them is a
 * file of its own, and what happens when is in state.ts.
 */
export function createEngine(options: EngineOptions): Engine {
  const { build, channel, clock, host, names, random, report } = options;
  const source = createSource({
    ...options,
    kept: (hash) => (store.current() || store.isPrivate() ? undefined : options.older?.bytes(hash)),
    // Where nothing is kept here, the service worker keeps the first of what was read; it never answers with news.
    acceptsStale: () => store.isPrivate() && !facts.version,
  });
  const wants = createWants();

  let state = initialState({ ...options, pollAfterMs: DEFAULT_POLL_MS });
  let facts = firstFacts();
  let tenure = 0;
  let isClaiming = false;
  let markedAt = 0;
  const counters = { polls: 0, unchangedPolls: 0, failedPolls: 0, commits: 0 };
  const writes: Record<string, number> = {};
  let lastFailure: Diagnostics['lastFailure'];
  const queue: EngineEvent[] = [];

  const store = createStoreInUse({
    ...options,
    source,
    wants,
    shapes: lazyShapes(options.collections),
    onClaimed: ({ current, checked }) => {
      facts = afterClaim(facts, current, checked);
      markedAt = facts.checkedAt ?? 0;
    },
    onMended() {
      tellAll();
      // What is pending over it could not be looked at.
      mutations.reload();
    },
    onUpdating: () => dispatch({ kind: 'updating' }),
    onKept: () => dispatch({ kind: 'progressed' }),
    onEarly: (collection) => {
      store.show();
      announcer.early(collection);
    },
    onProgress: (progress) => {
      facts = { ...facts, progress };
      announcer.status();
    },
  });
  const announcer = createAnnouncer({
    channel,
    store: () => (store.isPrivate() ? options.instance : names.database),
    epoch: () => store.epoch(),
    status,
  });
  const polls = createPolls({
    clock,
    // A first version shows all that is there: without what is kept, that would be gone until the next.
    ready: () => facts.version ?? mutations.ready(),
    pull: (signal) => store.pull(signal),
    onStarted,
    onResult,
    onFailed,
  });
  const alarm = createAlarm(clock, () => dispatch({ kind: 'poll-due' }));
  const ownership = createOwnership({
    locks: options.locks,
    name: names.cacheLock,
    onGranted: () => void takeOver(),
    onLost: () => {
      tenure++;
      isClaiming = false;
      mutations.disown();
      report({ kind: 'lost-ownership' });
      dispatch({ kind: 'lock-lost' });
    },
  });
  const presence = createPresence({
    locks: options.locks,
    lockName: (tabId) => names.tabLock(tabId),
    onChange: (tabs) => {
      dispatch({ kind: TAB_EVENTS[tabs] });
      if (tabs === 'visible') mutations.hurry();
    },
    onFeeds: followFeeds,
  });
  const relay = createRelay({
    ...options,
    presence,
    isOwner: () => isOwning(state),
    isPrivate: () => store.isPrivate(),
    answerStatus: () => announcer.answerStatus(),
    onCheck: () => {
      announcer.oweAnswer();
      askCheck();
    },
    // Whoever asked hears of it by the message that follows, or not at all: it has a deadline of its own.
    onWant: (wanted) => void asks.want(wanted).catch(() => undefined),
    onNewerBuild: retire,
    onOutbox: () => mutations.reload(),
    onOwnerStatus: ({ checkedAt, failure }) => {
      if (failure) asks.failed(fromFailure(failure));
      else if (checkedAt !== undefined) asks.checkedElsewhere(checkedAt);
    },
    onExpired: () => {
      // The lock is ours already: to steal it from ourselves would begin the claim anew.
      if (isClaiming) return;
      report({ kind: 'stole-ownership' });
      ownership.steal();
      mutations.steal();
    },
  });
  const push = createPush(options);
  const mutations = createMutations({
    ...options,
    push: {
      ...push,
      async send(rows, who) {
        const answer = await push.send(rows, who);
        serverAnswered();
        return answer;
      },
    },
    lockName: names.outboxLock,
    cache: () => store.written(),
    commitOverlay: () => store.commitOverlay(),
    version: () => store.current(),
    isFirstCopy: () => store.isFirstCopy(),
    isOwner: () => isOwning(state),
    isReadOnly: () => facts.version !== undefined && !status().writable,
    onOverlay: ({ before, place, changes }) => {
      // What is written is not shown yet where a memory goes on for a store that failed.
      if (store.written() !== store.shown()) return;
      facts = { ...facts, version: place };
      announcer.committed(place, changes, before);
    },
    onStatus: () => announcer.status(),
    tellOthers: () => channel.post({ type: 'outbox' }),
  });
  const feeds = createLiveFeeds({
    ...options,
    source,
    cache: () => store.shown(),
    listed: () => store.current()?.live,
    onNews: (feed) => announcer.live(feed),
    onAnswering: serverAnswered,
  });
  const asks = createAsks({
    clock,
    store,
    wants,
    relay,
    askCheck,
    isOwner: () => isOwning(state),
    isPolling: () => state.kind === 'polling' || state.kind === 'updating',
    lastRun: () => polls.last().run,
  });

  /** One event after another, also where an effect causes the next. */
  function dispatch(happening: Happening): void {
    queue.push({ ...happening, at: clock.now() });
    if (queue.length > 1) return;
    for (; queue.length > 0; queue.shift()) {
      const { state: next, effects } = transition(state, queue[0]!);
      state = next;
      effects.forEach(perform);
      relay.follow(state.kind === 'following' && state.tabs === 'visible');
    }
    followFeeds();
    announcer.status();
  }

  /** Who waits long for the next poll after many that failed need not wait on. */
  function serverAnswered(): void {
    dispatch({ kind: 'server-answered' });
  }

  /** Only who writes the cache asks for live feeds, and only for those that somebody sees. */
  function followFeeds(): void {
    feeds.follow(isOwning(state) ? presence.feeds() : new Set());
  }

  // oxlint-disable-next-line complexity -- one effect after another
  function perform(effect: Effect): void {
    switch (effect.kind) {
      case 'request-lock':
        return begin();
      case 'release-lock':
        // For good: a claim under way is for nothing, and so is each that comes, since NaN is not even itself.
        tenure = NaN;
        asks.failed(outdated());
        mutations.disown();
        void polls.rest().then(() => ownership.release());
        return;
      case 'poll':
        return polls.start(effect.isUrgent);
      case 'stop-poll':
        return polls.stop();
      case 'wait':
        return alarm.set(effect.untilAt);
      case 'stop-waiting':
        return alarm.stop();
      case 'relay-check':
        return relay.check();
      case 'refuse-check':
        asks.failed(fromFailure(facts.failure ?? PAUSED));
        return announcer.answer();
    }
  }

  /** A store in memory is nobody else's, so it needs no lock. */
  function begin(): void {
    relay.begin();
    if (store.isPrivate()) void takeOver();
    else ownership.request();
  }

  async function takeOver(): Promise<void> {
    const mine = ++tenure;
    isClaiming = true;
    await store.claim().catch((error: unknown) => {
      // Robbed meanwhile, it follows like others, whose disks may be sound.
      if (mine !== tenure) return;
      fallToMemory(toFailure(error).code);
      return store.claim();
    });
    // Lost again while the store was slow to answer.
    if (mine !== tenure) return;
    isClaiming = false;
    report({ kind: 'became-owner', epoch: store.epoch() });
    mutations.own();
    dispatch({ kind: 'became-owner' });
    // Followers answer with their tabs.
    relay.begin();
  }

  /** Goes on in memory: nothing more is kept on this device, and the status says so (faults D5, D8). */
  function fallToMemory(code: FailureCode): void {
    report({ kind: 'storage-lost', code });
    store.fallToMemory();
    // Another worker's store may still be sound: that one writes it from now on, and sends what is kept.
    ownership.release();
    mutations.disown();
    mutations.own();
  }

  /** Heads say that there is something, and how much: a page whose own record is not here is told so (B46). */
  async function noteHeads(): Promise<void> {
    const requests = options.collections.flatMap(({ name: collection, first }) =>
      first ? [{ collection, query: { ...first, limit: 0 } }] : [],
    );
    const { answers } = await store.shown().reader.read(requests);
    let total = 0;
    for (const answer of answers) if (answer.state === 'early') total += answer.total;
    if (total === 0 || facts.version || facts.progress) return;
    facts = { ...facts, progress: { done: 0, total } };
    announcer.status();
  }

  function onStarted(): void {
    counters.polls++;
    report({ kind: 'pull-started' });
  }

  function onResult(result: PullResult, end: PollEnd): void {
    const { kind, pollAfterMs, isOutdated } = result;
    if (kind === 'applied') announce(result);
    if (kind === 'unchanged') {
      counters.unchangedPolls++;
      report({ kind: 'pull-unchanged' });
    }
    if (kind !== 'ignored') {
      void mutations.checked(facts.failure !== undefined);
      facts = afterCheck(facts, result.checked);
      markChecked(result.checked, kind === 'applied');
    }
    facts = { ...facts, isOutdated };
    if (kind === 'applied' && result.isStale) {
      return onFailed(new SyncError('offline', 'a stored copy, no news'), end);
    }
    if (end.isStopped) return;
    asks.pollSucceeded(end.run);
    dispatch({ kind: kind === 'applied' ? 'applied' : 'unchanged', pollAfterMs });
    if (kind !== 'ignored') store.startIdle(kind === 'applied');
    // Whoever asked while this poll was under way is answered by the one that has just begun for them.
    if (end.run === polls.last().run) announcer.answer();
  }

  function announce({ version, changes, way }: Extract<PullResult, { kind: 'applied' }>): void {
    const before = facts.version;
    store.show();
    facts = afterCommit(facts, version);
    counters.commits++;
    for (const name of Object.keys(changes)) writes[name] = (writes[name] ?? 0) + 1;
    if (before && isSameVersion(before, version)) tellAll();
    else announcer.committed(version, changes, before);
    mutations.committed();
    report({ kind: 'pull-applied', way, ...version, changed: countsOf(changes) });
  }

  /** What was damaged is whole again: the version stays, and all of it may read otherwise. */
  function tellAll(): void {
    for (const { name } of options.collections) announcer.early(name);
  }

  /** At most once a minute (I12), and not beside a commit, which says when it was; clocks that are set back silence nothing. */
  function markChecked(checked: Checked, isCommitted: boolean): void {
    const { at } = checked;
    if (!isCommitted && at - markedAt < MARK_EVERY_MS && at >= markedAt) return;
    markedAt = at;
    if (isCommitted) return;
    store
      .written()
      .markChecked(checked)
      .catch((error: unknown) => {
        if (!isStoreFailure(error)) store.doubt();
        else if (isOwning(state)) fallToMemory(error.code);
      });
  }

  function onFailed(error: unknown, { isStopped }: PollEnd): void {
    if (isStopped) return;
    const at = clock.now();
    const failure = toFailure(error);
    const { code, retryAfterMs: floorMs = 0 } = failure;
    counters.failedPolls++;
    lastFailure = { ...failure, at };
    if (code === 'not-owner') store.doubt();
    else if (isStoreFailure(error)) fallToMemory(code);
    else {
      facts = afterFailure(facts, error, at);
      // Without a word where it cannot be read: whoever asks for it is told.
      if (!facts.version) noteHeads().catch(() => undefined);
    }
    asks.failed(fromFailure(failure));
    dispatch({ kind: 'failed', random: random(), floorMs });
    report({
      kind: 'pull-failed',
      code,
      retryInMs: state.kind === 'retrying' ? state.dueAt - at : null,
    });
    announcer.answer();
  }

  function askCheck(): void {
    dispatch({ kind: 'check-asked' });
  }

  function retire(): void {
    dispatch({ kind: 'newer-build' });
  }

  async function forget(unsent: Unsent | undefined): Promise<void> {
    if (state.kind === 'retired') throw outdated();
    await mutations.letGo(unsent);
    if (!isOwning(state)) {
      ownership.steal();
      await relay.untilOwner();
    }
    polls.stop();
    await polls.rest();
    // What is not sent yet waits meanwhile: nobody knows what it does over nothing.
    mutations.disown();
    try {
      await store.stopIdle();
      await store.clear();
      store.show();
      await store.claim();
      report({ kind: 'forgotten' });
    } finally {
      if (isOwning(state)) mutations.own();
      // A poll that was stopped here has not told its end.
      dispatch({ kind: 'failed', random: 0, floorMs: 0 });
      askCheck();
    }
  }

  function status(): EngineStatus {
    const writable = store.current()?.writable ?? false;
    const here = { host, storage: store.shown().storage };
    const own = statusOf(state, facts, { ...here, writable, ...mutations.status() });
    const heard = own.isOwner ? undefined : relay.ownerStatus();
    if (!heard) return own;
    const { isOutdated: _ignored, ...said } = heard;
    const mine = own.isOutdated ? { isOutdated: true } : {};
    return { ...said, ...here, isOwner: false, ...mine };
  }

  function outdated(): SyncError {
    return new SyncError(
      'newer-version',
      `a newer build than ${build.id} is at work; reload for it`,
    );
  }

  const api = createApi({
    ...options,
    mutations,
    tab: (tabId, tab) => relay.tab(tabId, tab),
    feed: (name) => feeds.read(name),
    onNewerBuild: retire,
    status,
    check: () => (state.kind === 'retired' ? Promise.reject(outdated()) : asks.check()),
    want: (wanted) => asks.want(wanted),
    forget,
    read: (requests) => store.shown().reader.read(requests),
    diagnostics: async () => ({
      instance: options.instance,
      epoch: store.epoch(),
      ...counters,
      broadcasts: announcer.count(),
      ...source.traffic(),
      lastPollMs: polls.last().tookMs,
      tabs: presence.list().length,
      ...(lastFailure ? { lastFailure } : {}),
      writes,
      collections: await store.shown().counts(),
    }),
  });

  return Object.freeze({
    api,
    start: () => dispatch({ kind: 'started' }),
    setOnline(isOnline: boolean) {
      dispatch({ kind: isOnline ? 'went-online' : 'went-offline' });
      if (!isOnline) return;
      mutations.hurry();
      feeds.hurry();
    },
    storeLost() {
      store.doubt();
      askCheck();
    },
    async stop() {
      alarm.stop();
      feeds.follow(new Set());
      polls.stop();
      relay.stop();
      presence.stop();
      mutations.stop();
      await polls.rest();
      await store.stopIdle();
      ownership.release();
      store.close();
    },
  });
}

const PAUSED: Failure = { code: 'rate-limited', message: 'the server asked for a pause' };

const TAB_EVENTS = { visible: 'tab-shown', hidden: 'tab-hidden', none: 'last-tab-gone' } as const;

function countsOf(changes: Changes): Readonly<Record<string, number | 'all'>> {
  return Object.fromEntries(
    Object.entries(changes).map(([name, { ids }]) => [name, ids === 'all' ? ids : ids.length]),
  );
}

/** How often the time of the last check is written (I12). */
const MARK_EVERY_MS = 60_000;
