import { expect, onTestFinished, test } from 'vitest';
import { defineCollection, field } from '../../../src/model/schema.ts';
import { openHeldFile } from '../../../src/proxy/guard/held-file.ts';
import { openDeletionGuard } from '../../../src/proxy/guard/deletion-guard.ts';
import { createIntake } from '../../../src/proxy/intake/intake.ts';
import { openObjectStore } from '../../../src/proxy/objects/object-store.ts';
import { openPublisher } from '../../../src/proxy/publish/publisher.ts';
import { createTestClock } from '../fakes/clock.ts';
import { temporaryFolder } from '../fakes/folder.ts';

const SETTLE_MS = 60_000;
const people = defineCollection({
  name: 'people',
  table: 'people',
  key: 'key',
  fields: { title: field('text', 'name'), image: field('image', 'photo') },
  indexes: {},
  publish: { settleSeconds: SETTLE_MS / 1_000 },
});

const row = (n: number, fields: Readonly<Record<string, unknown>> = {}) => ({
  id: `rec${n}`,
  createdTime: new Date(1_700_000_000_000 + n * 1_000).toISOString(),
  fields: { name: `Person ${n}`, ...fields },
});
type Row = ReturnType<typeof row>;
const rows = (count: number, from = 0) => Array.from({ length: count }, (_, n) => row(from + n));
const photo = (id: string) => [{ id, url: `https://dl.airtable.com/${id}`, filename: `${id}.png` }];

/** An intake with a publisher and a guard of its own, and a collection of so many rows, which is read all the time. */
async function world(count: number) {
  const dataDir = await temporaryFolder();
  const time = createTestClock();
  let setBackMs = 0;
  const clock = { ...time, now: () => time.now() - setBackMs };
  const mirrored = new Set<string>();
  const publisher = await openPublisher({
    dataDir,
    collections: [people],
    objects: await openObjectStore(dataDir),
    clock,
    report: () => undefined,
    pollAfterMs: 1_000,
  });
  onTestFinished(publisher.idle);
  const guard = await openDeletionGuard({
    file: openHeldFile(dataDir),
    clock,
    report: () => undefined,
    confirmedAt: clock.now,
  });
  const intake = createIntake({
    collections: [people],
    publisher,
    guard,
    now: clock.now,
    lastGoodAt: clock.now,
    report: () => undefined,
    context: {
      render: () => Promise.resolve(undefined),
      mirrored: ({ id }) =>
        mirrored.has(id) ? { src: `/v1/media/${id}`, type: 'image/png', size: 1 } : undefined,
      isMirrored: (id) => mirrored.has(id),
    },
  });
  const sweep = (records: readonly Row[]) =>
    intake.apply([{ kind: 'whole', collection: 'people', records }]);
  await sweep(rows(count));
  return {
    intake,
    heldIds: () => guard.heldIds('people'),
    sweep,
    news: (changed: readonly Row[], removed: readonly string[] = []) =>
      intake.apply([{ kind: 'part', collection: 'people', changed, removed }]),
    pictureComes: (id: string) => {
      mirrored.add(id);
      return intake.mediaNews(new Set([id]));
    },
    pass: async (ms: number) => {
      await clock.advance(ms);
      await intake.settle();
    },
    setBack: async (ms: number) => {
      setBackMs += ms;
      await intake.settle();
    },
    find: (id: string) => {
      const record = publisher.stateOf('people').entryById.get(id)?.record;
      return record && [record['title'], record['image']];
    },
  };
}

test('[B27] a picture that comes while its record settles is published with it, and neither before nor later', async () => {
  const { news, pass, pictureComes, find } = await world(2);
  await news([row(1, { name: 'Half-ty', photo: photo('attA') })]);
  await pass(SETTLE_MS / 2);
  await pictureComes('attA');
  expect(find('rec1')).toEqual(['Person 1', '']);
  await pass(SETTLE_MS / 2);
  expect(find('rec1')).toEqual(['Half-ty', '/v1/media/attA']);
  await pass(SETTLE_MS);
  expect(find('rec1')).toEqual(['Half-ty', '/v1/media/attA']);
});

test('a picture of a record that does not settle is published as it comes', async () => {
  const { news, pictureComes, find } = await world(2);
  await news([row(1, { photo: photo('attA') })]);
  await pictureComes('attA');
  expect(find('rec1')).toEqual(['Person 1', '/v1/media/attA']);
});

test.each([
  ['confirmed', 0],
  ['few among many new ones', 200],
] as const)(
  '[invariant I13] a record that is restored while it settles stays, when the deletions held with it are %s',
  async (_how, added) => {
    const { intake, news, sweep, pass, find, heldIds } = await world(60);
    const deleted = rows(20).map(({ id }) => id);
    await news([], deleted);
    await news([row(0)]);
    expect([...heldIds()].sort()).toEqual(deleted.slice(1).sort());
    if (added === 0) await intake.confirmDeletions();
    await news(rows(added, 100));
    await pass(SETTLE_MS);
    await sweep([row(0), ...rows(40, 20), ...rows(added, 100)]);
    expect(heldIds().size).toBe(0);
    expect([find('rec0'), find('rec1')]).toEqual([['Person 0', ''], undefined]);
  },
);

test.each([
  ['news of it', false],
  ['a sweep', true],
])(
  'a record whose key changes is at its new address at once, by %s, and what else is typed settles',
  async (_how, isWhole) => {
    const { news, sweep, pass, find } = await world(3);
    const tell = (one: Row) => (isWhole ? sweep([row(0), one, row(2)]) : news([one]));
    await tell(row(1, { key: 'one' }));
    expect([find('rec1'), find('one')]).toEqual([undefined, ['Person 1', '']]);
    await tell(row(1, { key: 'uno', name: 'Half-ty' }));
    expect([find('one'), find('uno')]).toEqual([undefined, ['Person 1', '']]);
    await pass(SETTLE_MS);
    expect(find('uno')).toEqual(['Half-ty', '']);
  },
);

test('[B8] a key that goes from one record to another leaves both on the site', async () => {
  const { news, sweep, find } = await world(3);
  await news([row(2, { key: 'a' })]);
  // The older one gets it.
  await news([row(1, { key: 'a' })]);
  const addresses = () => ['a', 'rec1', 'rec2'].map((id) => find(id)?.[0]);
  expect(addresses()).toEqual(['Person 1', undefined, 'Person 2']);
  await sweep([row(0), row(1), row(2, { key: 'a' })]);
  expect(addresses()).toEqual(['Person 2', 'Person 1', undefined]);
});

test('[B8] a record that loses its key to another one while it settles keeps what was typed for it', async () => {
  const { news, pass, find } = await world(3);
  await news([row(2, { key: 'a' })]);
  await news([row(2, { key: 'a', name: 'Half-ty' })]);
  // The older one gets the key.
  await news([row(1, { key: 'a' })]);
  expect([find('a'), find('rec2')]).toEqual([
    ['Person 1', ''],
    ['Person 2', ''],
  ]);
  await pass(SETTLE_MS);
  expect([find('a'), find('rec2')]).toEqual([
    ['Person 1', ''],
    ['Half-ty', ''],
  ]);
});

test('[B8] a key that changes twice in one batch of news leaves its record at the last address alone', async () => {
  const { intake, news, pass, find } = await world(3);
  await news([row(1, { key: 'one' })]);
  const changed = (key: string) =>
    ({ kind: 'part', collection: 'people', changed: [row(1, { key })], removed: [] }) as const;
  await intake.apply([changed('two'), changed('three')]);
  await pass(SETTLE_MS);
  expect(['one', 'two', 'three'].map((id) => find(id)?.[0])).toEqual([
    undefined,
    undefined,
    'Person 1',
  ]);
});

test('[fault N15] a clock set back by a day holds nothing back for a day, nor lets it go too early', async () => {
  const { news, pass, setBack, find } = await world(2);
  await news([row(1, { name: 'Half-ty' })]);
  await setBack(24 * 3_600_000);
  await pass(SETTLE_MS - 1);
  expect(find('rec1')).toEqual(['Person 1', '']);
  await pass(1);
  expect(find('rec1')).toEqual(['Half-ty', '']);
});
