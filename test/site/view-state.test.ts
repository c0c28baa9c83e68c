import { expect, it } from 'vitest';
import { READ_ONLY, type EngineStatus, type Phase } from '../../src/protocol/worker-api.ts';
import { viewStateOf, type Known, type ViewState } from '../../src/site/view-state.ts';
import type { LiveState } from '../../src/tab/live.ts';

const base = { ...READ_ONLY, isOwner: true, host: 'shared', storage: 'indexeddb' } as const;
const version = { log: 'a', seq: 1 };

function view(known: Known, phase: Phase, kept: Partial<EngineStatus> = {}): ViewState {
  return viewStateOf(known, { ...base, phase, ...kept });
}

it('[B45] shows what is kept, with no error, while upstream is down', () => {
  expect(view({ state: 'ready', isFilled: true }, 'offline', { version })).toBe('content');
  expect(view({ state: 'early', isFilled: true }, 'offline')).toBe('content');
});

it('[B46] calls it an error only where nothing at all is kept', () => {
  expect(view({ state: 'error', isFilled: false }, 'offline')).toBe('error');
  expect(view({ state: 'error', isFilled: false }, 'offline', { version })).toBe('not-here');
});

it('[B46] says what is not here yet where a first sync was interrupted', () => {
  const progress = { done: 120, total: 10_000 };
  expect(view({ state: 'error', isFilled: false }, 'offline', { progress })).toBe('not-here');
});

it('[B46] mends itself: the error ends with the first answer', () => {
  expect(view({ state: 'error', isFilled: false }, 'offline')).toBe('error');
  expect(view({ state: 'loading', isFilled: false }, 'syncing')).toBe('loading');
  expect(view({ state: 'ready', isFilled: true }, 'fresh', { version })).toBe('content');
});

it('[B55] says that there is nothing only when the whole truth is known', () => {
  const states: Readonly<Record<LiveState, ViewState>> = {
    loading: 'loading',
    early: 'loading',
    ready: 'empty',
    error: 'error',
  };
  for (const [state, expected] of Object.entries(states) as [LiveState, ViewState][]) {
    expect(view({ state, isFilled: false }, 'syncing'), state).toBe(expected);
  }
});

it('[B53] shows no old rows under a new page number while they are not the answer', () => {
  expect(view({ state: 'loading', isFilled: true }, 'syncing')).toBe('loading');
});
