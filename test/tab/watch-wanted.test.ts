import { expect, it } from 'vitest';
import type { Outcome } from '../../src/protocol/failure.ts';
import type { Answer, Snapshot } from '../../src/protocol/worker-api.ts';
import { createLiveReads } from '../../src/tab/live-reads.ts';
import { watchWanted } from '../../src/tab/watch-wanted.ts';
import { settled } from '../fakes/settled.ts';

type Wanted = Outcome<'shown' | 'missing'>;
const LOADING: Answer = { state: 'loading' };
const missing: Wanted = { ok: true, value: 'missing' };

/** A page that shows one article, which is not here yet; what the worker says of it is told by hand. */
async function openArticle() {
  let answer = LOADING;
  let seq = 0;
  const read = (): Promise<Snapshot> =>
    Promise.resolve({ version: { log: 'log', seq }, answers: [answer] });
  const reads = createLiveReads(read, (error) => {
    throw error;
  });
  const asked: PromiseWithResolvers<Wanted>[] = [];
  const call = () => {
    const one = Promise.withResolvers<Wanted>();
    asked.push(one);
    return one.promise as Promise<never>;
  };
  const heard: Answer[] = [];
  const request = { collection: 'articles', id: 'a' };
  const stop = watchWanted(reads, call)(request, (next) => heard.push(next));
  await settled();
  return {
    heard,
    stop,
    asked: () => asked.length,
    commit: async (next: Answer) => {
      [answer, seq] = [next, seq + 1];
      reads.catchUp({ log: 'log', seq });
      await settled();
    },
    tell: async (outcome: Wanted) => {
      asked.at(-1)!.resolve(outcome);
      await settled();
    },
  };
}

const NONE: Answer = { state: 'ready', rows: [], total: 0 };
const ARTICLE: Answer = { state: 'ready', rows: [{ id: 'a', createdTime: '' }], total: 1 };

it('[P7] tells of a record that does not exist, also where something else was committed meanwhile', async () => {
  const { heard, commit, tell, asked } = await openArticle();
  await commit(LOADING);
  expect([heard.at(-1), asked()]).toEqual([LOADING, 1]);
  await tell(missing);
  expect(heard.at(-1)).toEqual(NONE);
});

it('[P7] a record that came while it was looked for stays on the screen when the search for it ends', async () => {
  const { heard, commit, tell } = await openArticle();
  await commit(ARTICLE);
  await tell(missing);
  expect(heard).toEqual([LOADING, ARTICLE]);
});

it('[P7] whoever stops is told nothing of a record that does not exist', async () => {
  const { heard, stop, tell } = await openArticle();
  stop();
  await tell(missing);
  expect(heard).toEqual([LOADING]);
});
