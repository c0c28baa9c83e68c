import { expect, it } from 'vitest';
import type { Outcome } from '../../src/protocol/failure.ts';
import type { LocalRows } from '../../src/protocol/local.ts';
import type { LocalNews } from '../../src/tab/client.ts';
import { followLocal } from '../../src/tab/follow-local.ts';
import { createVirtualClock } from '../fakes/virtual-clock.ts';

const rows = (revision: number, token = 'mine'): LocalRows => ({
  rows: [],
  revision,
  token,
  storage: 'indexeddb',
});
const failed = { ok: false, error: { code: 'timeout', message: 'no answer' } } as const;

function follow(answer: () => Outcome<LocalRows>) {
  const clock = createVirtualClock();
  const asked: number[] = [];
  const told: (number | 'failed')[] = [];
  const stop = new AbortController();
  let hear: (news?: LocalNews) => void = () => undefined;
  const client = {
    local: async () => {
      asked.push(clock.now());
      return answer();
    },
    onLocal(listener: typeof hear) {
      hear = listener;
      return () => void (hear = () => undefined);
    },
  };
  const begun = clock.now();
  const show = followLocal(client, 'todos', {
    onRows: ({ revision }) => told.push(revision),
    onFailed: () => told.push('failed'),
    sleep: (ms, signal) => clock.sleep(ms, signal),
    signal: stop.signal,
  });
  return {
    clock,
    told,
    show,
    stop: () => stop.abort(),
    hear: (news?: LocalNews) => hear(news),
    asked: () => asked.map((at) => (at - begun) / 1000),
  };
}

it('[promise P7][B113] what cannot be read is tried again, less and less often', async () => {
  let answer: Outcome<LocalRows> = failed;
  const list = follow(() => answer);
  await list.clock.advance(200_000);
  expect(list.asked()).toEqual([0, 2, 6, 14, 30, 62, 122, 182]);
  expect(new Set(list.told)).toEqual(new Set(['failed']));
  answer = { ok: true, value: rows(3) };
  await list.clock.advance(60_000);
  expect(list.told.at(-1)).toBe(3);
  const { length } = list.asked();
  await list.clock.advance(600_000);
  expect(list.asked()).toHaveLength(length);
});

it('[promise P7] news that cannot be read is tried again too, once at a time, and not after the end', async () => {
  let answer: Outcome<LocalRows> = { ok: true, value: rows(1) };
  const list = follow(() => answer);
  await list.clock.settle();
  answer = failed;
  for (const revision of [2, 3]) list.hear({ collection: 'todos', revision, token: 'mine' });
  await list.clock.advance(2500);
  expect(list.asked()).toEqual([0, 0, 0, 2]);
  expect(list.told).toEqual([1]);
  list.stop();
  list.hear();
  await list.clock.advance(600_000);
  expect(list.asked()).toHaveLength(4);
});

it('[B113] is told what is new, in its order, of this collection', async () => {
  let revision = 1;
  const list = follow(() => ({ ok: true, value: rows(revision) }));
  await list.clock.settle();
  list.hear({ collection: 'todos', revision: 1, token: 'mine' });
  list.hear({ collection: 'others', revision: 2, token: 'mine' });
  await list.clock.settle();
  expect(list.asked()).toHaveLength(1);
  list.show(rows(3));
  list.show(rows(2));
  revision = 4;
  list.hear({ collection: 'todos', revision: 4, token: 'mine' });
  await list.clock.settle();
  expect(list.told).toEqual([1, 3, 4]);
});
