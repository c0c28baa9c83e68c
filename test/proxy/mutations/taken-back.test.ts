import { expect, test } from 'vitest';
import { sampleBase } from '../../../src/emulator/sample/base.ts';
import type { SeedBase } from '../../../src/emulator/seed.ts';
import { defineMutator } from '../../../src/model/mutator.ts';
import type { SentMutation } from '../../../src/protocol/mutation.ts';
import { quotes } from '../../../src/site/collections.ts';
import { mutators } from '../../../src/site/mutators.ts';
import { createWriteWorld, mutation, PRODUCT, QUOTE, shopBase } from './write-world.ts';

type World = Awaited<ReturnType<typeof createWriteWorld>>;
type Server = Awaited<ReturnType<World['start']>>;

/** The shop with its pictures, and a column of products that the site knows nothing of. */
function richBase(): SeedBase {
  const supplier = { id: 'fldSupplier00001', name: 'supplier', type: 'singleLineText' } as const;
  const tables = sampleBase.tables
    .filter(({ name }) => ['products', 'reviews', 'quotes'].includes(name))
    .map((table) =>
      table.name === 'products'
        ? {
            ...table,
            fields: [...table.fields, supplier],
            records: table.records.map((record) => ({
              ...record,
              fields: { ...record.fields, supplier: 'Harbour Press' },
            })),
          }
        : table,
    );
  return { ...sampleBase, tables };
}

const remove = () => mutation('removeProduct', { id: PRODUCT });
const restore = (name = 'As it was') =>
  mutation('restoreProduct', { id: PRODUCT, name, description: '' });

/** Sends again until each is answered for good. */
async function answersOf(world: World, server: Server, mutations: readonly SentMutation[]) {
  await world.clock.advance(60_000);
  return (await server.submit(mutations)).map(({ status }) => status);
}

const isPublished = (world: World) => world.published('products').some(({ id }) => id === PRODUCT);

/** The product was public without a break. */
function expectNoGap(world: World) {
  for (const { published } of world.seen) {
    const ids = [...(published.stateByName.get('products')?.entryById.all() ?? [])].map(
      ({ id }) => id,
    );
    expect(ids).toContain(PRODUCT);
  }
}

test('[W22] what is deleted and brought back before Airtable heard of it stays the same row, with its picture and what the site does not know', async () => {
  const world = await createWriteWorld({ base: richBase() });
  const server = await world.start();
  await server.ready();
  const before = world.row('products', PRODUCT)!;
  expect(before.fields['image']).toHaveLength(1);
  world.emulator.faults.add({ kind: 'rate-limit', match: '^(PATCH|DELETE) ', times: 1 });
  const sent = [remove(), restore(), mutation('saveProduct', { id: PRODUCT, name: 'Renamed' })];
  for (const one of sent) expect((await server.submit([one]))[0]?.status).toBe('accepted');
  expect(await answersOf(world, server, sent)).toEqual(['applied', 'applied', 'applied']);
  const after = world.row('products', PRODUCT)!;
  expect(after).toMatchObject({ id: PRODUCT, createdTime: before.createdTime });
  expect(after.fields).toEqual({
    ...before.fields,
    name: 'Renamed',
    description: undefined,
    offprint_rev: expect.any(Number) as number,
  });
  expect(world.writes().map(({ method, status }) => `${method} ${status}`)).toEqual([
    'DELETE 429',
    'PATCH 200',
  ]);
  expect(world.published('products').find(({ id }) => id === PRODUCT)).toMatchObject({
    name: 'Renamed',
    createdTime: before.createdTime,
  });
  expectNoGap(world);
});

test.each([
  ['no call arrived', 'offline'],
  ['Airtable failed', 'status'],
] as const)('[W22] the same where the deletion was tried and %s', async (_what, kind) => {
  const world = await createWriteWorld({ base: richBase() });
  const server = await world.start();
  await server.ready();
  world.emulator.faults.add(
    kind === 'offline' ? { kind, name: 'down' } : { kind, status: 503, match: '^DELETE ' },
  );
  const sent = [remove(), restore()];
  await server.submit(sent.slice(0, 1));
  await world.clock.advance(20_000);
  await server.submit(sent);
  world.emulator.faults.clear();
  await world.clock.advance(300_000);
  expect(await answersOf(world, server, sent)).toEqual(['applied', 'applied']);
  expect(world.row('products', PRODUCT)).toMatchObject({
    id: PRODUCT,
    fields: { name: 'As it was', supplier: 'Harbour Press' },
  });
  expectNoGap(world);
});

test.each([
  ['its answer was lost', { kind: 'answer-lost', match: '^DELETE ', times: 1 }],
  ['its answer broke off', { kind: 'cut', match: '^DELETE ', times: 1 }],
] as const)(
  '[W22] where the deletion did take effect and %s, it is made again under its id',
  async (_what, fault) => {
    const world = await createWriteWorld({ base: richBase() });
    const server = await world.start();
    await server.ready();
    world.emulator.faults.add(fault);
    const first = server.service.submit({ clientId: 'client-1', mutations: [remove()] }, 'editor');
    await world.clock.until(() => world.row('products', PRODUCT) === undefined);
    world.emulator.faults.add({ kind: 'rate-limit', match: '^(PATCH|DELETE) ', times: 1 });
    const sent = [restore()];
    await server.submit(sent);
    await world.clock.settle(first);
    expect(await answersOf(world, server, sent)).toEqual(['applied']);
    const rows = world.table('products').filter(({ fields }) => fields['name'] === 'As it was');
    expect(rows).toMatchObject([{ fields: { offprint_key: PRODUCT } }]);
    expect(world.published('products').filter(({ id }) => id === PRODUCT)).toHaveLength(1);
  },
);

test('[W22] where somebody deleted it in Airtable meanwhile it is made again, and nobody is refused', async () => {
  const world = await createWriteWorld({ base: richBase() });
  const server = await world.start();
  await server.ready();
  world.emulator.faults.add({ kind: 'rate-limit', match: '^(PATCH|DELETE) ', times: 1 });
  const sent = [remove(), restore()];
  await server.submit(sent.slice(0, 1));
  world.emulator.table('products').remove(PRODUCT);
  await server.submit(sent);
  expect(await answersOf(world, server, sent)).toEqual(['applied', 'applied']);
  expect(world.row('products', PRODUCT)?.fields).toMatchObject({
    name: 'As it was',
    offprint_key: PRODUCT,
  });
  expect(isPublished(world)).toBe(true);
});

test('[W22] what is made in the same breath and linked to it waits for it', async () => {
  const world = await createWriteWorld({ base: richBase() });
  const server = await world.start();
  await server.ready();
  world.emulator.faults.add({ kind: 'rate-limit', match: '^(PATCH|DELETE) ', times: 1 });
  const ctx = { now: 0, newIds: ['review-1'] };
  const review = { product: PRODUCT, author: 'B', content: 'Good', score: 4 };
  const sent = [remove(), restore(), mutation('addReview', review, { ctx })];
  await server.submit(sent.slice(0, 1));
  world.emulator.table('products').remove(PRODUCT);
  await server.submit(sent);
  expect(await answersOf(world, server, sent)).toEqual(['applied', 'applied', 'applied']);
  expect(world.row('reviews', 'review-1')?.fields).toMatchObject({
    product: [world.row('products', PRODUCT)!.id],
  });
});

test.each([
  ['deleted for good', 3, false],
  ['kept', 4, true],
])('[W22] after several rounds it is %s', async (_what, rounds, isThere) => {
  const world = await createWriteWorld({ base: richBase() });
  const server = await world.start();
  await server.ready();
  world.emulator.faults.add({ kind: 'rate-limit', match: '^(PATCH|DELETE) ', times: 1 });
  const sent = Array.from({ length: rounds }, (_, n) =>
    n % 2 === 0 ? remove() : restore(`Round ${n}`),
  );
  await server.submit(sent);
  expect(await answersOf(world, server, sent)).toEqual(sent.map(() => 'applied'));
  expect(world.row('products', PRODUCT)?.fields).toEqual(
    isThere
      ? (expect.objectContaining({ name: 'Round 3', supplier: 'Harbour Press' }) as unknown)
      : undefined,
  );
  expect(isPublished(world)).toBe(isThere);
});

/** Airtable refuses whatever says BAD. */
const refusingBad = {
  between: async (request: Request, next: () => Promise<Response>) =>
    request.method === 'PATCH' && (await request.clone().text()).includes('BAD')
      ? Response.json({ error: { type: 'INVALID_VALUE_FOR_COLUMN' } }, { status: 422 })
      : next(),
};

test('[W22] an edit that Airtable refuses does not cost the row that was brought back before it', async () => {
  const world = await createWriteWorld({ base: richBase(), ...refusingBad });
  const server = await world.start();
  await server.ready();
  const edits = [{ name: 'One' }, { description: 'BAD' }, { name: 'Two' }].map((edit) =>
    mutation('saveProduct', { id: PRODUCT, ...edit }),
  );
  const sent = [remove(), restore(), ...edits];
  await server.submit(sent);
  expect(await answersOf(world, server, sent)).toEqual([
    'applied',
    'applied',
    'applied',
    'rejected',
    'applied',
  ]);
  expect(world.row('products', PRODUCT)).toMatchObject({
    id: PRODUCT,
    fields: { name: 'Two', supplier: 'Harbour Press' },
  });
});

test('[W22] where Airtable refuses what brings it back, that is said of it, and the deletion stands', async () => {
  const world = await createWriteWorld({ base: richBase(), ...refusingBad });
  const server = await world.start();
  await server.ready();
  const late = mutation('saveProduct', { id: PRODUCT, description: 'Late' });
  const sent = [remove(), restore('BAD'), late];
  await server.submit(sent);
  expect(await answersOf(world, server, sent)).toEqual(['applied', 'rejected', 'rejected']);
  expect(world.row('products', PRODUCT)).toBeUndefined();
  expect(isPublished(world)).toBe(false);
});

test('[W22] likes go on from what stood, and a text that is set again is written, whichever way it came back', async () => {
  const restoreQuote = defineMutator({
    name: 'restoreQuote',
    role: 'editor',
    args: { id: { kind: 'text', min: 1, max: 64 } },
    run: (tx, { id }) => tx.insert(quotes, id, { author: 'A' }),
  });
  const setContent = defineMutator({
    name: 'setContent',
    role: 'editor',
    args: { id: { kind: 'text', min: 1, max: 64 }, content: { kind: 'text', min: 0, max: 999 } },
    run: (tx, { id, content }) => tx.update(quotes, id, { content }),
  });
  for (const isGone of [false, true]) {
    const world = await createWriteWorld({
      base: shopBase(),
      mutators: { ...mutators, restoreQuote, setContent },
    });
    const server = await world.start();
    await server.ready();
    const { content, likes } = world.row('quotes', QUOTE)!.fields as {
      content: string;
      likes: number;
    };
    world.emulator.faults.add({ kind: 'rate-limit', match: '^(PATCH|DELETE) ', times: 1 });
    const sent = [
      mutation('removeQuote', { id: QUOTE }),
      mutation('restoreQuote', { id: QUOTE }),
      mutation('likeQuote', { id: QUOTE }),
      mutation('setContent', { id: QUOTE, content }),
    ];
    await server.submit(sent.slice(0, 1));
    await server.submit(sent);
    if (isGone) world.emulator.table('quotes').remove(QUOTE);
    expect(await answersOf(world, server, sent)).toEqual(sent.map(() => 'applied'));
    expect(world.row('quotes', QUOTE)?.fields).toMatchObject({
      author: 'A',
      content,
      likes: likes + 1,
    });
  }
});

test('[W22] [fault N7] killed at any operation and started again, the row is kept or made again, once', async () => {
  const calm = await createWriteWorld({ base: richBase() });
  const server = await calm.start();
  await server.ready();
  const begins = server.operations();
  for (let killAt = begins + 1; killAt <= begins + 24; killAt++) {
    const world = await createWriteWorld({ base: richBase() });
    const doomed = await world.start({ killAt });
    await doomed.ready();
    const sent = [remove(), restore(), mutation('saveProduct', { id: PRODUCT, name: 'Last' })];
    // Its answers may never come.
    const submit = (mutations: readonly SentMutation[]) =>
      void doomed.service
        .submit({ clientId: 'client-1', mutations }, 'editor')
        .catch(() => undefined);
    submit(sent.slice(0, 1));
    // Sometimes before the deletion was sent, sometimes while it is under way.
    await world.clock.advance((killAt % 4) * 150);
    if (!doomed.isDead()) submit(sent);
    await world.clock.advance(5_000);
    doomed.kill();
    const server = await world.start();
    await server.ready();
    await server.submit(sent);
    const label = `killed at ${killAt}`;
    expect(await answersOf(world, server, sent), label).toEqual(sent.map(() => 'applied'));
    const rows = world.table('products').filter(({ fields }) => fields['name'] === 'Last');
    expect(rows, label).toHaveLength(1);
    expect(
      world.published('products').filter(({ id }) => id === PRODUCT),
      label,
    ).toMatchObject([{ name: 'Last' }]);
    await server.stop();
  }
});
