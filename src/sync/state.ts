import {
  MAX_RETRY_AFTER_MS,
  pollIntervalMs,
  retryDelayMs,
  type Pace,
  type Tabs,
} from './schedule.ts';

/*
 *               started               became owner, no tab
 *   starting ───────────▶ following ─────────────────────────▶ resting ◀───────────┐
 *                          ▲     │                              │ a tab            │ last tab gone
 *              lock lost   │     │ became owner, a tab          ▼                  │ (from waiting and retrying at once,
 *        (from every state │     └──────────────────────────▶ polling ──updating──▶ updating     else when it is done)
 *          of an owner)    │                                  │  ▲  │                │    │
 *                                          unchanged, applied │  │  │ failure        │    │
 *                                                             ▼  │  ▼                │    │
 *                                                  due ┌── waiting  retrying ◀──────┘    │
 *                                         online, shown│         ▲      │ due, online,   │
 *                                                asked └▶polling │      └▶polling  shown │
 *                                                                └─── unchanged, applied ┘
 *
 *   newer build: from everywhere to `retired`, which only reads.
 *
 * Pure: no clock and no chance in it. Every event says when it happened; a failure brings its own random number.
 */

/** Where the engine is. Deadlines are timestamps, so a late or early tick never shifts them (fault B3). */
export type EngineState =
  /** Created, nothing asked for yet. */
  | (Circumstances & { readonly kind: 'starting' })
  /** Another worker owns the cache, or nobody yet: read, relay, wait for the lock. */
  | (Circumstances & { readonly kind: 'following' })
  /** Owner without tabs: nothing is polled (B44). */
  | (Circumstances & { readonly kind: 'resting' })
  /** Owner, the last poll succeeded at `since`. */
  | (Circumstances & { readonly kind: 'waiting'; readonly since: number; readonly dueAt: number })
  /** Owner, the last poll failed at `since`. */
  | (Circumstances & { readonly kind: 'retrying'; readonly since: number; readonly dueAt: number })
  /** Owner, a request for the manifest is under way. */
  | (Circumstances & { readonly kind: 'polling'; readonly isStale: boolean })
  /** Owner, a newer version is being fetched. */
  | (Circumstances & { readonly kind: 'updating'; readonly isStale: boolean })
  /** A newer build of the site is at work: this one lets go for ever and only reads (I2). */
  | (Circumstances & { readonly kind: 'retired' });

/** What holds beside the state. `isStale` above: something happened since the poll began that asks for another. */
export interface Circumstances extends Pace {
  /** Failed polls in a row, not counting those out of turn: many of them say no more than one. */
  readonly failures: number;
  /** No request before this moment: a server's Retry-After. 0 where there is none. */
  readonly notBefore: number;
}

/** What happens to an engine. */
export type Happening =
  | { readonly kind: 'started' }
  | { readonly kind: 'became-owner' }
  | { readonly kind: 'lock-lost' }
  | { readonly kind: 'tab-shown' }
  /** There are tabs, none of them visible. */
  | { readonly kind: 'tab-hidden' }
  | { readonly kind: 'last-tab-gone' }
  | { readonly kind: 'went-online' }
  | { readonly kind: 'went-offline' }
  /** It took a change, or told of a live feed: it is there again. */
  | { readonly kind: 'server-answered' }
  | { readonly kind: 'poll-due' }
  /** The manifest names a newer version, which is being fetched. */
  | { readonly kind: 'updating' }
  /** Some of what it takes has come, and is kept. */
  | { readonly kind: 'progressed' }
  | { readonly kind: 'unchanged'; readonly pollAfterMs: number }
  | { readonly kind: 'applied'; readonly pollAfterMs: number }
  /** `floorMs` is what the server asked for, 0 where it did not; `random` is in [0, 1). */
  | { readonly kind: 'failed'; readonly random: number; readonly floorMs: number }
  | { readonly kind: 'check-asked' }
  | { readonly kind: 'newer-build' };

/** The same, and when: `at` is the clock's reading. */
export type EngineEvent = { readonly at: number } & Happening;

/** What the engine does next; in this order. */
export type Effect =
  /** Wait for the cache lock, for life. */
  | { readonly kind: 'request-lock' }
  /** Let the cache lock go, or stop waiting for it, once the commit under way is done. */
  | { readonly kind: 'release-lock' }
  /** `isUrgent`: out of turn, so the governor counts it (fault N17). */
  | { readonly kind: 'poll'; readonly isUrgent: boolean }
  | { readonly kind: 'stop-poll' }
  /** Say 'poll-due' at this moment or later; replaces a wait before it. */
  | { readonly kind: 'wait'; readonly untilAt: number }
  | { readonly kind: 'stop-waiting' }
  /** Ask the owner to check. */
  | { readonly kind: 'relay-check' }
  /** Answer those who asked for a check with the last failure: the server asked us to wait. */
  | { readonly kind: 'refuse-check' };

export type StateKind = EngineState['kind'];
export type EventKind = EngineEvent['kind'];
type StateOf<Kind extends StateKind> = Extract<EngineState, { kind: Kind }>;

/** The next state and what to do. An event that means nothing in a state leaves it as it is, the same object. */
export interface Step {
  readonly state: EngineState;
  readonly effects: readonly Effect[];
}

/** The state of an engine that was just created. */
export function initialState(
  pace: Pick<Pace, 'pollAfterMs' | 'isOnline' | 'isSavingData'>,
): EngineState {
  return { kind: 'starting', tabs: 'none', failures: 0, notBefore: 0, ...pace };
}

/** What an event does to a state. */
export function transition(state: EngineState, event: EngineEvent): Step {
  const known = withCircumstances(state, event);
  // The table is typed cell by cell; that a state and an event find their own cell is what no type can say.
  const reaction = TABLE[known.kind][event.kind] as Reaction | undefined;
  return reaction ? reaction(known, event) : stay(known);
}

type EventOf<Kind extends EventKind> = Extract<EngineEvent, { kind: Kind }>;
type Reaction<S = EngineState, E = EngineEvent> = (state: S, event: E) => Step;
type Table = {
  readonly [S in StateKind]: { readonly [E in EventKind]?: Reaction<StateOf<S>, EventOf<E>> };
};

/** A cell that is not here leaves the state as it is, but for the circumstances. */
const TABLE = {
  starting: {
    started: (state) => step(become(state, 'following'), { kind: 'request-lock' }),
    'newer-build': retire,
  },
  following: {
    'became-owner': (state, { at }) =>
      state.tabs === 'none' ? stay(become(state, 'resting')) : startPoll(state, at),
    'check-asked': relayCheck,
    'newer-build': retire,
  },
  resting: {
    'lock-lost': follow,
    'tab-shown': (state, { at }) => startPoll(state, at),
    'tab-hidden': (state, { at }) => startPoll(state, at),
    'check-asked': askedPoll,
    'newer-build': retire,
  },
  waiting: {
    'lock-lost': follow,
    'tab-shown': changePace,
    'tab-hidden': changePace,
    'last-tab-gone': rest,
    'went-online': (state, { at }) => startPoll(state, at),
    'went-offline': changePace,
    'poll-due': duePoll,
    'check-asked': askedPoll,
    'newer-build': retire,
  },
  retrying: {
    'lock-lost': follow,
    'tab-shown': retrySoon,
    'tab-hidden': retryLater,
    'last-tab-gone': rest,
    'went-online': retrySoon,
    'went-offline': retryLater,
    'server-answered': retrySoon,
    'poll-due': duePoll,
    'check-asked': askedPoll,
    'newer-build': retire,
  },
  polling: {
    'lock-lost': follow,
    'went-online': pollAgain,
    'server-answered': (state) => (state.failures > 0 ? pollAgain(state) : stay(state)),
    updating: (state) => stay({ ...state, kind: 'updating' }),
    unchanged: succeed,
    applied: succeed,
    failed: fail,
    'check-asked': pollAgain,
    'newer-build': retire,
  },
  updating: {
    'lock-lost': follow,
    'went-online': pollAgain,
    // Should the line break now, it is asked again soon: each attempt brings the end nearer.
    progressed: (state) => stay({ ...state, failures: 0 }),
    unchanged: succeed,
    applied: succeed,
    failed: fail,
    'check-asked': pollAgain,
    'newer-build': retire,
  },
  retired: {
    'check-asked': relayCheck,
  },
} satisfies Table as Table;

function relayCheck(state: EngineState): Step {
  return step(state, { kind: 'relay-check' });
}

/** The lock is gone: stop at once, another one writes now. */
function follow(state: EngineState): Step {
  return { state: become(state, 'following'), effects: stopOf(state) };
}

function rest(state: EngineState): Step {
  return { state: become(state, 'resting'), effects: stopOf(state) };
}

function retire(state: EngineState): Step {
  const letGo: readonly Effect[] = state.kind === 'starting' ? [] : [{ kind: 'release-lock' }];
  return { state: become(state, 'retired'), effects: [...stopOf(state), ...letGo] };
}

/** The next check moves to where the present pace puts it, counted from the last one. */
function changePace(state: StateOf<'waiting'>, { at }: EngineEvent): Step {
  const dueAt = state.since + pollIntervalMs(state);
  return dueAt <= at ? startPoll(state, at) : waitUntil({ ...state, dueAt });
}

function retrySoon(state: StateOf<'retrying'>, { at }: EngineEvent): Step {
  return isHeldBack(state, at) ? stay(state) : startPoll(state, at);
}

function retryLater(state: StateOf<'retrying'>): Step {
  const dueAt = Math.max(state.dueAt, state.since + pollIntervalMs(state));
  return dueAt === state.dueAt ? stay(state) : waitUntil({ ...state, dueAt });
}

/** What is under way began before; whoever asks now wants to know about now. */
function pollAgain(state: StateOf<'polling' | 'updating'>): Step {
  return stay(state.isStale ? state : { ...state, isStale: true });
}

function succeed(
  state: StateOf<'polling' | 'updating'>,
  { at, pollAfterMs }: { readonly at: number; readonly pollAfterMs: number },
): Step {
  const calm = { ...become(state, 'resting'), failures: 0, notBefore: 0, pollAfterMs };
  if (calm.tabs === 'none') return stay(calm);
  if (state.isStale) return startPoll(calm, at);
  return waitUntil({ ...calm, kind: 'waiting', since: at, dueAt: at + pollIntervalMs(calm) });
}

function fail(
  state: StateOf<'polling' | 'updating'>,
  { at, random, floorMs }: Extract<EngineEvent, { kind: 'failed' }>,
): Step {
  const failures = state.failures + 1;
  const notBefore = floorMs > 0 ? at + Math.min(floorMs, MAX_RETRY_AFTER_MS) : 0;
  const sorry = { ...become(state, 'resting'), failures, notBefore };
  if (sorry.tabs === 'none') return stay(sorry);
  // Something changed while the poll was failing, so its failure says little: try again soon.
  const delayMs = retryDelayMs(
    state.isStale ? 0 : failures,
    random,
    notBefore === 0 ? 0 : notBefore - at,
  );
  const slowMs = sorry.tabs === 'visible' ? 0 : pollIntervalMs(sorry);
  const dueAt = at + Math.max(delayMs, slowMs);
  return waitUntil({ ...sorry, kind: 'retrying', since: at, dueAt });
}

/** A tick: early ones wait on; a clock that was set back behind `since` has lost the deadline, so it is due. */
function duePoll(state: StateOf<'waiting' | 'retrying'>, { at }: EngineEvent): Step {
  if (at < state.dueAt && at >= state.since) return waitUntil(state);
  return step({ ...become(state, 'polling'), isStale: false }, { kind: 'poll', isUrgent: false });
}

function askedPoll(state: EngineState, { at }: EngineEvent): Step {
  return isHeldBack(state, at) ? step(state, { kind: 'refuse-check' }) : startPoll(state, at);
}

/** Polls out of turn, or as soon as the server allows. */
function startPoll(state: EngineState, at: number): Step {
  if (isHeldBack(state, at)) {
    return waitUntil({ ...become(state, 'retrying'), since: at, dueAt: state.notBefore });
  }
  const effects: readonly Effect[] = [...stopOf(state), { kind: 'poll', isUrgent: true }];
  // Should it fail too, as many as before have failed: who loads pages in an outage must not wait the longer after it.
  const failures = Math.max(0, state.failures - 1);
  return { state: { ...become(state, 'polling'), failures, isStale: false }, effects };
}

/** What ends what a state has under way. */
function stopOf({ kind }: EngineState): readonly Effect[] {
  if (kind === 'waiting' || kind === 'retrying') return [{ kind: 'stop-waiting' }];
  if (kind === 'polling' || kind === 'updating') return [{ kind: 'stop-poll' }];
  return [];
}

/** True where a server asked for silence until later; a moment out of all bounds is a clock that was set back. */
function isHeldBack({ notBefore }: Circumstances, at: number): boolean {
  return at < notBefore && notBefore - at <= MAX_RETRY_AFTER_MS;
}

/** Tabs and network are known in every state, so that none of them is missed on the way. */
function withCircumstances(state: EngineState, { kind }: EngineEvent): EngineState {
  const tabs = TABS_AFTER[kind] ?? state.tabs;
  const isOnline =
    kind === 'went-online' || kind === 'went-offline' ? kind === 'went-online' : state.isOnline;
  return tabs === state.tabs && isOnline === state.isOnline ? state : { ...state, tabs, isOnline };
}

const TABS_AFTER: Readonly<Partial<Record<EventKind, Tabs>>> = {
  'tab-shown': 'visible',
  'tab-hidden': 'hidden',
  'last-tab-gone': 'none',
};

/** The circumstances under another name of state. */
function become<Kind extends StateKind>(
  state: EngineState,
  kind: Kind,
): Circumstances & { readonly kind: Kind } {
  const { tabs, isOnline, isSavingData, pollAfterMs, failures, notBefore } = state;
  return { kind, tabs, isOnline, isSavingData, pollAfterMs, failures, notBefore };
}

function waitUntil(state: StateOf<'waiting' | 'retrying'>): Step {
  return step(state, { kind: 'wait', untilAt: state.dueAt });
}

function step(state: EngineState, ...effects: readonly Effect[]): Step {
  return { state, effects };
}

function stay(state: EngineState): Step {
  return { state, effects: [] };
}
