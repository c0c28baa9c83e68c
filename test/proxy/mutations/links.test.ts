import { expect, test } from 'vitest';
import { defineMutator } from '../../../src/model/mutator.ts';
import { defineCollection, field } from '../../../src/model/schema.ts';
import { stateOf } from '../../../src/proxy/publish/published.ts';
import { products, quotes, reviews } from '../../../src/site/collections.ts';
import { mutators } from '../../../src/site/mutators.ts';
import { createWriteWorld, mutation, PRODUCT, QUOTE, shopBase } from './write-world.ts';
import { keyed, keyOf, many, notes, withProducts } from './shop-tables.ts';

const MINUTE_MS = 60_000;
const id = { kind: 'text', min: 1, max: 64 } as const;

/** Products that link to one another. */
const linkedProducts = defineCollection({
  name: 'products',
  table: 'products',
  key: 'offprint_key',
  fields: { name: field('text', 'name'), others: field('links', 'others') },
  indexes: {},
});
const link = defineMutator({
  name: 'link',
  role: 'editor',
  args: { id, product: id },
  run: async (tx, args) => {
    const { links } = (await tx.get(reviews, args.id))!;
    await tx.update(reviews, args.id, { links: [...links, args.product] });
  },
});
const unlink = defineMutator({
  name: 'unlink',
  role: 'editor',
  args: { id, product: id },
  run: async (tx, args) => {
    const { links } = (await tx.get(reviews, args.id))!;
    await tx.update(reviews, args.id, { links: links.filter((one) => one !== args.product) });
  },
});

type World = Awaited<ReturnType<typeof createWriteWorld>>;

const linksOf = (world: World) => world.published('reviews').map((review) => review['links']);
/** Ids of Airtable's own that were ever public as links in these fields of a collection. */
const rawLinks = ({ seen }: World, collection: string, name: string) =>
  seen.flatMap(({ published }) =>
    [...stateOf(published, collection).entryById.all()].flatMap((record) =>
      (record[name] as readonly string[]).filter((one) => one.startsWith('rec')),
    ),
  );

test('[B8] links name records by their public ids from the first version on, whichever is read first', async () => {
  const world = await createWriteWorld({
    base: withProducts(keyed),
    collections: [reviews, linkedProducts, quotes],
  });
  const server = await world.start();
  await server.ready();
  expect(linksOf(world)).toContainEqual([keyOf(PRODUCT)]);
  expect(rawLinks(world, 'reviews', 'links')).toEqual([]);
  expect(rawLinks(world, 'products', 'others')).toEqual([]);
});

test('[X20][B8] a restart that reads small tables first names nothing by other ids, and no link is lost upstream', async () => {
  const world = await createWriteWorld({
    base: withProducts((table) => keyed(many(table))),
    collections: [quotes, linkedProducts, reviews],
    mutators: { ...mutators, link },
  });
  const first = await world.start();
  await first.ready();
  await first.stop();
  const server = await world.start();
  await world.clock.until(() => server.isRead('reviews'));
  expect(server.isRead('products')).toBe(false);
  const review = world.published('reviews')[0]!;
  const product = keyOf('recMore0000000007');
  const [result] = await server.submit([mutation('link', { id: review.id, product })]);
  await server.ready();
  await world.clock.advance(10_000);
  expect(result).toMatchObject({ status: 'accepted' });
  expect(world.row('reviews', review.id)!.fields['product']).toEqual([
    expect.stringMatching(/^recProduct/),
    'recMore0000000007',
  ]);
  expect(rawLinks(world, 'reviews', 'links')).toEqual([]);
});

test('[X20][B8] what links to a table that is still being read goes on to name its records by the same ids', async () => {
  const world = await createWriteWorld({
    base: withProducts((table) => keyed(many(table))),
    collections: [reviews, products, quotes],
  });
  const first = await world.start();
  await first.ready();
  await first.stop();
  const links = linksOf(world);
  expect(links).toContainEqual([keyOf(PRODUCT)]);

  const server = await world.start();
  const [like] = await server.submit([mutation('likeQuote', { id: QUOTE })]);
  expect(like).toMatchObject({ status: 'applied' });
  expect(server.isRead('products')).toBe(false);
  expect(linksOf(world)).toEqual(links);
  await server.ready();
  expect(linksOf(world)).toEqual(links);
});

test.each([
  ['taken away', unlink],
  ['put in', link],
])(
  '[X20] a link that somebody adds in Airtable while the server is down stays though another is %s',
  async (_, mutator) => {
    const world = await createWriteWorld({
      base: withProducts((table) => keyed(many(table))),
      collections: [quotes, linkedProducts, reviews],
      mutators: { ...mutators, [mutator.name]: mutator },
    });
    const first = await world.start();
    await first.ready();
    await first.stop();
    const review = world.published('reviews')[0]!;
    const [a] = world.row('reviews', review.id)!.fields['product'] as readonly string[];
    const b = world.table('products').find((row) => row.id !== a)!.id;
    world.emulator.table('reviews').update(review.id, { product: [a!, b] });
    const server = await world.start();
    await world.clock.until(() => server.isRead('reviews'));
    expect(server.isRead('products')).toBe(false);
    const c = 'recMore0000000007';
    const product = keyOf(mutator === link ? c : a!);
    await server.submit([mutation(mutator.name, { id: review.id, product })]);
    await server.ready();
    await world.clock.advance(10_000);
    const links = world.row('reviews', review.id)!.fields['product'];
    expect(links).toEqual(mutator === link ? [a, b, c] : [b]);
  },
);

test('[fault N8] while a linked table cannot be read its links stay as they were, and are right once it can', async () => {
  let isDown = false;
  const world = await createWriteWorld({
    base: withProducts(keyed),
    collections: [linkedProducts, reviews, quotes],
    between: (request, next) =>
      isDown && /\/products\?/.test(request.url)
        ? Promise.resolve(new Response('{}', { status: 503 }))
        : next(),
  });
  const first = await world.start();
  await first.ready();
  await first.stop();
  const before = linksOf(world);
  const review = world.published('reviews')[0]!;
  const other = world.table('products').at(-1)!.id;
  world.emulator.table('reviews').update(review.id, { product: [other] });
  isDown = true;
  const server = await world.start();
  await world.clock.until(() => server.isRead('reviews'));
  await world.clock.advance(MINUTE_MS);
  expect(linksOf(world)).toEqual(before);
  isDown = false;
  await server.ready();
  await world.clock.advance(0);
  const after = world.published('reviews').find((one) => one.id === review.id)!;
  expect(after['links']).toEqual([keyOf(other)]);
  expect(rawLinks(world, 'reviews', 'links')).toEqual([]);
});

test.each([
  ['', reviews],
  [', also where edits settle first', { ...reviews, publish: { settleSeconds: 60 } }],
])(
  '[B8] where two records swap their keys what links to them follows at once%s',
  async (_, linking) => {
    const world = await createWriteWorld({
      base: withProducts(keyed),
      collections: [linkedProducts, linking, quotes],
    });
    const server = await world.start();
    await server.ready();
    const [a, b] = world.table('products').map((row) => row.id);
    const keys = world.emulator.table('products');
    keys.update(a!, { offprint_key: keyOf(b!) });
    keys.update(b!, { offprint_key: keyOf(a!) });
    await world.clock.advance(10_000);
    for (const { id: reviewId, fields } of world.table('reviews')) {
      const [product] = fields['product'] as readonly string[];
      const key = keyOf(product === a ? b! : product === b ? a! : product!);
      const review = world.published('reviews').find((one) => one.id === reviewId)!;
      expect(review['links']).toEqual([key]);
    }
  },
);

test('links to a table that the site does not declare stay upstream when one of them is taken away', async () => {
  const three = shopBase()
    .tables.find(({ name }) => name === 'products')!
    .records.slice(0, 3)
    .map((record) => record.id);
  const base = shopBase();
  const tables = base.tables.map((table) =>
    table.name === 'reviews'
      ? {
          ...table,
          records: table.records.map((record) => ({
            ...record,
            fields: { ...record.fields, product: three },
          })),
        }
      : table,
  );
  const world = await createWriteWorld({
    base: { ...base, tables },
    // One that is declared, and is not there, keeps nothing waiting either.
    collections: [{ ...notes, key: 'text' }, reviews, quotes],
    mutators: { ...mutators, unlink },
  });
  const server = await world.start();
  await world.clock.until(() => server.isRead('reviews'));
  const [review, other] = world.published('reviews').map((one) => one.id);
  for (const [at, product] of three.slice(0, 2).entries()) {
    const [result] = await server.submit([mutation('unlink', { id: review!, product })]);
    expect(result).toMatchObject({ status: 'applied' });
    expect(world.row('reviews', review!)!.fields['product']).toEqual(three.slice(at + 1));
    expect(linksOf(world)[0]).toEqual(three.slice(at + 1));
  }
  world.emulator.table('reviews').update(other!, { product: three.slice(2) });
  await world.clock.advance(10_000);
  expect(linksOf(world)[1]).toEqual(three.slice(2));
});

test('[W23] an id of a record whose table is still unread after a restart is taken', async () => {
  const world = await createWriteWorld({
    base: withProducts(many),
    collections: [products, reviews, quotes],
  });
  const first = await world.start();
  await first.ready();
  await first.stop();
  const server = await world.start();
  await world.clock.until(() => server.isRead('quotes'));
  const quote = { author: 'Ada', content: 'Once.' };
  const ctx = { now: 0, newIds: ['recMore0000000007'] };
  const [result] = await server.submit([mutation('addQuote', quote, { ctx })]);
  expect(server.isRead('products')).toBe(false);
  expect(result).toMatchObject({ status: 'rejected', error: { code: 'conflict' } });
});
