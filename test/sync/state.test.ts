import { describe, expect, it } from 'vitest';
import { MAX_RETRY_AFTER_MS } from '../../src/sync/schedule.ts';
import {
  initialState,
  transition,
  type EngineEvent,
  type EngineState,
  type EventKind,
  type StateKind,
} from '../../src/sync/state.ts';

const NOW = 100_000;

/** One of each state, a tab visible, half a second after the last poll ended. */
const states: { readonly [Kind in StateKind]: Extract<EngineState, { kind: Kind }> } = {
  starting: { ...circumstances(), kind: 'starting' },
  following: { ...circumstances(), kind: 'following' },
  resting: { ...circumstances(), kind: 'resting', tabs: 'none' },
  waiting: { ...circumstances(), kind: 'waiting', since: NOW - 500, dueAt: NOW + 500 },
  retrying: {
    ...circumstances(),
    kind: 'retrying',
    failures: 1,
    since: NOW - 500,
    dueAt: NOW + 1500,
  },
  polling: { ...circumstances(), kind: 'polling', isStale: false },
  updating: { ...circumstances(), kind: 'updating', isStale: false },
  retired: { ...circumstances(), kind: 'retired' },
};

function circumstances() {
  return {
    tabs: 'visible',
    isOnline: true,
    isSavingData: false,
    pollAfterMs: 1000,
    failures: 0,
    notBefore: 0,
  } as const;
}

const events: { readonly [Kind in EventKind]: Extract<EngineEvent, { kind: Kind }> } = {
  started: { kind: 'started', at: NOW },
  'became-owner': { kind: 'became-owner', at: NOW },
  'lock-lost': { kind: 'lock-lost', at: NOW },
  'tab-shown': { kind: 'tab-shown', at: NOW },
  'tab-hidden': { kind: 'tab-hidden', at: NOW },
  'last-tab-gone': { kind: 'last-tab-gone', at: NOW },
  'went-online': { kind: 'went-online', at: NOW },
  'went-offline': { kind: 'went-offline', at: NOW },
  'server-answered': { kind: 'server-answered', at: NOW },
  'poll-due': { kind: 'poll-due', at: NOW },
  updating: { kind: 'updating', at: NOW },
  progressed: { kind: 'progressed', at: NOW },
  unchanged: { kind: 'unchanged', at: NOW, pollAfterMs: 1000 },
  applied: { kind: 'applied', at: NOW, pollAfterMs: 1000 },
  failed: { kind: 'failed', at: NOW, random: 0.5, floorMs: 0 },
  'check-asked': { kind: 'check-asked', at: NOW },
  'newer-build': { kind: 'newer-build', at: NOW },
};

/** `state | effects`: a wait with the milliseconds from now, a poll out of turn as 'poll!'. '–' is 'nothing at all'. */
function tell(kind: StateKind, event: EngineEvent): string {
  const { state, effects } = transition(states[kind], event);
  if (effects.length === 0 && state.kind === kind) return '–';
  const told = effects.map((effect) => {
    if (effect.kind === 'wait') return `wait ${effect.untilAt - NOW}`;
    return effect.kind === 'poll' && effect.isUrgent ? 'poll!' : effect.kind;
  });
  return [state.kind, ...(told.length > 0 ? [told.join(' ')] : [])].join(' | ');
}

/** Every state and every event: a new one of either does not compile until its cells are written. */
const table: Record<StateKind, Record<EventKind, string>> = {
  starting: {
    started: 'following | request-lock',
    'became-owner': '–',
    'lock-lost': '–',
    'tab-shown': '–',
    'tab-hidden': '–',
    'last-tab-gone': '–',
    'went-online': '–',
    'went-offline': '–',
    'server-answered': '–',
    'poll-due': '–',
    updating: '–',
    progressed: '–',
    unchanged: '–',
    applied: '–',
    failed: '–',
    'check-asked': '–',
    'newer-build': 'retired',
  },
  following: {
    started: '–',
    'became-owner': 'polling | poll!',
    'lock-lost': '–',
    'tab-shown': '–',
    'tab-hidden': '–',
    'last-tab-gone': '–',
    'went-online': '–',
    'went-offline': '–',
    'server-answered': '–',
    'poll-due': '–',
    updating: '–',
    progressed: '–',
    unchanged: '–',
    applied: '–',
    failed: '–',
    'check-asked': 'following | relay-check',
    'newer-build': 'retired | release-lock',
  },
  resting: {
    started: '–',
    'became-owner': '–',
    'lock-lost': 'following',
    'tab-shown': 'polling | poll!',
    'tab-hidden': 'polling | poll!',
    'last-tab-gone': '–',
    'went-online': '–',
    'went-offline': '–',
    'server-answered': '–',
    'poll-due': '–',
    updating: '–',
    progressed: '–',
    unchanged: '–',
    applied: '–',
    failed: '–',
    'check-asked': 'polling | poll!',
    'newer-build': 'retired | release-lock',
  },
  waiting: {
    started: '–',
    'became-owner': '–',
    'lock-lost': 'following | stop-waiting',
    'tab-shown': 'waiting | wait 500',
    'tab-hidden': 'waiting | wait 29500',
    'last-tab-gone': 'resting | stop-waiting',
    'went-online': 'polling | stop-waiting poll!',
    'went-offline': 'waiting | wait 29500',
    'server-answered': '–',
    'poll-due': 'waiting | wait 500',
    updating: '–',
    progressed: '–',
    unchanged: '–',
    applied: '–',
    failed: '–',
    'check-asked': 'polling | stop-waiting poll!',
    'newer-build': 'retired | stop-waiting release-lock',
  },
  retrying: {
    started: '–',
    'became-owner': '–',
    'lock-lost': 'following | stop-waiting',
    'tab-shown': 'polling | stop-waiting poll!',
    'tab-hidden': 'retrying | wait 29500',
    'last-tab-gone': 'resting | stop-waiting',
    'went-online': 'polling | stop-waiting poll!',
    'went-offline': 'retrying | wait 29500',
    'server-answered': 'polling | stop-waiting poll!',
    'poll-due': 'retrying | wait 1500',
    updating: '–',
    progressed: '–',
    unchanged: '–',
    applied: '–',
    failed: '–',
    'check-asked': 'polling | stop-waiting poll!',
    'newer-build': 'retired | stop-waiting release-lock',
  },
  polling: {
    started: '–',
    'became-owner': '–',
    'lock-lost': 'following | stop-poll',
    'tab-shown': '–',
    'tab-hidden': '–',
    'last-tab-gone': '–',
    'went-online': '–',
    'went-offline': '–',
    'server-answered': '–',
    'poll-due': '–',
    updating: 'updating',
    progressed: '–',
    unchanged: 'waiting | wait 1000',
    applied: 'waiting | wait 1000',
    failed: 'retrying | wait 1000',
    'check-asked': '–',
    'newer-build': 'retired | stop-poll release-lock',
  },
  updating: {
    started: '–',
    'became-owner': '–',
    'lock-lost': 'following | stop-poll',
    'tab-shown': '–',
    'tab-hidden': '–',
    'last-tab-gone': '–',
    'went-online': '–',
    'went-offline': '–',
    'server-answered': '–',
    'poll-due': '–',
    updating: '–',
    progressed: '–',
    unchanged: 'waiting | wait 1000',
    applied: 'waiting | wait 1000',
    failed: 'retrying | wait 1000',
    'check-asked': '–',
    'newer-build': 'retired | stop-poll release-lock',
  },
  retired: {
    started: '–',
    'became-owner': '–',
    'lock-lost': '–',
    'tab-shown': '–',
    'tab-hidden': '–',
    'last-tab-gone': '–',
    'went-online': '–',
    'went-offline': '–',
    'server-answered': '–',
    'poll-due': '–',
    updating: '–',
    progressed: '–',
    unchanged: '–',
    applied: '–',
    failed: '–',
    'check-asked': 'retired | relay-check',
    'newer-build': '–',
  },
};

describe('transition', () => {
  for (const [state, row] of Object.entries(table)) {
    for (const [event, expected] of Object.entries(row)) {
      it(`[P1][figure R5] ${state} × ${event}: ${expected}`, () => {
        expect(tell(state as StateKind, events[event as EventKind])).toBe(expected);
      });
    }
  }

  it('leaves a state that nothing happens to the same object', () => {
    expect(transition(states.waiting, events.applied).state).toBe(states.waiting);
  });
});

/** Feeds events one after another; returns the last state. */
function after(start: EngineState, ...all: readonly EngineEvent[]): EngineState {
  return all.reduce((state, event) => transition(state, event).state, start);
}

describe('what happened on the way', () => {
  it('[P10] asks again soon after a failure that something has come before, however many there were', () => {
    const start = { ...states.updating, failures: 7 };
    const soon = after(start, events.progressed, events.failed);
    expect(soon).toMatchObject({ kind: 'retrying', failures: 1, dueAt: NOW + 1000 });
    expect(after(start, events.failed)).toMatchObject({ failures: 8 });
  });

  it('[B20] polls at once when it becomes owner with a tab that came before', () => {
    const pace = { pollAfterMs: 1000, isOnline: true, isSavingData: false };
    const begun = after(initialState(pace), events.started, events['tab-shown']);
    expect(transition(begun, events['became-owner']).effects).toEqual([
      { kind: 'poll', isUrgent: true },
    ]);
  });

  it('[B44] rests when the last tab went during a poll, and begins again when one comes', () => {
    const rested = after(states.polling, events['last-tab-gone'], events.applied);
    expect(rested.kind).toBe('resting');
    expect(transition(rested, events['tab-shown']).state.kind).toBe('polling');
  });

  it('[B13] polls again at once where a check was asked for while one was under way', () => {
    const asked = after(states.polling, events['check-asked']);
    expect(transition(asked, events.unchanged).effects).toEqual([{ kind: 'poll', isUrgent: true }]);
    expect(after(asked, events.unchanged)).toMatchObject({ kind: 'polling', isStale: false });
  });

  it('tries again soon where the network came back while a poll was failing', () => {
    const failing = { ...states.polling, failures: 8 };
    const slow = transition(failing, events.failed).state;
    const soon = transition(after(failing, events['went-online']), events.failed).state;
    expect(slow).toMatchObject({ dueAt: NOW + 150_000 });
    expect(soon).toMatchObject({ dueAt: NOW + 1000 });
  });

  it('tries again soon where the server took a change while a poll of many was failing, and not after a success', () => {
    const failing = { ...states.polling, failures: 8 };
    const soon = transition(after(failing, events['server-answered']), events.failed).state;
    expect(soon).toMatchObject({ kind: 'retrying', dueAt: NOW + 1000 });
    expect(after(states.polling, events['server-answered'])).toBe(states.polling);
  });

  it('[B24] waits no longer for failures out of turn, as of pages that are loaded in an outage', () => {
    let state = transition({ ...states.polling, failures: 2 }, events.failed).state;
    for (let loads = 0; loads < 12; loads++) {
      state = after(state, { kind: 'tab-shown', at: NOW }, events.failed);
    }
    expect(state).toMatchObject({ kind: 'retrying', failures: 3 });
    const due = { kind: 'poll-due', at: NOW + 300_000 } as const;
    expect(after(state, due, events.failed)).toMatchObject({ failures: 4 });
  });

  it('[B24] forgets its failures after a success', () => {
    expect(after({ ...states.polling, failures: 7, notBefore: 5 }, events.unchanged)).toMatchObject(
      {
        failures: 0,
        notBefore: 0,
      },
    );
  });
});

describe('a server that asks for silence', () => {
  const held = after(states.polling, { ...events.failed, floorMs: 60_000 });

  it('[B24] is left alone, whatever happens, until the wait is over', () => {
    for (const kind of ['went-online', 'tab-shown', 'server-answered'] as const) {
      expect(transition(held, { kind, at: NOW + 59_000 }).effects).toEqual([]);
    }
    const asked = transition(held, { kind: 'check-asked', at: NOW + 59_000 });
    expect(asked.effects).toEqual([{ kind: 'refuse-check' }]);
  });

  it('[B24] is left alone by tabs that come back, too', () => {
    const back = after(held, events['last-tab-gone'], { kind: 'tab-shown', at: NOW + 1000 });
    expect(back).toMatchObject({ kind: 'retrying', dueAt: NOW + 60_000 });
  });

  it('is asked again when the wait is over', () => {
    expect(transition(held, { kind: 'poll-due', at: NOW + 60_000 }).effects).toEqual([
      { kind: 'poll', isUrgent: false },
    ]);
  });

  it('[fault N15] does not silence a reader for days by a slip in a header', () => {
    const days = after(states.polling, { ...events.failed, floorMs: 1e12 });
    expect(days).toMatchObject({ dueAt: NOW + MAX_RETRY_AFTER_MS });
  });
});

describe('clocks that jump', () => {
  it('[P2][fault B3] polls on the first tick after a sleep', () => {
    const woken = transition(states.waiting, { kind: 'poll-due', at: NOW + 8 * 3_600_000 });
    expect(woken.effects).toEqual([{ kind: 'poll', isUrgent: false }]);
  });

  it('[fault N15] polls where the clock was set back behind the last poll', () => {
    const back = transition(states.waiting, { kind: 'poll-due', at: NOW - 86_400_000 });
    expect(back.effects).toEqual([{ kind: 'poll', isUrgent: false }]);
  });

  it('[fault N15] ignores a silence from before the clock was set back', () => {
    const held = { ...states.retrying, notBefore: NOW + 30_000 };
    const yearBefore = NOW - 365 * 86_400_000;
    expect(transition(held, { kind: 'check-asked', at: yearBefore }).state.kind).toBe('polling');
  });
});
