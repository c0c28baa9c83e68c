import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clientAddress } from '../../../src/proxy/http/client-address.ts';
import { createWriteWorld, EDITOR, mutation, PRODUCT, QUOTE } from '../mutations/write-world.ts';

interface Sent {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  readonly path?: string;
}

async function open() {
  const world = await createWriteWorld();
  const server = await world.start();
  await server.ready();
  const post = async ({ headers = {}, body, path = '/v1/mutations' }: Sent = {}) => {
    const response = await world.clock.settle(
      Promise.resolve(
        server.app.request(`http://site.test${path}`, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'x-forwarded-for': '192.0.2.1',
            ...headers,
          },
          body: typeof body === 'string' ? body : JSON.stringify(body),
        }),
      ),
    );
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: JSON.parse(text) as {
        results: { id: string; status: string }[];
        error?: { code: string };
      },
    };
  };
  const send = (mutations: readonly unknown[], headers: Record<string, string> = {}) =>
    post({ headers, body: { clientId: 'client-1', mutations } });
  return { ...world, server, post, send };
}

const editor = { authorization: `Bearer ${EDITOR}` };

test('a batch is answered 200 with a result for each, in their order', async () => {
  const { send } = await open();
  const like = mutation('likeQuote', { id: QUOTE });
  const none = mutation('likeQuote', { id: 'nobody' });
  const { status, body, headers } = await send([none, like, none]);
  expect(status).toBe(200);
  expect(body.results.map((one) => [one.id, one.status])).toEqual([
    [none.id, 'rejected'],
    [like.id, 'applied'],
    [none.id, 'rejected'],
  ]);
  expect(headers.get('cache-control')).toBe('no-store');
});

test('a batch of nothing but rejected ones answers as the first of them', async () => {
  const { send } = await open();
  const of = async (...mutations: readonly unknown[]) => (await send(mutations)).status;
  expect(await of(mutation('likeQuote', { id: 'nobody' }))).toBe(404);
  expect(await of(mutation('removeProduct', { id: PRODUCT }))).toBe(401);
  expect(await of(mutation('likeQuote', {}), mutation('likeQuote', { id: 'nobody' }))).toBe(422);
  const { status, body } = await send([mutation('restoreProduct', { id: PRODUCT, name: 'x' })], {
    ...editor,
  });
  expect(status).toBe(409);
  expect(body.error?.code).toBe('conflict');
  expect(body.results).toHaveLength(1);
});

test('an editor bears the token; a wrong one is refused as a whole, and after ten of them all are for a while', async () => {
  const { send, post, clock } = await open();
  const bump = () => [mutation('bumpProduct', { id: PRODUCT })];
  expect((await send(bump(), editor)).status).toBe(200);
  const wrong = { authorization: 'Bearer no' };
  for (let n = 0; n < 10; n++) expect((await send(bump(), wrong)).status).toBe(401);
  const { status, headers } = await send(bump(), editor);
  expect(status).toBe(429);
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(10);
  // Elsewhere, and readers here, are not concerned.
  expect((await send([mutation('likeQuote', { id: QUOTE })])).status).toBe(200);
  const other = { ...editor, 'x-forwarded-for': '198.51.100.7' };
  expect((await send(bump(), other)).status).toBe(200);
  const session = (token: unknown, address = '203.0.113.9') =>
    post({ path: '/v1/session', body: { token }, headers: { 'x-forwarded-for': address } });
  expect((await session(EDITOR)).status).toBe(200);
  expect((await session('no')).status).toBe(401);
  expect((await session(7)).status).toBe(400);
  expect((await session(EDITOR, '192.0.2.1')).status).toBe(429);
  await clock.advance(120_000);
  expect((await session(EDITOR, '192.0.2.1')).status).toBe(200);
});

test('only this site’s pages and programs may send: a foreign origin, a form, and another site’s fetch are refused', async () => {
  const { send, post } = await open();
  const like = [mutation('likeQuote', { id: QUOTE })];
  expect((await send(like, { origin: 'https://evil.test' })).status).toBe(403);
  expect((await send(like, { origin: 'null' })).status).toBe(403);
  expect((await send(like, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  expect((await send(like, { origin: 'http://site.test' })).status).toBe(200);
  expect((await send(like)).status).toBe(200);
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
    expect((await send(like, { 'content-type': type })).status).toBe(415);
  }
  expect((await send(like, { 'content-encoding': 'gzip' })).status).toBe(415);
  expect((await send(like, { 'content-encoding': 'identity' })).status).toBe(200);
  const utf8 = { 'content-type': 'application/json; charset=utf-8' };
  expect((await send(like, utf8)).status).toBe(200);
  expect(
    (await post({ path: '/v1/session', headers: { origin: 'https://evil.test' } })).status,
  ).toBe(403);
});

test('of many changes the one that is ill-formed is named', async () => {
  const { send } = await open();
  const sent = [mutation('likeQuote', { id: QUOTE }), { ...mutation('likeQuote', {}), id: 5 }];
  const answer = await send(sent as never);
  expect([answer.status, answer.body]).toMatchObject([
    400,
    { error: { message: expect.stringContaining('mutations[1].id') } },
  ]);
});

test.each([
  ['no JSON', '{'],
  ['no object', '[]'],
  ['null', 'null'],
  ['no mutations', { clientId: 'c' }],
  ['no client', { mutations: [] }],
  ['an empty client', { clientId: '', mutations: [] }],
  ['a long client', { clientId: 'c'.repeat(65), mutations: [] }],
  ['a mutation of another form', { clientId: 'c', mutations: [1] }],
  ['no id', { clientId: 'c', mutations: [{ name: 'likeQuote', args: {} }] }],
  ['an empty id', { clientId: 'c', mutations: [{ id: '', name: 'likeQuote', args: {} }] }],
  ['a long id', { clientId: 'c', mutations: [{ id: 'i'.repeat(65), name: 'x', args: {} }] }],
  ['arguments in a list', { clientId: 'c', mutations: [{ id: 'i', name: 'x', args: [] }] }],
  [
    'a time that is none',
    { clientId: 'c', mutations: [{ id: 'i', name: 'x', args: {}, ctx: {} }] },
  ],
  [
    'more than a hundred',
    {
      clientId: 'c',
      mutations: Array.from({ length: 101 }, (_, n) => ({ id: `${n}`, name: 'x', args: {} })),
    },
  ],
])('a body with %s is refused as a whole', async (_what, body) => {
  const { post, writes } = await open();
  const { status } = await post({ body });
  expect(status).toBe(400);
  expect(writes()).toEqual([]);
});

test('a body above 256 KiB is refused, whatever its header says', async () => {
  const { post } = await open();
  const body = { clientId: 'c', mutations: [], padding: 'x'.repeat(256 * 1024) };
  expect((await post({ body })).status).toBe(413);
  expect((await post({ body, headers: { 'content-length': '10' } })).status).toBe(413);
});

test('requests are counted by client and by address, and told when to come again', async () => {
  const { server, clock } = await open();
  /** All at one moment: how many of them are taken, and what the last one is told. */
  const ask = async (
    count: number,
    of: (n: number) => readonly [client: string, address: string],
  ) => {
    const all = Array.from({ length: count }, async (_, n) => {
      const [clientId, address] = of(n);
      const headers = { 'content-type': 'application/json', 'x-forwarded-for': address };
      const body = JSON.stringify({ clientId, mutations: [] });
      return server.app.request('/v1/mutations', { method: 'POST', headers, body });
    });
    const answers = await clock.settle(Promise.all(all));
    const retryAfter = answers.at(-1)!.headers.get('retry-after');
    return { taken: answers.filter(({ status }) => status === 200).length, retryAfter };
  };
  const one = (n: number) => ['one', `192.0.2.${n % 50}`] as const;
  expect(await ask(130, one)).toEqual({ taken: 120, retryAfter: '1' });
  expect(await ask(1, () => ['two', '192.0.2.1'])).toMatchObject({ taken: 1 });
  await clock.advance(1_000);
  expect((await ask(1, one)).taken).toBe(1);
  const crowd = (n: number) => [`client-${n}`, '198.51.100.1'] as const;
  expect(await ask(620, crowd)).toEqual({ taken: 600, retryAfter: '1' });
});

test('changes are counted by address too, however few requests they come in; an editor’s are not', async () => {
  const { clock, send } = await open();
  const hundred = () => Array.from({ length: 100 }, () => mutation('likeQuote', { id: 'nobody' }));
  /** All at one moment: how many of them are taken, and what the last one is told. */
  const ask = async (count: number, headers: Record<string, string> = {}) => {
    const answers = await Promise.all(
      Array.from({ length: count }, () => send(hundred(), headers)),
    );
    const retryAfter = answers.at(-1)!.headers.get('retry-after');
    return { taken: answers.filter(({ status }) => status !== 429).length, retryAfter };
  };
  expect(await ask(105, editor)).toMatchObject({ taken: 105 });
  expect(await ask(105)).toEqual({ taken: 100, retryAfter: '1' });
  // Twenty come back each second.
  await clock.advance(500_000);
  expect(await ask(105)).toMatchObject({ taken: 100 });
});

test('behind trusted proxies the address is what the outermost of them saw', () => {
  const of = (trustedHops: number, forwarded?: string, remote = '203.0.113.1') =>
    clientAddress(
      new Request('http://x.test', forwarded ? { headers: { 'x-forwarded-for': forwarded } } : {}),
      { incoming: { socket: { remoteAddress: remote } } },
      trustedHops,
    );
  expect(of(0, '1.1.1.1')).toBe('203.0.113.1');
  expect(of(1, '6.6.6.6, 192.0.2.7')).toBe('192.0.2.7');
  expect(of(2, '6.6.6.6, 192.0.2.7, 10.0.0.1')).toBe('192.0.2.7');
  expect(of(2, '192.0.2.7')).toBe('192.0.2.7');
  expect(of(1)).toBe('203.0.113.1');
  // Some name the port as well, another one for each connection.
  expect(of(1, '6.6.6.6:1, 192.0.2.7:51001')).toBe('192.0.2.7');
  for (const hop of ['[2001:db8:1:2::1]:51001', '"[2001:db8:1:2::9]:4711"', '[2001:db8:1:2::a]']) {
    expect(of(1, hop)).toBe(of(0, undefined, '2001:db8:1:2::1'));
  }
  expect(of(0, undefined, '::ffff:192.0.2.9')).toBe('192.0.2.9');
  // A subscriber's own /64 is one address.
  expect(of(0, undefined, '2001:db8:1:2:a:b:c:d')).toBe(of(0, undefined, '2001:db8:1:2::1'));
});

test('nothing a client sends makes a 5xx', async () => {
  const { post, emulator } = await open();
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 70 }),
    fc.constantFrom(QUOTE, PRODUCT, 'nobody', '\ud800', 'a\0b', '__proto__', "');--", ''),
  );
  const args = fc.oneof(
    fc.record({ id: text, seen: fc.jsonValue(), name: text }, { requiredKeys: ['id'] }),
    fc.record({ product: text, author: text, content: text, score: fc.integer({ max: 6 }) }),
    fc.dictionary(text, fc.jsonValue()),
  );
  const ctx = fc.record({ now: fc.double(), newIds: fc.array(text, { maxLength: 3 }) });
  const one = fc.record(
    {
      id: text,
      name: fc.oneof(
        fc.constantFrom('likeQuote', 'addReview', 'saveProduct', 'addQuote', 'restoreProduct'),
        fc.constantFrom('__proto__', 'constructor', 'toString'),
        text,
      ),
      args,
      ctx,
    },
    { requiredKeys: ['id', 'name', 'args'] },
  );
  const body = fc.oneof(
    fc.record({ clientId: text, mutations: fc.array(one, { maxLength: 4 }) }),
    fc.jsonValue(),
  );
  await fc.assert(
    fc.asyncProperty(body, fc.boolean(), async (value, isEditor) => {
      const { status } = await post({ body: value, headers: isEditor ? editor : {} });
      expect(status).toBeLessThan(500);
    }),
    { numRuns: 150 },
  );
  // What was taken was taken well: Airtable refused none of it.
  expect(emulator.requests.entries().filter(({ status }) => status >= 400)).toEqual([]);
});
