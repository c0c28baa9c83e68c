import type { TabState } from '../protocol/worker-api.ts';
import type { Locks } from './environment.ts';
import type { Tabs } from './schedule.ts';

/**
 * Which tabs there are. A tab counts from its first word until it says 'gone' or its Web Lock comes free, whichever is
 * first: a tab that crashes says nothing (P7). A tab takes its lock before it speaks.
 */
export interface Presence {
  set(tabId: string, state: TabState): void;
  /** All tabs that are there, with their state. */
  list(): readonly { readonly tabId: string; readonly state: TabState }[];
  /** What can be seen of them together. */
  tabs(): Tabs;
  stop(): void;
}

/** `onChange` hears of it when `tabs()` changes. */
export function createPresence({
  locks,
  lockName,
  onChange,
}: {
  readonly locks: Locks;
  readonly lockName: (tabId: string) => string;
  readonly onChange: (tabs: Tabs) => void;
}): Presence {
  const tabById = new Map<string, { readonly state: TabState; readonly watch: AbortController }>();
  let known: Tabs = 'none';

  function tabs(): Tabs {
    const states = [...tabById.values()].map(({ state }) => state);
    if (states.includes('visible')) return 'visible';
    return states.length > 0 ? 'hidden' : 'none';
  }

  function announce(): void {
    const now = tabs();
    if (now === known) return;
    known = now;
    onChange(now);
  }

  function set(tabId: string, state: TabState): void {
    const present = tabById.get(tabId);
    if (state === 'gone') {
      present?.watch.abort();
      tabById.delete(tabId);
    } else {
      const watch = present?.watch ?? new AbortController();
      tabById.set(tabId, { state, watch });
      if (!present) watchLock(tabId, watch);
    }
    announce();
  }

  /** Shared, so that many may wait; granted means that the tab has let go of it. */
  function watchLock(tabId: string, watch: AbortController): void {
    const whenFree = () => {
      if (tabById.get(tabId)?.watch === watch) set(tabId, 'gone');
      return Promise.resolve();
    };
    locks.request(lockName(tabId), { mode: 'shared', signal: watch.signal }, whenFree).catch(() => {
      // Aborted because the tab said 'gone', or locks are refused here: then its 'gone' is all there is.
    });
  }

  return Object.freeze({
    set,
    list: () => [...tabById].map(([tabId, { state }]) => ({ tabId, state })),
    tabs,
    stop() {
      for (const { watch } of tabById.values()) watch.abort();
      tabById.clear();
    },
  });
}
