import { expect, test } from 'vitest';
import type { Effect } from '../../../src/proxy/mutations/effect.ts';
import { planRound } from '../../../src/proxy/mutations/plan-round.ts';
import { products, reviews } from '../../../src/site/collections.ts';
import { withProducts } from './shop-tables.ts';
import { createWriteWorld, mutation, PRODUCT } from './write-world.ts';

test('[W23] an id that another collection uses is taken, and no reader can keep what links to it waiting', async () => {
  const world = await createWriteWorld();
  const server = await world.start();
  await server.ready();
  const review = { product: PRODUCT, author: 'B', content: 'Good', score: 4 };
  const ctx = (id: string) => ({ ctx: { now: 0, newIds: [id] } });
  const [squatter] = await server.submit([mutation('addReview', review, ctx(PRODUCT))], {
    role: 'reader',
  });
  const [honest] = await server.submit([mutation('addReview', review, ctx('review-1'))], {
    role: 'reader',
  });
  await world.clock.advance(60_000);
  expect([squatter, honest]).toMatchObject([
    { status: 'rejected', error: { code: 'conflict' } },
    { status: 'applied' },
  ]);
});

test.each(['once it is gone', 'while it goes'])(
  '[W23] no reader can take the id of what was removed, %s: it stays for who brings it back',
  async (when) => {
    const world = await createWriteWorld({
      base: withProducts((table) => ({
        ...table,
        records: [...table.records, { ...table.records[0]!, id: OTHER }],
      })),
    });
    const server = await world.start();
    await server.ready();
    const removal = server.submit([mutation('removeProduct', { id: PRODUCT })]);
    if (when === 'once it is gone') await removal;
    const ctx = { ctx: { now: 0, newIds: [PRODUCT] } };
    const review = { product: OTHER, author: 'B', content: 'Good', score: 4 };
    const squatters = [
      mutation('addReview', review, ctx),
      mutation('addProduct', { name: 'B' }, ctx),
    ];
    const refused = await server.submit(squatters);
    const [removed] = await removal;
    const [restored] = await server.submit([
      mutation('restoreProduct', { id: PRODUCT, name: 'Back' }),
    ]);
    expect(refused).toMatchObject(
      squatters.map(() => ({ status: 'rejected', error: { code: 'conflict' } })),
    );
    expect([removed, restored]).toMatchObject([{ status: 'applied' }, { status: 'applied' }]);
    expect(world.row('products', PRODUCT)?.fields).toMatchObject({ name: 'Back' });
  },
);

const OTHER = 'recProductOther01';

/** A review of this id that links to the product. */
const linking = (id: string): Effect => ({
  number: 1,
  collection: 'reviews',
  id,
  kind: 'insert',
  fields: { links: [PRODUCT] },
  at: 0,
});

test('[W23] what links to a record that is there does not wait for another of the same id', () => {
  const product = { upstreamId: PRODUCT, record: undefined };
  const round = planRound({
    collections: [products, reviews],
    pending: [[linking(PRODUCT)]],
    newest: (name) => ({
      find: (id) => (name === 'products' && id === PRODUCT ? product : undefined),
    }),
    has: (name) => name === 'products',
    limitOf: () => Infinity,
  });
  expect(round.batches.flat()).toMatchObject([{ kind: 'insert', cells: { product: [PRODUCT] } }]);
});

test('[W23] what links to a record waits until its table was read; one that is nowhere is left out', () => {
  const roundOf = (isPublished: boolean) =>
    planRound({
      collections: [products, reviews],
      pending: [[linking('review-1')]],
      newest: (name) => (name === 'reviews' ? { find: () => undefined } : undefined),
      has: (name) => name === 'products' && isPublished,
      limitOf: () => Infinity,
    });
  expect(roundOf(true).batches).toEqual([]);
  expect(roundOf(false).batches.flat()).toMatchObject([{ kind: 'insert', cells: { product: [] } }]);
});

test('a link that stands in a record already goes to where it led, though two tables have a record of that name', () => {
  const pages = { ...products, name: 'pages', key: 'slug' };
  const round = planRound({
    collections: [pages, { ...pages, name: 'places' }, reviews],
    pending: [[{ ...linking('review-1'), kind: 'update', fields: { links: ['about'] } }]],
    newest: (name) => ({
      find: (id) => {
        if (name !== 'reviews') return { upstreamId: `rec-${name}`, record: undefined };
        const idOfLink = (link: string) => (link === 'about' ? 'rec-places' : undefined);
        return { upstreamId: id, record: undefined, idOfLink };
      },
    }),
    has: () => true,
    limitOf: () => Infinity,
  });
  expect(round.batches.flat()).toMatchObject([{ cells: { product: ['rec-places'] } }]);
});
