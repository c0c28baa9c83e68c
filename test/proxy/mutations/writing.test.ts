import { expect, test } from 'vitest';
import { defineMutator } from '../../../src/model/mutator.ts';
import { defineCollection, field } from '../../../src/model/schema.ts';
import { PLANS } from '../../../src/proxy/source/airtable/plan.ts';
import { mutators } from '../../../src/site/mutators.ts';
import { quotes } from '../../../src/site/collections.ts';
import { createWriteWorld, mutation, PRODUCT, QUOTE, shopBase } from './write-world.ts';

test('a record is written with the number of its last mutation, and its public id stays what it was', async () => {
  const world = await createWriteWorld();
  const server = await world.start();
  await server.ready();
  await server.submit([mutation('likeQuote', { id: QUOTE }), mutation('likeQuote', { id: QUOTE })]);
  const { fields } = world.row('quotes', QUOTE)!;
  expect(fields['offprint_rev']).toBeGreaterThan(0);
  expect(fields['offprint_key']).toBeUndefined();
  expect(world.published('quotes').some(({ id }) => id === QUOTE)).toBe(true);
});

test('[B8] a record with a key of 128 characters can be changed, removed and brought back', async () => {
  const key = 'p'.repeat(128);
  const quote = 'q'.repeat(128);
  const keyOf = new Map([
    [PRODUCT, key],
    [QUOTE, quote],
  ]);
  const base = shopBase();
  const tables = base.tables.map((table) => ({
    ...table,
    records: table.records.map((record) =>
      keyOf.has(record.id)
        ? { ...record, fields: { ...record.fields, offprint_key: keyOf.get(record.id)! } }
        : record,
    ),
  }));
  const world = await createWriteWorld({ base: { ...base, tables } });
  const server = await world.start();
  await server.ready();
  const sent = [
    mutation('likeQuote', { id: quote }),
    mutation('saveProduct', { id: key, name: 'Tides' }),
    mutation(
      'addReview',
      { product: key, author: 'Ada', content: 'Good.', score: 5 },
      { ctx: { now: 0, newIds: ['review-1'] } },
    ),
  ];
  const results = await server.submit(sent);
  expect(results.map(({ status }) => status)).toEqual(sent.map(() => 'applied'));
  for (const [name, args] of [
    ['removeProduct', { id: key }],
    ['restoreProduct', { id: key, name: 'Tides' }],
  ] as const) {
    expect(await server.submit([mutation(name, args)])).toMatchObject([{ status: 'applied' }]);
  }
  expect(world.row('products', key)?.fields['name']).toBe('Tides');
});

test('one mutation that Airtable does not take is found among many, and the others take effect', async () => {
  const base = shopBase();
  let isStrict = true;
  const world = await createWriteWorld({
    base,
    // Airtable refuses for a value that no schema of ours can foresee.
    between: async (request, next) => {
      const isBad = request.method === 'PATCH' && (await request.clone().text()).includes('BAD');
      return isBad && isStrict
        ? Response.json({ error: { type: 'INVALID_VALUE_FOR_COLUMN' } }, { status: 422 })
        : next();
    },
  });
  const server = await world.start();
  await server.ready();
  const ids = world.published('products').map(({ id }) => id);
  const sent = [
    ...ids
      .slice(0, 7)
      .map((id, n) => mutation('saveProduct', { id, name: n === 3 ? 'BAD' : 'Good' })),
    // Folded into one call with others on the same record.
    mutation('likeQuote', { id: QUOTE }),
    mutation('changeQuote', { id: QUOTE, content: 'BAD' }),
    mutation('likeQuote', { id: QUOTE }),
    mutation('likeQuote', { id: QUOTE }),
  ];
  await server.submit(sent);
  await world.clock.advance(10_000);
  const results = await server.submit(sent);
  const refused = results.flatMap(({ status }, n) => (status === 'rejected' ? n : []));
  expect(refused).toEqual([3, 8]);
  expect(results.every(({ status }) => status !== 'accepted')).toBe(true);
  expect(world.row('products', ids[3]!)?.fields['name']).not.toBe('BAD');
  for (const n of [0, 1, 2, 4, 5, 6]) {
    expect(world.row('products', ids[n]!)?.fields['name']).toBe('Good');
  }
  // Without the refused change the likes count on from what was there.
  expect(world.row('quotes', QUOTE)?.fields).toMatchObject({ likes: 44 });

  // Nor is it sent after a restart, when Airtable might take it.
  const count = world.writes().length;
  await server.stop();
  isStrict = false;
  const next = await world.start();
  await next.ready();
  await world.clock.advance(10_000);
  expect(await next.submit(sent)).toEqual(results);
  expect(world.writes()).toHaveLength(count);
});

test('a record that is deleted in Airtable meanwhile is rejected as gone, and leaves the publication', async () => {
  const world = await createWriteWorld();
  const server = await world.start();
  await server.ready();
  world.emulator.table('quotes').remove(QUOTE);
  const [like, other] = await server.submit([
    mutation('likeQuote', { id: QUOTE }),
    mutation('likeQuote', { id: 'recQuoteNight0001' }),
  ]);
  expect(like).toMatchObject({ status: 'rejected', error: { code: 'not-found' } });
  expect(other?.status).toBe('applied');
  expect(world.published('quotes').some(({ id }) => id === QUOTE)).toBe(false);
});

test('removing what somebody removed in Airtable meanwhile is done already', async () => {
  const world = await createWriteWorld();
  const server = await world.start();
  await server.ready();
  world.emulator.table('quotes').remove(QUOTE);
  const [result] = await server.submit([mutation('removeQuote', { id: QUOTE })]);
  expect(result?.status).toBe('applied');
});

test('deletions of our own are published at once, however many', async () => {
  const world = await createWriteWorld();
  const server = await world.start();
  await server.ready();
  const ids = world.published('quotes').map(({ id }) => id);
  const results = await server.submit(ids.map((id) => mutation('removeQuote', { id })));
  expect(results.every(({ status }) => status === 'applied')).toBe(true);
  expect(world.published('quotes')).toEqual([]);
});

test.each([['offprint_rev'], ['offprint_key']])(
  'a table without %s is read-only, and says so',
  async (column) => {
    const base = shopBase();
    const tables = base.tables.map((table) =>
      table.name === 'quotes' && column === 'offprint_rev'
        ? { ...table, fields: table.fields.filter(({ name }) => name !== column) }
        : table,
    );
    const keyless = defineCollection({
      name: 'quotes',
      table: 'quotes',
      fields: quotes.fields,
      indexes: {},
    });
    const world = await createWriteWorld({
      base: { ...base, tables },
      ...(column === 'offprint_key' ? { collections: [keyless] } : {}),
    });
    const server = await world.start();
    await server.ready();
    const [result] = await server.submit([mutation('likeQuote', { id: QUOTE })]);
    expect(result).toMatchObject({
      status: 'rejected',
      error: { message: expect.stringContaining(column) as string },
    });
    expect(world.writes()).toEqual([]);
    const { readOnly } = server.service.status();
    expect(readOnly.map(({ collection }) => collection)).toEqual(
      column === 'offprint_rev' ? ['quotes'] : [],
    );
    expect(world.disk.published.manifest!.writable).toBe(column === 'offprint_rev');
  },
);

test('[fault N12] a renamed column is still written to, by its id', async () => {
  const world = await createWriteWorld();
  const server = await world.start();
  await server.ready();
  world.emulator.table('quotes').changeField('likes', { name: 'Hearts' });
  const [result] = await server.submit([mutation('likeQuote', { id: QUOTE })]);
  expect(result?.status).toBe('applied');
  expect(world.row('quotes', QUOTE)?.fields['Hearts']).toBe(42);
});

test('a token that may not read the schema writes by names', async () => {
  const world = await createWriteWorld({
    emulator: {
      scopesByToken: {
        [shopBase().tokens[0]!]: ['data.records:read', 'data.records:write', 'webhook:manage'],
      },
    },
  });
  const server = await world.start();
  await server.ready();
  const [result] = await server.submit([mutation('likeQuote', { id: QUOTE })]);
  expect(result?.status).toBe('applied');
  expect(world.row('quotes', QUOTE)?.fields['likes']).toBe(42);
});

test('[fault N12] without a schema, a column that has another name for a minute costs nothing that was promised', async () => {
  const world = await createWriteWorld({
    emulator: {
      scopesByToken: {
        [shopBase().tokens[0]!]: ['data.records:read', 'data.records:write', 'webhook:manage'],
      },
    },
  });
  const server = await world.start();
  await server.ready();
  const likes = [1, 2, 3].map(() => mutation('likeQuote', { id: QUOTE }));
  world.emulator.table('quotes').changeField('likes', { name: 'Hearts' });
  expect(await server.submit(likes)).toMatchObject(likes.map(() => ({ status: 'accepted' })));
  // What comes while that is known is told so before anything is promised; other tables go on.
  const [late] = await server.submit([mutation('likeQuote', { id: QUOTE })]);
  expect(late).toMatchObject({ status: 'rejected', error: { code: 'not-found' } });
  const [other] = await server.submit([mutation('bumpProduct', { id: PRODUCT })]);
  expect(other?.status).toBe('applied');
  expect(server.service.status()).toMatchObject({
    lastError: expect.stringContaining('UNKNOWN_FIELD_NAME') as string,
    readOnly: [{ collection: 'quotes' }],
  });
  expect(world.writes().filter(({ status }) => status === 422)).toHaveLength(1);
  await world.clock.advance(60_000);
  world.emulator.table('quotes').changeField('Hearts', { name: 'likes' });
  await world.clock.advance(5 * 60_000);
  expect(await server.submit(likes)).toMatchObject(likes.map(() => ({ status: 'applied' })));
  const [next] = await server.submit([mutation('likeQuote', { id: QUOTE })]);
  expect(next?.status).toBe('applied');
  expect(world.row('quotes', QUOTE)?.fields['likes']).toBe(45);
  expect(server.service.status()).toMatchObject({ pending: 0, lastError: '', readOnly: [] });
});

test('a token that may not write keeps what was promised, and the status says why', async () => {
  const world = await createWriteWorld({
    emulator: {
      scopesByToken: {
        [shopBase().tokens[0]!]: ['data.records:read', 'schema.bases:read', 'webhook:manage'],
      },
    },
  });
  const server = await world.start();
  await server.ready();
  const [result] = await server.submit([mutation('likeQuote', { id: QUOTE })]);
  expect(result?.status).toBe('accepted');
  expect(server.service.status()).toMatchObject({
    pending: 1,
    lastError: expect.stringContaining('403') as string,
  });
});

test('[X17] a review that waits for approval is applied and hidden, and comes with its tick', async () => {
  const base = shopBase();
  const approved = { id: 'fldQuoteApproved1', name: 'approved', type: 'checkbox' } as const;
  const tables = base.tables.map((table) =>
    table.name === 'quotes' ? { ...table, fields: [...table.fields, approved] } : table,
  );
  const moderated = { ...quotes, publish: { checkbox: 'approved' } };
  const world = await createWriteWorld({ base: { ...base, tables }, collections: [moderated] });
  const server = await world.start();
  await server.ready();
  const { seq } = world.disk.published.manifest!;
  const ctx = { now: 0, newIds: ['quote-1'] };
  const add = mutation('addQuote', { author: 'A', content: 'Wait.' }, { ctx });
  const [result] = await server.submit([add]);
  expect(result).toMatchObject({ status: 'applied', hidden: true, seq });
  // The id is taken all the same: nobody may write over what waits.
  const [twice] = await server.submit([mutation('addQuote', add.args, { ctx })]);
  expect(twice).toMatchObject({ status: 'rejected', error: { code: 'conflict' } });
  const row = world.row('quotes', 'quote-1')!;
  world.emulator.table('quotes').update(row.id, { approved: true });
  await world.clock.until(() => world.published('quotes').some(({ id }) => id === 'quote-1'));
});

test('what Offprint wrote does not wait for the settle delay', async () => {
  const settling = { ...quotes, publish: { settleSeconds: 60 } };
  const world = await createWriteWorld({ collections: [settling] });
  const server = await world.start();
  await server.ready();
  await server.submit([mutation('likeQuote', { id: QUOTE })]);
  expect(world.published('quotes').find(({ id }) => id === QUOTE)).toMatchObject({ likes: 42 });
});

test('[fault N10] a page that was asked for before our write to a record does not undo it', async () => {
  let hold: Promise<void> | undefined;
  const world = await createWriteWorld({
    between: async (request, next) => {
      const response = await next();
      if (request.method === 'GET' && /\/quotes\?|tblQuotes/.test(request.url)) await hold;
      return response;
    },
    // Without webhooks every table is swept, again and again.
    emulator: {
      scopesByToken: {
        [shopBase().tokens[0]!]: ['data.records:read', 'data.records:write', 'schema.bases:read'],
      },
    },
  });
  const server = await world.start();
  await server.ready();
  const gate = Promise.withResolvers<void>();
  hold = gate.promise;
  const isAsked = () =>
    world.emulator.requests
      .entries()
      .some(
        ({ atMs, method, target }) => atMs > asked && method === 'GET' && target.includes('quotes'),
      );
  const asked = world.clock.now();
  await world.clock.until(isAsked);
  const ctx = { now: 0, newIds: ['quote-1'] };
  await server.submit([
    mutation('likeQuote', { id: QUOTE }),
    mutation('removeQuote', { id: 'recQuoteNight0001' }),
    mutation('addQuote', { author: 'A', content: 'New' }, { ctx }),
  ]);
  const written = world.disk.published.manifest!.seq;
  // The page comes now, from before all three.
  hold = undefined;
  gate.resolve();
  await world.clock.advance(10_000);
  for (const { seq, published } of world.seen) {
    if (seq < written) continue;
    const entries = published.stateByName.get('quotes')!.entryById;
    expect(entries.get(QUOTE)?.record['likes']).toBe(42);
    expect(entries.has('recQuoteNight0001')).toBe(false);
    expect(entries.has('quote-1')).toBe(true);
  }
  expect(world.disk.published.manifest!.seq).toBe(written);
});

test('[fault N10] an edit in Airtable while our answer is on its way is not undone by that answer', async () => {
  let hold: Promise<void> | undefined;
  const world = await createWriteWorld({
    between: async (request, next) => {
      const response = await next();
      if (request.method === 'PATCH') await hold;
      return response;
    },
  });
  const server = await world.start();
  await server.ready();
  await world.clock.advance(3_000);
  const gate = Promise.withResolvers<void>();
  hold = gate.promise;
  const sent = [mutation('likeQuote', { id: QUOTE })];
  const answered = server.service.submit({ clientId: 'c', mutations: sent }, 'reader');
  await world.clock.until(() => world.row('quotes', QUOTE)?.fields['likes'] === 42);
  world.emulator.table('quotes').update(QUOTE, { author: 'Theirs' });
  const author = () => world.published('quotes').find(({ id }) => id === QUOTE)?.['author'];
  // Read and published before our own answer, which knows nothing of it.
  await world.clock.until(() => author() === 'Theirs');
  gate.resolve();
  await world.clock.settle(answered);
  await world.clock.advance(5_000);
  expect(author()).toBe('Theirs');
  expect(world.published('quotes').find(({ id }) => id === QUOTE)?.['likes']).toBe(42);
});

test('[figure R6] out of calls for the month, a mutation is accepted, and kept', async () => {
  const world = await createWriteWorld({ plan: { ...PLANS.free, callsPerMonth: 20 } });
  const server = await world.start();
  await server.ready();
  const results = [];
  for (let n = 0; n < 25; n++) {
    results.push(...(await server.submit([mutation('likeQuote', { id: QUOTE })])));
    await world.clock.advance(5_000);
  }
  expect(results.at(-1)?.status).toBe('accepted');
  expect(server.service.status().pending).toBeGreaterThan(0);
});

test('a change of several records is public in one version', async () => {
  const both = defineMutator({
    name: 'both',
    role: 'editor',
    args: {},
    run: async (tx) => {
      await tx.update(quotes, QUOTE, { author: 'Both' });
      await tx.update(quotes, 'recQuoteNight0001', { author: 'Both' });
      await tx.insert(quotes, 'both-1', { author: 'Both' });
    },
  });
  const world = await createWriteWorld({ mutators: { ...mutators, both } });
  const server = await world.start();
  await server.ready();
  const { seq } = world.disk.published.manifest!;
  const [result] = await server.submit([mutation('both', {})]);
  expect(result).toMatchObject({ status: 'applied', seq: seq + 1 });
  expect(world.published('quotes').filter(({ author }) => author === 'Both')).toHaveLength(3);
});

test('[B91] a mutation that fails half-way changes nothing', async () => {
  const half = defineMutator({
    name: 'half',
    role: 'editor',
    args: {},
    run: async (tx) => {
      await tx.update(quotes, QUOTE, { author: 'Half' });
      await tx.remove(quotes, 'nobody');
    },
  });
  const world = await createWriteWorld({ mutators: { half } });
  const server = await world.start();
  await server.ready();
  const [result] = await server.submit([mutation('half', {})]);
  expect(result).toMatchObject({ status: 'rejected', error: { code: 'not-found' } });
  expect(world.writes()).toEqual([]);
});

test('a field that only editors in Airtable can fill is refused', async () => {
  const pictures = defineCollection({
    name: 'quotes',
    table: 'quotes',
    key: 'offprint_key',
    fields: { content: field('richText', 'content') },
    indexes: {},
  });
  const draw = defineMutator({
    name: 'draw',
    role: 'editor',
    args: {},
    run: (tx) => tx.update(pictures, QUOTE, { content: [] }),
  });
  const world = await createWriteWorld({ collections: [pictures], mutators: { draw } });
  const server = await world.start();
  await server.ready();
  const [result] = await server.submit([mutation('draw', {})]);
  expect(result).toMatchObject({ status: 'rejected', error: { code: 'invalid-arguments' } });
});

test('before the tables are read a mutation is accepted, and takes effect afterwards', async () => {
  const world = await createWriteWorld();
  const server = await world.start();
  const [early] = await server.submit([mutation('likeQuote', { id: PRODUCT })]).catch(() => []);
  expect(early?.status ?? 'accepted').not.toBe('applied');
  const like = mutation('likeQuote', { id: QUOTE });
  await server.submit([like]);
  await world.clock.advance(10_000);
  expect(world.row('quotes', QUOTE)?.fields['likes']).toBe(42);
});
