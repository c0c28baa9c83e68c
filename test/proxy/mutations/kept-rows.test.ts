import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sampleBase } from '../../../src/emulator/sample/base.ts';
import type { SeedAttachment, SeedBase, SeedField } from '../../../src/emulator/seed.ts';
import { defineMutator } from '../../../src/model/mutator.ts';
import type { SentMutation } from '../../../src/protocol/mutation.ts';
import { openJournal } from '../../../src/proxy/mutations/journal.ts';
import { quotes } from '../../../src/site/collections.ts';
import { mutators } from '../../../src/site/mutators.ts';
import { temporaryFolder } from '../fakes/folder.ts';
import {
  createWriteWorld,
  mutation,
  PRODUCT,
  QUOTE,
  type WriteWorldOptions,
} from './write-world.ts';

type World = Awaited<ReturnType<typeof createWriteWorld>>;
type Server = Awaited<ReturnType<World['start']>>;

const REVIEWS = ['recReviewTides001', 'recReviewTides002'];
const HOUR_MS = 60 * 60_000;

/** Columns of products that the site knows nothing of; the last four nobody can write. */
const COLUMNS: readonly SeedField[] = [
  { id: 'fldSupplier00001', name: 'supplier', type: 'singleLineText' },
  { id: 'fldPrice00000001', name: 'price', type: 'currency', options: { precision: 2 } },
  { id: 'fldIsSold0000001', name: 'is sold', type: 'checkbox' },
  {
    id: 'fldSeason0000001',
    name: 'seasons',
    type: 'multipleSelects',
    options: {
      choices: [
        { id: 'selSpring0000001', name: 'Spring' },
        { id: 'selAutumn0000001', name: 'Autumn' },
      ],
    },
  },
  {
    id: 'fldReviews000001',
    name: 'reviews',
    type: 'multipleRecordLinks',
    options: { linkedTableId: 'tblReviews0000001', inverseLinkFieldId: 'fldReviewProduct1' },
  },
  { id: 'fldShout00000001', name: 'shout', type: 'formula', options: { formula: 'UPPER({name})' } },
  {
    id: 'fldScores0000001',
    name: 'scores',
    type: 'multipleLookupValues',
    options: { recordLinkFieldId: 'fldReviews000001', fieldIdInLinkedTable: 'fldReviewScore001' },
  },
  {
    id: 'fldAuthors000001',
    name: 'authors',
    type: 'multipleLookupValues',
    options: { recordLinkFieldId: 'fldReviews000001', fieldIdInLinkedTable: 'fldReviewAuthor01' },
  },
  { id: 'fldCreated000001', name: 'created', type: 'createdTime' },
];

const CELLS = {
  supplier: 'Harbour Press',
  price: 12.5,
  'is sold': true,
  seasons: ['Spring', 'Autumn'],
};

function richBase(): SeedBase {
  const tables = sampleBase.tables
    .filter(({ name }) => ['products', 'reviews', 'quotes'].includes(name))
    .map((table) => {
      if (table.name === 'reviews') return withInverse(table);
      if (table.name !== 'products') return table;
      const records = table.records.map((record) =>
        record.id === PRODUCT
          ? { ...record, fields: { ...record.fields, ...CELLS, reviews: REVIEWS } }
          : record,
      );
      return { ...table, fields: [...table.fields, ...COLUMNS], records };
    });
  return { ...sampleBase, tables };
}

function withInverse(table: SeedBase['tables'][number]): SeedBase['tables'][number] {
  const fields = table.fields.map((field) =>
    field.id === 'fldReviewProduct1'
      ? { ...field, options: { ...field.options, inverseLinkFieldId: 'fldReviews000001' } }
      : field,
  );
  const records = table.records.filter(({ id }) => REVIEWS.includes(id));
  return { ...table, fields, records };
}

const remove = () => mutation('removeProduct', { id: PRODUCT });
const restore = (name = 'As it was') =>
  mutation('restoreProduct', { id: PRODUCT, name, description: 'Same' });

/** A shop whose server runs. */
async function openShop(options: WriteWorldOptions = {}) {
  const world = await createWriteWorld({ base: richBase(), ...options });
  const server = await world.start();
  await server.ready();
  return { world, server };
}

async function send(server: Server, one: SentMutation): Promise<void> {
  expect(await server.submit([one])).toMatchObject([{ status: 'applied' }]);
}

/** The row that stands now, once its files have been fetched. */
async function rowOf(world: World) {
  await world.clock.advance(1_000);
  const row = () => world.row('products', PRODUCT);
  // The emulator fetches them outside of simulated time; until then a file has no size.
  const isFetched = () => (pictureOf(row()) ?? []).every(({ size }) => size !== undefined);
  await expect.poll(isFetched).toBe(true);
  return row();
}

const pictureOf = (row: { readonly fields: Record<string, unknown> } | undefined) =>
  row?.fields['image'] as readonly (SeedAttachment & { readonly url: string })[] | undefined;

const linksTo = (world: World, review: string) => world.row('reviews', review)?.fields['product'];

const listings = (world: World) =>
  world.emulator.requests.entries().filter(({ target }) => target.includes('listRecords')).length;

test('[W24] what is deleted and brought back gets its picture and every column of its row again, with one look and no call more', async () => {
  const { world, server } = await openShop();
  const before = world.row('products', PRODUCT)!;
  const looked = listings(world);
  await send(server, remove());
  expect(world.row('products', PRODUCT)).toBeUndefined();
  expect(listings(world)).toBe(looked + 1);
  await send(server, restore());
  const after = (await rowOf(world))!;
  expect(after.id).not.toBe(before.id);
  expect(after.fields).toMatchObject({
    ...CELLS,
    name: 'As it was',
    description: 'Same',
    offprint_key: PRODUCT,
    reviews: REVIEWS,
    shout: 'AS IT WAS',
    scores: before.fields['scores'],
  });
  const [picture] = pictureOf(before)!;
  expect(pictureOf(after)).toMatchObject([
    { filename: picture!.filename, type: picture!.type, size: picture!.size },
  ]);
  expect(world.writes().map(({ method, status }) => `${method} ${status}`)).toEqual([
    'DELETE 200',
    'PATCH 200',
  ]);
  expect(linksTo(world, REVIEWS[0]!)).toEqual([after.id]);
});

test.each(['by ids', 'by names'])(
  '[W24] with fields %s, columns that nobody can write cost it nothing of the others',
  async (way) => {
    const scopes = ['data.records:read', 'data.records:write', 'webhook:manage'];
    const { world, server } = await openShop(
      way === 'by ids' ? {} : { emulator: { scopesByToken: { [sampleBase.tokens[0]!]: scopes } } },
    );
    await send(server, remove());
    await send(server, restore());
    const after = await rowOf(world);
    expect(after?.fields).toMatchObject({ ...CELLS, name: 'As it was', reviews: REVIEWS });
    expect(pictureOf(after)).toHaveLength(1);
    const calls = world.writes().length;
    expect(calls).toBeLessThan(16);
    // What was learnt of the columns makes the next time cheaper, and refuses no change to the table.
    await send(server, remove());
    await send(server, restore('Again'));
    expect((await rowOf(world))?.fields).toMatchObject({ ...CELLS, name: 'Again' });
    expect(world.writes()).toHaveLength(calls + 2);
  },
);

test('[W24] a column that was renamed, removed, or made smaller meanwhile takes nothing else with it', async () => {
  const { world, server } = await openShop();
  await send(server, remove());
  const table = world.emulator.table('products');
  table.changeField('supplier', { name: 'vendor' });
  table.removeField('price');
  table.changeField('seasons', {
    options: { choices: [{ id: 'selSpring0000001', name: 'Spring' }] },
  });
  const back = restore();
  await server.submit([back]);
  // Which columns are meant is found by some calls more than an answer waits for.
  await world.clock.advance(5_000);
  await send(server, back);
  const after = await rowOf(world);
  expect(after?.fields).toMatchObject({
    name: 'As it was',
    vendor: 'Harbour Press',
    'is sold': true,
    seasons: ['Spring'],
  });
  expect(pictureOf(after)).toHaveLength(1);
  expect(world.writes().length).toBeLessThan(20);
});

test('[W24] a review that somebody deleted meanwhile stays away, and the others are linked again', async () => {
  const { world, server } = await openShop();
  await send(server, remove());
  world.emulator.table('reviews').remove(REVIEWS[0]!);
  await send(server, restore());
  const after = await rowOf(world);
  expect(after?.fields).toMatchObject({ ...CELLS, reviews: [REVIEWS[1]] });
  expect(linksTo(world, REVIEWS[1]!)).toEqual([after!.id]);
});

const PUBLISHED = 'https://magazine.test/v1/media/hash/tide-table.png';

test.for([
  ['after an hour', 1.5, PUBLISHED, 1],
  ['after two hours', 3, PUBLISHED, 1],
  ['after two hours, where nobody can fetch it from the site,', 3, undefined, 0],
] as const)(
  '[W24] %s the picture is the one that the site published',
  async ([, hours, address, count]) => {
    const asked: string[] = [];
    const { world, server } = await openShop({
      addressOf: ({ name }) => (name.includes('tide-table') ? address : undefined),
      emulator: {
        fetch: (request) => {
          asked.push(request.url);
          return Promise.resolve(
            new Response('bytes', { headers: { 'content-type': 'image/png' } }),
          );
        },
      },
    });
    const [picture] = pictureOf(world.row('products', PRODUCT))!;
    await send(server, remove());
    await world.clock.advance(hours * HOUR_MS);
    await send(server, restore());
    const after = await rowOf(world);
    expect(after?.fields).toMatchObject({ ...CELLS, name: 'As it was' });
    expect((pictureOf(after) ?? []).map(({ filename }) => filename)).toEqual(
      Array.from({ length: count }, () => picture!.filename),
    );
    expect(asked).toEqual(Array.from({ length: count }, () => PUBLISHED));
  },
);

test.each([403, 422])(
  '[W24] where the look is refused with %i it is deleted, and comes back as the site knows it',
  async (status) => {
    const { world, server } = await openShop();
    world.emulator.faults.add({ kind: 'status', status, match: '^POST .*listRecords' });
    await send(server, remove());
    expect(world.row('products', PRODUCT)).toBeUndefined();
    await send(server, restore());
    const { fields } = (await rowOf(world))!;
    expect(fields).toMatchObject({ name: 'As it was', description: 'Same' });
    expect(fields).not.toHaveProperty('supplier');
  },
);

test('[W24] while the look gets no answer the row stays, and nothing of it is lost', async () => {
  const { world, server } = await openShop();
  world.emulator.faults.add({
    kind: 'status',
    status: 503,
    match: '^POST .*listRecords',
    times: 2,
  });
  const removal = remove();
  const like = mutation('likeQuote', { id: QUOTE });
  expect(await server.submit([removal, like])).toMatchObject([
    { status: 'accepted' },
    { status: 'accepted' },
  ]);
  expect(world.row('products', PRODUCT)).toBeDefined();
  await world.clock.advance(60_000);
  expect(await server.submit([removal, like])).toMatchObject([
    { status: 'applied' },
    { status: 'applied' },
  ]);
  expect(world.row('products', PRODUCT)).toBeUndefined();
  await send(server, restore());
  expect((await rowOf(world))?.fields).toMatchObject(CELLS);
});

test('[W24] [fault N11] where the answer to the deletion is lost, what was kept before it stays kept', async () => {
  const { world, server } = await openShop();
  world.emulator.faults.add({ kind: 'answer-lost', match: '^DELETE ', times: 1 });
  const removal = remove();
  await server.submit([removal]);
  await world.clock.advance(60_000);
  await send(server, removal);
  await send(server, restore());
  expect((await rowOf(world))?.fields).toMatchObject({ ...CELLS, name: 'As it was' });
});

test('[W24] where Airtable fails while it is given back piece by piece, the rest is given back later', async () => {
  let failing = 3;
  const { world, server } = await openShop({
    between: async (request, next) => {
      const isPiece =
        request.method === 'PATCH' && !(await request.clone().text()).includes('performUpsert');
      return isPiece && failing-- > 0 ? new Response(null, { status: 503 }) : next();
    },
  });
  await send(server, remove());
  world.emulator.table('products').removeField('price');
  const back = restore();
  await server.submit([back]);
  await world.clock.advance(120_000);
  await send(server, back);
  const { price: _, ...others } = CELLS;
  expect(
    world.table('products').filter(({ fields }) => fields['name'] === 'As it was'),
  ).toHaveLength(1);
  expect((await rowOf(world))?.fields).toMatchObject({ ...others, reviews: REVIEWS });
});

test('[W24] where the mutator’s own cells are refused that is said, and the row can still be brought back', async () => {
  const { world, server } = await openShop({
    between: async (request, next) =>
      request.method === 'PATCH' && (await request.clone().text()).includes('BAD')
        ? Response.json({ error: { type: 'INVALID_VALUE_FOR_COLUMN' } }, { status: 422 })
        : next(),
  });
  await send(server, remove());
  expect(await server.submit([restore('BAD')])).toMatchObject([{ status: 'rejected' }]);
  expect(world.row('products', PRODUCT)).toBeUndefined();
  await send(server, restore());
  expect((await rowOf(world))?.fields).toMatchObject(CELLS);
});

test('[W24] an edit that was deleted with its row before it was sent comes back with it', async () => {
  const restoreQuote = defineMutator({
    name: 'restoreQuote',
    role: 'editor',
    args: { id: { kind: 'text', min: 1, max: 64 } },
    run: (tx, { id }) => tx.insert(quotes, id, { author: 'A' }),
  });
  const { world, server } = await openShop({ mutators: { ...mutators, restoreQuote } });
  const before = world.row('quotes', QUOTE)!;
  await server.submit([
    mutation('likeQuote', { id: QUOTE }),
    mutation('removeQuote', { id: QUOTE }),
  ]);
  expect(world.row('quotes', QUOTE)).toBeUndefined();
  await send(server, mutation('restoreQuote', { id: QUOTE }));
  expect(world.row('quotes', QUOTE)?.fields).toMatchObject({
    author: 'A',
    content: before.fields['content'],
    likes: (before.fields['likes'] as number) + 1,
  });
});

test('[W24] each time it is deleted its row is looked at anew', async () => {
  const { world, server } = await openShop();
  await send(server, remove());
  await send(server, restore());
  const again = (await rowOf(world))!;
  world.emulator.table('products').update(again.id, { supplier: 'Lamp Room' });
  await send(server, remove());
  await send(server, restore());
  expect((await rowOf(world))?.fields).toMatchObject({ ...CELLS, supplier: 'Lamp Room' });
  // What stands again needs nothing kept: whoever deletes it in Airtable means it.
  const journal = openJournal(world.dataDir, world.clock.now);
  expect(journal.kept('products', PRODUCT)).toBeUndefined();
  journal.close();
});

test('[W24] [fault N7] killed at any operation and started again, it comes back whole, once', async () => {
  const { server: calm } = await openShop();
  const begins = calm.operations();
  for (let killAt = begins + 1; killAt <= begins + 24; killAt++) {
    const world = await createWriteWorld({ base: richBase() });
    const doomed = await world.start({ killAt });
    await doomed.ready();
    const sent = [remove(), restore()];
    for (const one of sent) {
      // Its answer may never come.
      if (doomed.isDead()) break;
      void doomed.service
        .submit({ clientId: 'client-1', mutations: [one] }, 'editor')
        .catch(() => undefined);
      await world.clock.advance(5_000);
    }
    doomed.kill();
    const server = await world.start();
    await server.ready();
    for (const one of sent) await server.submit([one]);
    await world.clock.advance(60_000);
    const label = `killed at ${killAt}`;
    expect(
      (await server.submit(sent)).map(({ status }) => status),
      label,
    ).toEqual(['applied', 'applied']);
    const rows = world.table('products').filter(({ fields }) => fields['name'] === 'As it was');
    expect(rows, label).toMatchObject([{ fields: { ...CELLS, reviews: REVIEWS } }]);
    expect(pictureOf(rows[0]), label).toHaveLength(1);
    await server.stop();
  }
});

test('[W24] what is kept is forgotten after 30 days', async () => {
  const { world, server } = await openShop();
  await send(server, remove());
  const kept = () => {
    const db = new DatabaseSync(join(world.dataDir, 'journal.sqlite'));
    const rows = db.prepare('SELECT * FROM kept').all();
    db.close();
    return rows.length;
  };
  await server.stop();
  expect(kept()).toBe(1);
  await world.clock.advance(30 * 24 * HOUR_MS + 1);
  const next = await world.start();
  await next.ready();
  await world.clock.advance(1_000);
  expect(kept()).toBe(0);
  await send(next, restore());
  expect((await rowOf(world))?.fields).not.toHaveProperty('supplier');
});

test('a journal of before this is opened, with all that it promised', async () => {
  const folder = await temporaryFolder();
  const db = new DatabaseSync(join(folder, 'journal.sqlite'));
  db.exec(`
    CREATE TABLE effects (
      number INTEGER NOT NULL, collection TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, fields TEXT NOT NULL,
      at INTEGER NOT NULL, PRIMARY KEY (collection, id, number)
    ) STRICT;
    INSERT INTO effects VALUES (7, 'products', 'one', 'remove', '{}', 1);
  `);
  db.close();
  const journal = openJournal(folder, () => 1_000);
  expect(journal.effects()).toMatchObject([{ number: 7, id: 'one', kind: 'remove' }]);
  const row = { collection: 'products', id: 'one', upstreamId: 'rec1', cells: { a: [1] }, at: 5 };
  journal.write({ kept: [row] });
  expect(journal.kept('products', 'one')).toEqual(row);
  journal.close();
});
