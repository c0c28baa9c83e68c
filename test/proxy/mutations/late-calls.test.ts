import { expect, test } from 'vitest';
import type { SentMutation } from '../../../src/protocol/mutation.ts';
import { createWriteWorld, mutation, PRODUCT, QUOTE } from './write-world.ts';

/**
 * A world in which the first call of this method gets no answer, or that of a gateway which has none, and is carried out
 * when the test says so.
 */
async function createLateWorld(method: 'PATCH' | 'DELETE', gatewaySays?: number) {
  const held: Request[] = [];
  const world = await createWriteWorld({
    between: async (request, next) => {
      if (request.method !== method || held.length > 0) return next();
      // Whoever asked gives up, and Airtable does not hear of that.
      const body = await request.clone().text();
      const { url, headers } = request;
      held.push(new Request(url, { method, headers, ...(body === '' ? {} : { body }) }));
      if (gatewaySays !== undefined) return new Response('Time-out', { status: gatewaySays });
      return new Promise<never>(() => undefined);
    },
  });
  const server = await world.start();
  await server.ready();
  const carryOut = async () => {
    const response = await world.emulator.fetch(held[0]!);
    expect(response.status).toBe(200);
  };
  return { world, server, carryOut, isHeld: () => held.length > 0 };
}

type LateWorld = Awaited<ReturnType<typeof createLateWorld>>;

/** Sends one, and another while its call is under way; that is carried out once nobody waits for it any more. */
async function sendAround(
  { world, server, carryOut }: LateWorld,
  [first, second]: readonly [SentMutation, SentMutation],
) {
  await server.submit([first]);
  await server.submit([second]);
  await world.clock.advance(15_000);
  await carryOut();
  await world.clock.advance(60_000);
  return (await server.submit([first, second])).map(({ status }) => status);
}

test('[fault N11] a change that Airtable carries out after we gave it up does not undo a later one', async () => {
  const late = await createLateWorld('PATCH');
  const { world } = late;
  const like = () => mutation('likeQuote', { id: QUOTE });
  expect(await sendAround(late, [like(), like()])).toEqual(['applied', 'applied']);
  expect(world.row('quotes', QUOTE)?.fields['likes']).toBe(43);
  expect(world.published('quotes').find(({ id }) => id === QUOTE)).toMatchObject({ likes: 43 });
});

test.each([504, 520, 522, 524])(
  '[fault N11] nor does one that is carried out after a gateway has said %i',
  async (status) => {
    const { world, server, carryOut } = await createLateWorld('PATCH', status);
    const likes = [mutation('likeQuote', { id: QUOTE }), mutation('likeQuote', { id: QUOTE })];
    await server.submit(likes.slice(0, 1));
    await world.clock.advance(1_000);
    await server.submit(likes.slice(1));
    await world.clock.advance(10_000);
    await carryOut();
    await world.clock.advance(60_000);
    expect(await server.submit(likes)).toMatchObject(likes.map(() => ({ status: 'applied' })));
    expect(world.row('quotes', QUOTE)?.fields['likes']).toBe(43);
  },
);

test('[fault N11] a deletion that is carried out late does not take what was brought back', async () => {
  const late = await createLateWorld('DELETE');
  const { world } = late;
  const back = mutation('restoreProduct', { id: PRODUCT, name: 'As it was', description: '' });
  const sent = [mutation('removeProduct', { id: PRODUCT }), back] as const;
  expect(await sendAround(late, sent)).toEqual(['applied', 'applied']);
  expect(world.row('products', PRODUCT)?.fields).toMatchObject({ name: 'As it was' });
  expect(world.published('products').filter(({ id }) => id === PRODUCT)).toHaveLength(1);
});

test('[fault N11] a record that is made late does not stay where it was removed meanwhile', async () => {
  const late = await createLateWorld('PATCH');
  const ctx = { now: Date.UTC(2026, 1, 20), newIds: ['quote-1'] };
  const add = mutation('addQuote', { author: 'A', content: 'New.' }, { ctx });
  const remove = mutation('removeQuote', { id: 'quote-1' });
  expect(await sendAround(late, [add, remove])).toEqual(['applied', 'applied']);
  expect(late.world.row('quotes', 'quote-1')).toBeUndefined();
});

test('[fault N11] [fault N7] nor does what was under way when the process ended', async () => {
  const { world, server, carryOut, isHeld } = await createLateWorld('PATCH');
  const likes = [mutation('likeQuote', { id: QUOTE }), mutation('likeQuote', { id: QUOTE })];
  void server.service.submit({ clientId: 'client-1', mutations: likes.slice(0, 1) }, 'editor');
  await world.clock.until(isHeld);
  server.kill();
  const again = await world.start();
  await again.ready();
  await again.submit(likes.slice(1));
  await world.clock.advance(20_000);
  await carryOut();
  await world.clock.advance(60_000);
  expect(await again.submit(likes)).toMatchObject(likes.map(() => ({ status: 'applied' })));
  expect(world.row('quotes', QUOTE)?.fields['likes']).toBe(43);
});

test('[fault N11] what is never carried out costs two looks, and is sent again within a minute', async () => {
  const { world, server } = await createLateWorld('PATCH');
  const like = mutation('likeQuote', { id: QUOTE });
  await server.submit([like]);
  await world.clock.advance(60_000);
  expect(await server.submit([like])).toMatchObject([{ status: 'applied' }]);
  expect(world.row('quotes', QUOTE)?.fields['likes']).toBe(42);
  const { atMs } = world.writes()[0]!;
  const looks = world.emulator.requests
    .entries()
    .filter((one) => one.target.includes('listRecords') && one.atMs <= atMs);
  expect(looks).toHaveLength(2);
});

test('[fault N11] after an answer that refuses, whatever it says, nothing waits', async () => {
  for (const status of [500, 502, 503]) {
    const world = await createWriteWorld();
    const server = await world.start();
    await server.ready();
    world.emulator.faults.add({ kind: 'status', status, match: '^PATCH ', times: 1 });
    const like = mutation('likeQuote', { id: QUOTE });
    await server.submit([like]);
    await world.clock.advance(5_000);
    expect(world.row('quotes', QUOTE)?.fields['likes']).toBe(42);
    await server.stop();
  }
});
