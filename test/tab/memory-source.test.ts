import { getEventListeners } from 'node:events';
import { expect, it } from 'vitest';
import { READ_ONLY, type Answer, type EngineStatus } from '../../src/protocol/worker-api.ts';
import { collections } from '../../src/site/collections.ts';
import { createLiveReads } from '../../src/tab/live-reads.ts';
import { createMemorySource } from '../../src/tab/memory-source.ts';
import { settled } from '../fakes/settled.ts';

const version = { log: 'log', seq: 1 };

/** A search that reads through a client whose store answers so, until it is stopped. */
function openSource(answer: Answer) {
  const reads = createLiveReads(
    (requests) => Promise.resolve({ version, answers: requests.map(() => answer) }),
    (error) => {
      throw error;
    },
  );
  const stop = new AbortController();
  const status: EngineStatus = {
    ...READ_ONLY,
    phase: 'fresh',
    isOwner: true,
    host: 'page',
    storage: 'memory',
    version,
  };
  const client: Parameters<typeof createMemorySource>[0] = {
    watch: (...of) => reads.watch(...of),
    status: () => status,
  };
  return { source: createMemorySource(client, collections, stop.signal), reads, stop };
}

it('[N8] a read that is not ready when its search is let go of leaves no watch behind', async () => {
  const { source, reads, stop } = openSource({ state: 'loading' });
  const asked = source.read('articles', ['a']).catch((error: unknown) => error);
  await settled();
  expect(reads.count()).toBe(1);
  const why = new Error('the search was let go of');
  stop.abort(why);
  expect(await asked).toBe(why);
  expect(reads.count()).toBe(0);
});

it('[N8] a read that is answered leaves nothing behind', async () => {
  const row = { id: 'a', createdTime: '' };
  const { source, reads, stop } = openSource({ state: 'ready', rows: [row], total: 1 });
  expect(await source.read('articles', ['a'])).toEqual([row]);
  expect((await source.now())?.countByName['articles']).toBe(1);
  expect(reads.count()).toBe(0);
  expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
});
