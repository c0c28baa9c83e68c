import { expect, test } from 'vitest';
import { UNSENT_TAG } from '../../src/protocol/sw-messages.ts';
import type { EngineStatus } from '../../src/protocol/worker-api.ts';
import { followUnsent } from '../../src/tab/background-sync.ts';

/** A page in a browser that has Background Sync, unless it is told otherwise. */
function open({ hasSync = true }: { readonly hasSync?: boolean } = {}) {
  const registered: string[] = [];
  const sync = { register: async (tag: string) => void registered.push(tag) };
  const registration = hasSync ? { sync } : {};
  const page = Object.assign(new EventTarget(), { visibilityState: 'visible' as const });
  const leaving = new AbortController();
  const listeners = new Set<(status: EngineStatus) => void>();
  let outbox = { queued: 0, rejected: 0, state: 'idle', storage: 'indexeddb', revision: 1 };
  const status = () => ({ outbox }) as EngineStatus;
  followUnsent(
    {
      client: {
        status,
        onStatus(listener) {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
      },
      container: { ready: Promise.resolve(registration as ServiceWorkerRegistration) },
      page: page as unknown as Document,
    },
    leaving.signal,
  );
  return {
    registered,
    leave: () => leaving.abort(),
    /** What is registered once all of this has been heard. */
    tell: async (next: Partial<typeof outbox>) => {
      outbox = { ...outbox, ...next };
      for (const listener of listeners) listener(status());
      await new Promise(setImmediate);
      return registered;
    },
    show: async (visibilityState: 'visible' | 'hidden') => {
      Object.assign(page, { visibilityState });
      page.dispatchEvent(new Event('visibilitychange'));
      await new Promise(setImmediate);
      return registered;
    },
  };
}

test('[W25] a page asks to have sent what waits for a network, once for each change', async () => {
  const { tell } = open();
  expect(await tell({ queued: 1, state: 'sending', revision: 2 })).toEqual([]);
  expect(await tell({ state: 'waiting' })).toEqual([UNSENT_TAG]);
  expect(await tell({})).toHaveLength(1);
  expect(await tell({ queued: 2, revision: 3 })).toHaveLength(2);
  expect(await tell({ queued: 0, state: 'idle', revision: 4 })).toHaveLength(2);
});

test('[W25] a page that is left behind asks for it whatever is being sent, and again each time', async () => {
  const { tell, show } = open();
  expect(await show('hidden')).toEqual([]);
  await tell({ queued: 1, state: 'sending', revision: 2 });
  expect(await show('visible')).toEqual([]);
  expect(await show('hidden')).toEqual([UNSENT_TAG]);
  await show('visible');
  expect(await show('hidden')).toHaveLength(2);
});

test('nothing is asked for what is in memory alone, without Background Sync, or once the page is gone', async () => {
  const waiting = { queued: 1, state: 'waiting', revision: 2 };
  expect(await open().tell({ ...waiting, storage: 'memory' })).toEqual([]);
  expect(await open({ hasSync: false }).tell(waiting)).toEqual([]);
  const left = open();
  left.leave();
  expect(await left.tell(waiting)).toEqual([]);
  expect(await left.show('hidden')).toEqual([]);
});
