import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import { runQuery } from '../../src/model/query.ts';
import type { JsonValue } from '../../src/model/record.ts';
import { createWorld, record, records, type World } from '../fakes/fake-world.ts';
import { json } from '../fakes/fake-network.ts';
import { useOrderedDigest } from '../fakes/sync-digest.ts';
import { createSeededRandom } from '../fakes/seeded-random.ts';

useOrderedDigest();

const people = records(1, 3);
const posts = { collection: 'posts', query: {} };

/** What stands in for a value of JSON. */
const STRANGE: readonly string[] = [
  'null',
  'true',
  '-1',
  '0',
  '1.5',
  '1e400',
  '9007199254740993',
  '""',
  '"x"',
  '"../../etc"',
  '"\\ud800"',
  '"\\u0000"',
  '[]',
  '[[]]',
  '[null]',
  '{}',
  '{"__proto__":{"id":"x"}}',
  '{"constructor":1,"length":-1}',
  `"${'A'.repeat(43)}"`,
  `${'['.repeat(5_000)}${']'.repeat(5_000)}`,
];

/** Where a value stands: names and positions from the top. */
type Place = readonly (string | number)[];

function placesOf(value: JsonValue, place: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [place];
  const members = Array.isArray(value)
    ? value.map((member, i) => placesOf(member as JsonValue, [...place, i]))
    : Object.entries(value).map(([name, member]) =>
        placesOf(member as JsonValue, [...place, name]),
      );
  return [place, ...members.flat()];
}

const MARK = '\u0001mark\u0001';

/** The text with what stands at this place replaced; '' leaves the member out. */
function swap(text: string, place: Place, replacement: string): string {
  const copy = JSON.parse(text) as JsonValue;
  if (place.length === 0) return replacement;
  let parent = copy as Record<string | number, JsonValue>;
  for (const step of place.slice(0, -1)) parent = parent[step] as typeof parent;
  const last = place.at(-1)!;
  if (replacement === '') {
    if (Array.isArray(parent)) parent.splice(Number(last), 1);
    else delete parent[last];
    return JSON.stringify(copy);
  }
  parent[last] = MARK;
  return JSON.stringify(copy).replace(JSON.stringify(MARK), () => replacement);
}

/** Bodies that are no JSON of ours, whatever was asked for. */
function foreign(text: string): readonly (readonly [string, Response])[] {
  const bytes = new TextEncoder().encode(text);
  const zipped = (body: BodyInit) =>
    new Response(body, { headers: { 'content-type': 'application/json' } });
  const utf16 = new Uint8Array(bytes.length * 2).map((_, i) => (i % 2 === 0 ? bytes[i / 2]! : 0));
  return [
    ['nothing', json('')],
    ['a page as JSON', json('<!doctype html><title>Sign in</title><form action="/login">')],
    ['a page', new Response('<html>Sign in</html>', { headers: { 'content-type': 'text/html' } })],
    ['the right text as text', new Response(text, { headers: { 'content-type': 'text/plain' } })],
    ['the right text as HTML', new Response(text, { headers: { 'content-type': 'text/html' } })],
    ['the right text without a type', new Response(bytes)],
    ['a stored copy', json(text, { 'x-from-cache': '1' })],
    [
      'status 203',
      new Response(text, { status: 203, headers: { 'content-type': 'application/json' } }),
    ],
    [
      'status 206',
      new Response(text, { status: 206, headers: { 'content-type': 'application/json' } }),
    ],
    [
      'status 500 with the right text',
      new Response(text, { status: 500, headers: { 'content-type': 'application/json' } }),
    ],
    ['twice', json(text + text)],
    ['with a tail', json(`${text}<script src="/inject.js"></script>`)],
    ['with a head', json(`)]}',\n${text}`)],
    ['in a list', json(`[${text}]`)],
    ['in an object', json(`{"data":${text}}`)],
    ['as a text', json(JSON.stringify(text))],
    ['with a comment', json(`/* */${text}`)],
    ['as UTF-16', zipped(utf16)],
    [
      'with a byte that is no UTF-8',
      zipped(Uint8Array.of(...bytes.subarray(0, 40), 0xff, ...bytes.subarray(40))),
    ],
    ['nothing but spaces', json(' '.repeat(100_000))],
    ['a deep nest', json('['.repeat(100_000))],
    ['a number', json('1')],
    ['more than the cap', json(`"${'x'.repeat(9 * 1024 * 1024)}"`)],
  ];
}

/** Everything that is done to a body: cut at every 64th byte, one byte changed, members swapped, left out, foreign bodies. */
function* hostile(text: string, seed: string): Generator<readonly [string, Response]> {
  const random = createSeededRandom(seed);
  yield* foreign(text);
  for (let end = 0; end < text.length; end += 64) yield [`cut at ${end}`, json(text.slice(0, end))];
  for (let i = 0; i < 60; i++) {
    const at = random.int(0, text.length - 1);
    const other = String.fromCharCode(random.int(32, 126));
    if (text[at] === other) continue;
    yield [`"${other}" at ${at}`, json(text.slice(0, at) + other + text.slice(at + 1))];
  }
  for (const place of placesOf(JSON.parse(text) as JsonValue)) {
    for (const replacement of [
      random.pick(STRANGE),
      random.pick(STRANGE),
      random.pick(STRANGE),
      '',
    ]) {
      yield [
        `${place.join('.')} is ${replacement.slice(0, 40)}`,
        json(swap(text, place, replacement)),
      ];
    }
  }
}

const before = records(1, 30);
const after = [...records(1, 29), record(30, 'Edited')];

async function open() {
  const world = await createWorld({ truth: { posts: before, people } });
  const worker = world.startWorker();
  await worker.openTab();
  return { world, worker };
}

/** What is shown, and what of it is true of no version at all. */
async function judge(world: World) {
  const { answers, version } = await world.reader.read([posts]);
  const truths = [before, after].map((truth) => ({ state: 'ready', ...runQuery(truth, {}) }));
  const isTrue = truths.some((truth) => isDeepStrictEqual(truth, answers[0]));
  return { seq: version?.seq, state: answers[0]?.state, isTrue };
}

const MANIFEST = 'v1/manifest.json';

/** Whose publication it is, is for the publisher to say: another log is another one's, and its numbers are its own. */
const isFree = (what: string) => /^(log|seq) is/.test(what);

test('[figure R13] no manifest, and no delta within it, that is not the published one changes what is shown', async () => {
  let reader = await open();
  let [refused, adopted] = [0, 0];
  await reader.world.clock.advance(500);
  reader.world.publisher.publish({ posts: after, people });
  const text = JSON.stringify(reader.world.publisher.manifest());
  for (const [what, body] of hostile(text, 'manifest')) {
    if (isFree(what)) continue;
    if ((await judge(reader.world)).seq !== 1) {
      await reader.world.stop();
      reader = await open();
      await reader.world.clock.advance(500);
      reader.world.publisher.publish({ posts: after, people });
    }
    const { world, worker } = reader;
    world.network.fail((path) => (path === MANIFEST ? body.clone() : undefined));
    void worker.api.checkNow();
    await world.clock.advance(2_500);
    const { seq, isTrue } = await judge(world);
    expect([what, isTrue, seq === 1 || seq === 2]).toEqual([what, true, true]);
    if (seq === 1) refused++;
    else adopted++;
  }
  await reader.world.stop();
  // What is adopted differs where nothing hangs on it: a date, a head, a delta that does not fit and is not needed.
  expect(refused).toBeGreaterThan(100);
  expect(adopted).toBeGreaterThan(10);
});

test.each(['root', 'chunk', 'head'] as const)(
  '[figure R13] a first sync takes no %s that is not the published one, and is whole once it comes',
  async (kind) => {
    const { world, worker } = await open();
    const { root, head } = world.publisher.manifest().collections['posts']!;
    const { chunks } = JSON.parse(world.publisher.textByHash.get(root)!) as {
      chunks: { hash: string }[];
    };
    const hash = { root, head: head!, chunk: chunks[0]!.hash }[kind];
    const text = world.publisher.textByHash.get(hash)!;
    let asked = 0;
    const bodies = [...hostile(text, kind)].slice(0, 120);
    const differs = bodies.filter(([what]) => what !== 'a stored copy');
    world.network.fail((path) => {
      if (path !== `v1/o/${hash}.json`) return undefined;
      return differs[asked++ % differs.length]![1].clone();
    });
    for (let i = 0; i < 60; i++) {
      void worker.api.checkNow();
      await world.clock.advance(10_000);
      const { state, isTrue } = await judge(world);
      // A head stands for its own query only; the whole does not wait for it.
      expect(state === 'loading' || (kind === 'head' && isTrue)).toBe(true);
    }
    expect(asked).toBeGreaterThan(kind === 'head' ? 0 : 40);
    world.network.fail(undefined);
    void worker.api.checkNow();
    await world.clock.advance(400_000);
    expect(await judge(world)).toEqual({ seq: 1, state: 'ready', isTrue: true });
    await world.stop();
  },
);
