import { expect, test } from 'vitest';
import { canonicalJson } from '../../src/model/canonical.ts';
import { runQuery } from '../../src/model/query.ts';
import type { JsonValue, StoredRecord } from '../../src/model/record.ts';
import { createWorld, record, records, type World } from '../fakes/fake-world.ts';
import { json } from '../fakes/fake-network.ts';
import { createSeededRandom, type SeededRandom } from '../fakes/seeded-random.ts';
import { useOrderedDigest } from '../fakes/sync-digest.ts';

useOrderedDigest();

const MANIFEST = 'v1/manifest.json';
const people = records(1, 3);
const query = { collection: 'posts', query: { orderBy: [['title', 'asc']] } } as const;

/** A proxy that mirrors the publisher's files, as of when it last did. */
function createMirror({ publisher }: World) {
  let manifest = '';
  let etag = '';
  let objects = new Map<string, string>();
  let missed = 0;
  return {
    /** How often it was asked for an object that only the other one has. */
    missed: () => missed,
    mirror: () => {
      const newest = publisher.manifest();
      manifest = canonicalJson(newest as unknown as JsonValue);
      etag = `W/"${newest.log}.${newest.seq}"`;
      objects = new Map(publisher.textByHash);
    },
    answer: (path: string, init: RequestInit) => {
      const asked = new Headers(init.headers).get('if-none-match');
      if (path === MANIFEST && asked === etag) {
        return new Response(null, { status: 304, headers: { etag } });
      }
      if (path === MANIFEST) return json(manifest, { etag });
      const text = objects.get(path.replace(/^v1\/o\/|\.json$/g, ''));
      if (text === undefined) missed++;
      return text === undefined ? new Response('gone', { status: 404 }) : json(text);
    },
  };
}

/** Somebody edits, adds or removes; now and then much at once, so that no delta is inlined. */
function edit(
  posts: readonly StoredRecord[],
  random: SeededRandom,
  step: number,
): readonly StoredRecord[] {
  const at = random.int(0, posts.length - 1);
  const title = `Title ${random.int(1, 999)}`;
  switch (random.int(0, 3)) {
    case 0:
      return posts.map((post, i) => (i === at ? { ...post, title } : post));
    case 1:
      return [...posts, record(1_000 + step, title)];
    case 2:
      return posts.filter((_, i) => i !== at);
    default:
      return posts.map((post) => ({ ...post, body: title.repeat(100) }));
  }
}

/** A reader of two proxies, one schedule long; how many requests met one that was behind. */
async function readFromTwo(seed: number): Promise<number> {
  const random = createSeededRandom(`two proxies ${seed}`);
  let posts: readonly StoredRecord[] = records(1, 30);
  const world = await createWorld({ truth: { posts, people } });
  const proxies = [createMirror(world), createMirror(world)];
  for (const { mirror } of proxies) mirror();
  const isFair = random.chance(0.5);
  let turn = 0;
  world.network.fail((path, init) =>
    proxies[isFair ? turn++ % 2 : random.int(0, 1)]!.answer(path, init),
  );
  // Half of the readers come when the two already differ.
  const opensAt = random.int(0, 4);
  let shown = 0;
  const look = async () => {
    const { answers, version } = await world.reader.read([query]);
    const [answer] = answers;
    if (answer?.state !== 'ready' || !version) return;
    const { seq, log } = version;
    expect([seed, seq >= shown]).toEqual([seed, true]);
    shown = seq;
    const truth = world.publisher.truthByVersion.get(`${log}.${seq}`)!;
    expect([seed, answer]).toEqual([
      seed,
      { state: 'ready', ...runQuery(truth['posts']!, query.query) },
    ]);
  };
  for (let step = 0; step < 12; step++) {
    if (step === opensAt) await world.startWorker().openTab();
    posts = edit(posts, random, step);
    world.publisher.publish({ posts, people });
    // One follows, or the other, or both, or none.
    for (const { mirror } of proxies) if (random.chance(0.5)) mirror();
    for (let i = 0; i < 5; i++) {
      await world.clock.advance(random.int(200, 5_000));
      await look();
    }
  }
  for (const { mirror } of proxies) mirror();
  const before = world.network.requests.length;
  await world.clock.advance(120_000);
  await look();
  expect([seed, shown]).toEqual([seed, world.publisher.manifest().seq]);
  // A poll each second, and what it took to come there (fault N17).
  expect(world.network.requests.length - before).toBeLessThan(180);
  await world.stop();
  return proxies[0]!.missed() + proxies[1]!.missed();
}

test('[fault N6][promise P4][promise P6] two proxies of different age behind one address: a reader never goes back, and comes to the newest', async () => {
  let missed = 0;
  for (let seed = 1; seed <= 40; seed++) missed += await readFromTwo(seed);
  expect(missed).toBeGreaterThan(20);
});
