import { expect, test } from 'vitest';
import type { SentMutation } from '../../../src/protocol/mutation.ts';
import { createSeededRandom, type SeededRandom } from '../../fakes/seeded-random.ts';
import { createWriteWorld, mutation, PRODUCT, QUOTE } from './write-world.ts';

type World = Awaited<ReturnType<typeof createWriteWorld>>;
type Server = Awaited<ReturnType<World['start']>>;

/** What a reader's outbox does: sends until everything is answered for good, whatever comes in between. */
async function sendUntilOver(
  world: World,
  server: Server,
  mutations: readonly SentMutation[],
): Promise<readonly string[]> {
  const over = new Map<string, string>();
  for (let tries = 0; tries < 100; tries++) {
    const left = mutations.filter(({ id }) => !over.has(id));
    if (left.length === 0) break;
    for (const result of await server.submit(left)) {
      if (result.status !== 'accepted') over.set(result.id, result.status);
    }
    await world.clock.advance(1_000);
  }
  return mutations.map(({ id }) => over.get(id) ?? 'lost');
}

function everyKind(): readonly SentMutation[] {
  return [
    mutation('likeQuote', { id: QUOTE }),
    mutation('likeQuote', { id: QUOTE }),
    mutation('addQuote', { author: 'A', content: 'New.' }, ctxOf('quote-1')),
    mutation('changeQuote', { id: 'quote-1', content: 'Newer.' }),
    mutation('likeQuote', { id: 'quote-1' }),
    mutation('bumpProduct', { id: PRODUCT }),
    mutation(
      'addReview',
      { product: PRODUCT, author: 'B', content: 'Good', score: 4 },
      ctxOf('review-1'),
    ),
    mutation('removeQuote', { id: 'recQuoteNight0001' }),
  ];
}

function ctxOf(id: string) {
  return { ctx: { now: Date.UTC(2026, 1, 20), newIds: [id] } };
}

/** Everything of `everyKind` is there once, upstream and in public. */
function expectOnce(world: World, label: string) {
  const keysOf = (table: string, key: string) =>
    world.table(table).filter(({ fields }) => fields['offprint_key'] === key);
  expect(world.row('quotes', QUOTE)?.fields['likes'], label).toBe(43);
  expect(keysOf('quotes', 'quote-1'), label).toMatchObject([
    { fields: { content: 'Newer.', likes: 1 } },
  ]);
  expect(keysOf('reviews', 'review-1'), label).toMatchObject([
    { fields: { content: 'Good', product: [PRODUCT] } },
  ]);
  expect(world.row('products', PRODUCT)?.fields['name'], label).toMatch(/ v0$/);
  expect(world.row('quotes', 'recQuoteNight0001'), label).toBeUndefined();
  const find = (name: string, id: string) => world.published(name).find((one) => one.id === id);
  expect(find('quotes', QUOTE), label).toMatchObject({ likes: 43 });
  expect(find('quotes', 'quote-1'), label).toMatchObject({ content: 'Newer.', likes: 1 });
  expect(find('reviews', 'review-1'), label).toMatchObject({ content: 'Good' });
  expect(find('quotes', 'recQuoteNight0001'), label).toBeUndefined();
}

test('[invariant I8] [fault N7] killed at any operation and started again: each mutation takes effect once', async () => {
  // How many operations an undisturbed run has, counted from when it is ready.
  const calm = await createWriteWorld();
  const calmServer = await calm.start();
  await calmServer.ready();
  const begins = calmServer.operations();
  await sendUntilOver(calm, calmServer, everyKind());
  expectOnce(calm, 'calm');
  const ends = Math.min(calmServer.operations(), begins + 70);

  const atOnce = 6;
  for (let first = begins + 1; first <= ends; first += atOnce) {
    const points = Array.from({ length: atOnce }, (_, i) => first + i);
    for (const killAt of points) {
      const world = await createWriteWorld();
      const mutations = everyKind();
      const doomed = await world.start({ killAt });
      await doomed.ready();
      // Its answer may never come.
      doomed.service.submit({ clientId: 'client-1', mutations }, 'editor').catch(() => undefined);
      await world.clock.advance(20_000);
      doomed.kill();
      const server = await world.start();
      await server.ready();
      const answers = await sendUntilOver(world, server, mutations);
      expect(answers, `killed at ${killAt}`).toEqual(mutations.map(() => 'applied'));
      expectOnce(world, `killed at ${killAt}`);
      await server.stop();
    }
  }
});

test('[invariant I8] what was accepted goes on after a restart without being sent again', async () => {
  const world = await createWriteWorld();
  const first = await world.start();
  await first.ready();
  world.emulator.faults.add({ kind: 'offline', name: 'down' });
  const [result] = await first.submit([mutation('likeQuote', { id: QUOTE })]);
  expect(result).toMatchObject({ status: 'accepted' });
  first.kill();
  world.emulator.faults.clear();
  const second = await world.start();
  await second.ready();
  // Until Airtable cannot carry out any more what was sent before.
  await world.clock.advance(40_000);
  expect(world.row('quotes', QUOTE)?.fields['likes']).toBe(42);
});

test.each([
  ['answers to writes are lost', { kind: 'answer-lost', match: '^(PATCH|DELETE) ', times: 3 }],
  ['answers break off', { kind: 'cut', match: '^(PATCH|DELETE) ', times: 3 }],
  ['answers end in the middle', { kind: 'truncate', match: '^(PATCH|DELETE) ', times: 3 }],
  ['answers stall', { kind: 'stall', match: '^(PATCH|DELETE) ', times: 2 }],
  ['nothing answers', { kind: 'hang', match: '^(PATCH|DELETE) ', times: 2 }],
  ['servers fail', { kind: 'status', status: 500, match: '^(PATCH|DELETE) ', times: 3 }],
  ['connections are refused', { kind: 'offline', times: 5 }],
  ['a portal answers', { kind: 'html', match: '^(PATCH|DELETE) ', times: 3 }],
  ['too much is asked', { kind: 'rate-limit', times: 2 }],
] as const)('[fault N11] while %s, each mutation takes effect once', async (_what, fault) => {
  const world = await createWriteWorld();
  const server = await world.start();
  await server.ready();
  const mutations = everyKind();
  world.emulator.faults.add(fault);
  const answers = await sendUntilOver(world, server, mutations);
  expect(answers).toEqual(mutations.map(() => 'applied'));
  expectOnce(world, fault.kind);
});

test.each([
  ['an update', () => mutation('likeQuote', { id: QUOTE })],
  ['a creation', () => mutation('addQuote', { author: 'A', content: 'New.' }, ctxOf('quote-1'))],
])('[fault N11] a lost answer to %s costs one look and no second write', async (_what, make) => {
  const world = await createWriteWorld();
  const server = await world.start();
  await server.ready();
  const before = world.table('quotes');
  world.emulator.faults.add({ kind: 'answer-lost', match: '^PATCH ', times: 1 });
  expect(await sendUntilOver(world, server, [make()])).toEqual(['applied']);
  expect(world.writes()).toHaveLength(1);
  expect(world.table('quotes')).not.toEqual(before);
});

test('an edit in Airtable after a lost answer is not overwritten by asking again', async () => {
  const world = await createWriteWorld();
  const server = await world.start();
  await server.ready();
  world.emulator.faults.add({ kind: 'answer-lost', match: '^PATCH ', times: 1 });
  const sent = mutation('saveProduct', { id: PRODUCT, name: 'Ours' });
  const answered = server.service.submit({ clientId: 'c', mutations: [sent] }, 'editor');
  await world.clock.until(() => world.row('products', PRODUCT)?.fields['name'] === 'Ours');
  world.emulator.table('products').update(PRODUCT, { name: 'Theirs, later' });
  await world.clock.settle(answered);
  await sendUntilOver(world, server, [sent]);
  expect(world.row('products', PRODUCT)?.fields['name']).toBe('Theirs, later');
});

test('[fault N7] an edit in Airtable after a crash is not overwritten by what the crash left unanswered', async () => {
  const world = await createWriteWorld();
  const first = await world.start();
  await first.ready();
  // It takes effect, and the process ends before it hears so.
  world.emulator.faults.add({ kind: 'stall', match: '^PATCH ', times: 1 });
  const sent = mutation('saveProduct', { id: PRODUCT, name: 'Ours' });
  void first.service.submit({ clientId: 'c', mutations: [sent] }, 'editor');
  await world.clock.until(() => world.row('products', PRODUCT)?.fields['name'] === 'Ours');
  first.kill();
  world.emulator.table('products').update(PRODUCT, { name: 'Theirs, later' });
  const second = await world.start();
  await second.ready();
  await world.clock.advance(5_000);
  const [result] = await second.submit([sent], { clientId: 'c' });
  expect(result?.status).toBe('applied');
  expect(world.row('products', PRODUCT)?.fields['name']).toBe('Theirs, later');
});

test('while Airtable is silent, answers come at once and say when to ask again', async () => {
  const world = await createWriteWorld();
  const server = await world.start();
  await server.ready();
  world.emulator.faults.add({ kind: 'rate-limit', match: '^PATCH ', times: 1 });
  await server.submit([mutation('likeQuote', { id: QUOTE })]);
  const at = world.clock.now();
  const [result] = await server.submit([mutation('likeQuote', { id: QUOTE })]);
  expect(world.clock.now() - at).toBeLessThan(1_000);
  expect(result?.status === 'accepted' && result.retryAfterMs).toBeGreaterThan(20_000);
  await world.clock.advance(40_000);
  expect(world.row('quotes', QUOTE)?.fields['likes']).toBe(43);
});

test('[invariant I8] the answer is kept for 30 days, longer than the 21 in which an outbox sends again', async () => {
  const world = await createWriteWorld({
    emulator: { limits: { perSecond: 1_000 } },
  });
  const first = await world.start();
  await first.ready();
  const like = mutation('likeQuote', { id: QUOTE });
  const [result] = await first.submit([like]);
  // Another one, since the newest is always kept.
  await first.submit([mutation('likeQuote', { id: 'recQuoteNight0001' })]);
  await first.stop();
  const days = async (count: number) => {
    await world.clock.advance(count * 24 * 60 * 60_000);
    const server = await world.start();
    await server.ready();
    const [answer] = await server.submit([like]);
    await server.stop();
    return answer;
  };
  expect(await days(22)).toEqual(result);
  expect(await days(7)).toEqual(result);
  await days(2);
  // Forgotten: the same id is a new mutation now.
  expect(world.row('quotes', QUOTE)?.fields['likes']).toBe(43);
});

test('what Airtable does not take for 30 days is given up, and said', async () => {
  const world = await createWriteWorld();
  const first = await world.start();
  await first.ready();
  world.emulator.faults.add({ kind: 'offline' });
  const like = mutation('likeQuote', { id: QUOTE });
  await first.submit([like]);
  first.kill();
  await world.clock.advance(31 * 24 * 60 * 60_000);
  world.emulator.faults.clear();
  const second = await world.start();
  await second.ready();
  const [result] = await second.submit([like]);
  expect(result).toMatchObject({ status: 'rejected', error: { code: 'expired' } });
  expect(world.row('quotes', QUOTE)?.fields['likes']).toBe(41);
});

test('[X19][invariant I8] what had to wait for 30 days is given up too, and takes no effect after that was said', async () => {
  const world = await createWriteWorld();
  world.emulator.faults.add({ kind: 'offline' });
  const first = await world.start();
  const like = mutation('likeQuote', { id: QUOTE });
  expect(await first.submit([like])).toMatchObject([{ status: 'accepted' }]);
  first.kill();
  await world.clock.advance(31 * 24 * 60 * 60_000);
  world.emulator.faults.clear();
  const second = await world.start();
  await second.ready();
  await world.clock.advance(10_000);
  const [result] = await second.submit([like]);
  expect(result).toMatchObject({ status: 'rejected', error: { code: 'expired' } });
  expect(world.row('quotes', QUOTE)?.fields['likes']).toBe(41);
});

test('a stop waits for the call under way and takes its answer in', async () => {
  const world = await createWriteWorld();
  const server = await world.start();
  await server.ready();
  world.emulator.faults.add({ kind: 'slow', match: '^PATCH ', times: 1, delayMs: 5_000 });
  const sent = mutation('likeQuote', { id: QUOTE });
  const answered = server.service.submit({ clientId: 'c', mutations: [sent] }, 'reader');
  await world.clock.advance(2_000);
  const stopped = server.stop();
  // Who waits for the answer is told at once that it goes on.
  expect((await world.clock.settle(answered))[0]?.status).toBe('accepted');
  await world.clock.settle(stopped);
  expect(world.published('quotes').find(({ id }) => id === QUOTE)).toMatchObject({ likes: 42 });
  const again = await world.start();
  await again.ready();
  const [result] = await again.submit([sent], { role: 'reader', clientId: 'c' });
  expect(result?.status).toBe('applied');
  expect(world.writes()).toHaveLength(1);
});

/** A way to Airtable on which each call may fare otherwise, by a seed. */
function troubledWay(random: SeededRandom) {
  let isCalm = false;
  const between = async (_request: Request, next: () => Promise<Response>): Promise<Response> => {
    if (isCalm || random.chance(0.55)) return next();
    switch (random.int(0, 6)) {
      case 0:
        throw new TypeError('fetch failed');
      case 1:
        await next();
        throw new TypeError('fetch failed');
      case 2:
        await next();
        return new Response('', { status: random.pick([500, 502, 503]) });
      case 3:
        return new Response('', { status: random.pick([500, 502, 503]) });
      case 4:
        return new Response('', { status: 429, headers: { 'retry-after': '1' } });
      case 5: {
        const whole = await (await next()).text();
        return new Response(whole.slice(0, random.int(0, whole.length)), { status: 200 });
      }
      default:
        await next();
        return new Promise<never>(() => undefined);
    }
  };
  return {
    between,
    calm: () => {
      isCalm = true;
    },
  };
}

/** Of the figure's thousand, which take minutes; other numbers are other schedules. */
const SCHEDULES = 40;

// Two proxies at a time there are none: one holds the data folder (proxy/lease.ts). One after the other there are.
test('[figure R16] through any mixture of lost calls, lost answers, refusals and restarts each mutation takes effect once', async () => {
  for (let seed = 1; seed <= SCHEDULES; seed++) {
    const random = createSeededRandom(`write retries ${seed}`);
    const way = troubledWay(random);
    const world = await createWriteWorld({ between: way.between });
    const mutations = everyKind();
    const label = `schedule ${seed}`;
    const answers = new Map<string, string>();
    const note = (results: readonly { readonly id: string; readonly status: string }[]) => {
      for (const { id, status } of results) if (status !== 'accepted') answers.set(id, status);
    };
    for (let run = random.int(1, 3); run > 0; run--) {
      const server = await world.start(random.chance(0.5) ? { killAt: random.int(5, 60) } : {});
      const sent = mutations.slice(0, random.int(1, mutations.length));
      server.service
        .submit({ clientId: 'client-1', mutations: sent }, 'editor')
        // The process may have ended by then.
        .then(note, () => undefined);
      await world.clock.advance(random.int(1_000, 40_000));
      server.kill();
    }
    way.calm();
    const server = await world.start();
    await world.clock.advance(60_000);
    await server.ready();
    const over = await sendUntilOver(world, server, mutations);
    expect(over, label).toEqual(mutations.map(() => 'applied'));
    // What was told once is not told otherwise later.
    expect([...answers.values()], label).toEqual([...answers].map(() => 'applied'));
    expectOnce(world, label);
    await server.stop();
  }
});
