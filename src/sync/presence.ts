import type { TabState } from '../protocol/worker-api.ts';
import type { Locks } from './environment.ts';
import type { Tabs } from './schedule.ts';

/**
 * Which tabs there are. A tab counts from its first word until it says 'gone' or its Web Lock comes free, whichever is
 * first: a tab that crashes says nothing (P7). A tab takes its lock before it speaks.
 */
export interface Presence {
  set(tabId: string, tab: PresentTab): void;
  /** All tabs that are there, with their state. */
  list(): readonly (PresentTab & { readonly tabId: string })[];
  /** What can be seen of them together. */
  tabs(): Tabs;
  /** The live feeds that somebody can see. */
  feeds(): ReadonlySet<string>;
  stop(): void;
}

/** A tab as it last spoke; without `feeds` it shows none. */
export interface PresentTab {
  readonly state: TabState;
  readonly feeds?: readonly string[] | undefined;
}

/** `onChange` hears of it when `tabs()` changes, and of each new tab that can be seen; `onFeeds` of each word of a tab and of its end. */
export function createPresence({
  locks,
  lockName,
  onChange,
  onFeeds,
}: {
  readonly locks: Locks;
  readonly lockName: (tabId: string) => string;
  readonly onChange: (tabs: Tabs) => void;
  readonly onFeeds: () => void;
}): Presence {
  const tabById = new Map<string, PresentTab & { readonly watch: AbortController }>();
  let known: Tabs = 'none';

  function tabs(): Tabs {
    const states = [...tabById.values()].map(({ state }) => state);
    if (states.includes('visible')) return 'visible';
    return states.length > 0 ? 'hidden' : 'none';
  }

  function announce(isNewlySeen = false): void {
    onFeeds();
    const now = tabs();
    if (now === known && !isNewlySeen) return;
    known = now;
    onChange(now);
  }

  function set(tabId: string, { state, feeds }: PresentTab): void {
    const present = tabById.get(tabId);
    if (state === 'gone') {
      present?.watch.abort();
      tabById.delete(tabId);
    } else {
      const watch = present?.watch ?? new AbortController();
      tabById.set(tabId, { state, feeds, watch });
      if (!present) watchLock(tabId, watch);
    }
    announce(state === 'visible' && present?.state !== 'visible');
  }

  /** Shared, so that many may wait; granted means that the tab has let go of it. */
  function watchLock(tabId: string, watch: AbortController): void {
    const whenFree = () => {
      if (tabById.get(tabId)?.watch === watch) set(tabId, { state: 'gone' });
      return Promise.resolve();
    };
    locks.request(lockName(tabId), { mode: 'shared', signal: watch.signal }, whenFree).catch(() => {
      // Aborted because the tab said 'gone', or locks are refused here: then its 'gone' is all there is.
    });
  }

  return Object.freeze({
    set,
    list: () => [...tabById].map(([tabId, { state, feeds }]) => ({ tabId, state, feeds })),
    tabs,
    feeds: () =>
      new Set(
        [...tabById.values()].flatMap(({ state, feeds = [] }) =>
          state === 'visible' ? feeds : [],
        ),
      ),
    stop() {
      for (const { watch } of tabById.values()) watch.abort();
      tabById.clear();
    },
  });
}
