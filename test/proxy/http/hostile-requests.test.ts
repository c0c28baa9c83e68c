import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createSeededRandom, type SeededRandom } from '../../fakes/seeded-random.ts';
import { createServedWorld } from '../fakes/served-world.ts';

/** A tenth of the figure's number; another seed finds other requests. */
const REQUESTS = 2_000;
const AT_A_TIME = 25;
const SEED = 'hostile requests';

const METHODS =
  'GET GET GET GET GET GET GET GET GET GET HEAD HEAD POST POST PUT DELETE OPTIONS PATCH TRACE PROPFIND CONNECT get BREW'.split(
    ' ',
  );
const JUNK = [
  '',
  '.',
  '..',
  '%2e%2e',
  '%',
  '%zz',
  '%00',
  '%E0%A4%A',
  '%ed%a0%80',
  '%25',
  '%2f',
  '%5c..%5c',
  '\\',
  '__proto__',
  'constructor',
  'toString',
  'index.html.br',
  'x'.repeat(3_000),
  ':id',
  '*',
  '#',
  ';a=b',
  '\u00e9',
  '"><script>',
  '..;',
  'a b',
  '-1',
  '99999999999999999999',
];
const QUERIES = [
  '',
  '?',
  '??',
  '?a',
  '?a=1&a=2',
  '?page=2',
  '?page=2&page=3',
  '?page=99999999999999999999999',
  '?page=-1',
  '?id=recProductTides01',
  '?id=%E0%A4%A',
  '?__proto__[x]=1',
  '?_=17',
  '?cb=%00',
  '?sw=0',
  `?${'q'.repeat(2_000)}`,
];
const ENCODINGS = [
  'gzip',
  'br',
  'identity',
  'br;q=0, gzip',
  'gzip;q=0.1, br;q=0.2',
  '*',
  '*;q=0',
  'identity;q=0',
  'deflate, compress',
  ';;;,,,',
  'gzip;q=nonsense',
];
const HEADERS: readonly (readonly [string, readonly string[]])[] = [
  ['accept', ['text/html', '*/*', 'application/json', '']],
  ['if-none-match', ['*', '""', 'W/"', '"x", "y"', ',,,', 'W/"abc.1"', '\u00ff']],
  ['if-modified-since', ['yesterday', 'Thu, 01 Jan 1970 00:00:00 GMT']],
  ['range', ['bytes=0-0', 'bytes=-1', 'bytes=9999999999-', 'bytes=1-0,2-3', 'bytes=-', 'x']],
  ['if-range', ['"x"', 'nonsense']],
  ['origin', ['null', 'http://evil.test', 'http://', 'file://', 'nonsense', '']],
  ['sec-fetch-site', ['cross-site', 'same-origin', 'none', 'x']],
  ['authorization', ['Bearer', 'Bearer ', 'Basic eDp5', 'Bearer \u00e9', 'x', '']],
  ['cookie', ['a=b', ';;=', 'x'.repeat(3_000)]],
  ['content-type', ['application/json', 'text/plain', 'application/json;charset=utf-16', '/']],
  ['content-encoding', ['gzip', 'br']],
  ['x-forwarded-for', ['127.0.0.1', '::1, 10.0.0.1', ',,,', 'x'.repeat(500)]],
  ['x-forwarded-host', ['evil.test']],
  ['x-forwarded-proto', ['https']],
  ['x-original-url', ['/v1/status']],
  ['x-rewrite-url', ['/v1/status']],
  ['x-http-method-override', ['DELETE', 'POST']],
  ['forwarded', ['for=127.0.0.1;host=evil.test']],
  ['expect', ['100-continue', 'nothing']],
  ['upgrade', ['websocket', 'h2c']],
  ['te', ['trailers, deflate;q=0.5']],
  ['x-airtable-content-mac', ['hmac-sha256=00', '', 'x']],
  ['x-accept-stale', ['1']],
  ['x-long', ['y'.repeat(7_000), 'y'.repeat(17_000)]],
];
const FRAMING = [
  ...['0', '5', '-1', '5, 6', '99999999999999999999', 'x'].map((n) => `content-length: ${n}`),
  ...['chunked', 'gzip, chunked', 'identity', 'x'].map((n) => `transfer-encoding: ${n}`),
];
const HOSTS = ['site.test', 'SITE.TEST:80', '[::1]', 'a b', '', 'x@y'];
const DEEP = 3_000;
const BODIES = [
  '',
  '{}',
  'null',
  '[]',
  '{"token":1}',
  '{"token":"x"}',
  '{"clientId":"c","mutations":[]}',
  '{"clientId":"c","mutations":[{"id":"1","name":"likeQuote","args":{"id":"nobody"}}]}',
  '{"clientId":"c","mutations":[{"id":"2","name":"__proto__","args":{"__proto__":{}}}]}',
  '{"clientId":"\\ud800","mutations":[{"id":"\\udc00","name":"addReview","args":{}}]}',
  '{"clientId":"c","mutations":[{"id":"3","name":"saveProduct","args":{"id":1e999}}]}',
  `${'['.repeat(DEEP)}${']'.repeat(DEEP)}`,
  '{"clientId":',
  '\u00ff\u00fe',
  'a=b&c=d',
  '5\r\nhello\r\n0\r\n\r\n',
  'GET /v1/status HTTP/1.1\r\nhost: x\r\n\r\n',
];

/** One request, spelled as it goes over the wire. */
function draw(random: SeededRandom, addresses: readonly string[], current: string) {
  const target = drawTarget(random, addresses);
  const method = random.pick(METHODS);
  const lines = [`${method} ${target} HTTP/1.1`, ...drawHeaders(random, current)];
  const body = method === 'POST' || random.chance(0.1) ? random.pick(BODIES) : '';
  if (random.chance(0.05)) lines.push(random.pick(FRAMING));
  else if (body !== '') lines.push(`content-length: ${body.length}`);
  if (method === 'POST' && random.chance(0.7)) lines.push('content-type: application/json');
  lines.push('connection: close');
  return { method, target, text: `${lines.join('\r\n')}\r\n\r\n${body}` };
}

/** An address that there is, or one not far from it. */
function drawTarget(random: SeededRandom, addresses: readonly string[]): string {
  let path = random.pick(addresses);
  const segments = path.split('/');
  if (random.chance(0.3)) {
    const at = random.int(1, segments.length);
    segments.splice(at, random.int(0, 1), random.pick(JUNK));
    path = segments.join('/');
  }
  if (random.chance(0.1)) path += '/';
  if (random.chance(0.05)) path = `/${path}`;
  if (random.chance(0.05)) path = path.replace(/[a-z]/, (c) => `%${c.charCodeAt(0).toString(16)}`);
  if (random.chance(0.05)) path = path.toUpperCase();
  if (random.chance(0.03)) path = `http://elsewhere.test${path}`;
  return path + (random.chance(0.2) ? random.pick(QUERIES) : '');
}

/** What a request says before it comes to its body: mostly one host, sometimes one header twice. */
function drawHeaders(random: SeededRandom, current: string): readonly string[] {
  const length = random.chance(0.03) ? random.int(0, 2) : 1;
  const lines = Array.from(
    { length },
    () => `host: ${random.chance(0.9) ? 'site.test' : random.pick(HOSTS)}`,
  );
  if (random.chance(0.7)) lines.push(`accept-encoding: ${random.pick(ENCODINGS)}`);
  if (random.chance(0.3)) lines.push(`if-none-match: ${current}`);
  for (let i = random.int(0, 4); i > 0; i--) {
    const [name, values] = random.pick(HEADERS);
    const times = random.chance(0.1) ? 2 : 1;
    for (let n = 0; n < times; n++) lines.push(`${name}: ${random.pick(values)}`);
  }
  return lines;
}

interface Parsed {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

/** The first answer in what a server said, after any 'go on'. */
function parse(answer: Buffer): Parsed | undefined {
  const end = answer.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  if (answer.toString('latin1', 0, 12) === 'HTTP/1.1 100') return parse(answer.subarray(end + 4));
  const [first = '', ...lines] = answer.subarray(0, end).toString('latin1').split('\r\n');
  const headers = new Map(
    lines.map((line) => {
      const at = line.indexOf(':');
      return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()] as const;
    }),
  );
  return { status: Number(first.split(' ')[1]), headers, body: answer.subarray(end + 4) };
}

function contentOf({ headers, body }: Parsed): string {
  const encoding = headers.get('content-encoding');
  const bytes =
    encoding === 'gzip' ? gunzipSync(body) : encoding === 'br' ? brotliDecompressSync(body) : body;
  return bytes.toString('latin1');
}

/** What an answer has to be, whatever was asked. */
function problemOf({ status, headers, body }: Parsed, target: string): string | undefined {
  if (status >= 500) return `answered ${status}`;
  // Node's parser, and what makes a `Request` of it, refuse what is no HTTP without a word.
  const isUnspoken = [400, 408, 417, 431].includes(status) && !headers.has('content-type');
  if (isUnspoken) return body.length > 9 ? 'a refusal with a body of unknown type' : undefined;
  const isBare = status === 304 || status === 204;
  if (!isBare && headers.get('x-content-type-options') !== 'nosniff') return 'may be sniffed';
  const { pathname } = new URL(target.startsWith('/') ? `http://site.test${target}` : target);
  return pathname.startsWith('/v1/') ? problemUnderV1({ status, headers }, target) : undefined;
}

function problemUnderV1(
  { status, headers }: Pick<Parsed, 'status' | 'headers'>,
  target: string,
): string | undefined {
  if (target.includes('?') && status !== 400) return `a query is answered ${status}`;
  if (status < 400) return undefined;
  if (headers.get('cache-control') !== 'no-store') return 'a refusal may be kept';
  const isJson = headers.get('content-type')?.startsWith('application/json') ?? false;
  return isJson ? undefined : 'a refusal that is no JSON';
}

test('[figure R26] whatever is asked over HTTP is answered without a 5xx, and under one address is one content', async () => {
  const world = await createServedWorld({ withPages: true });
  await world.ready();
  await world.pictured();
  const { history, collections } = world.manifest();
  const [article] = world.records('articles');
  const { headers } = await world.ask({ path: '/v1/manifest.json' });
  const current = headers['etag'] as string;
  const addresses = [
    '/v1/manifest.json',
    `/v1/o/${history}.json`,
    `/v1/o/${collections['articles']!.root}.json`,
    `/v1/o/${'A'.repeat(43)}.json`,
    '/v1/live/repositories.json',
    '/v1/live/posts.json',
    '/v1/status',
    '/v1/mutations',
    '/v1/session',
    '/v1/deletions/confirm',
    '/v1/webhook',
    world.picture(),
    '/healthz',
    '/',
    '/blog',
    `/blog/${article!.id}`,
    '/catalog/recProductTides01',
    '/quotes',
    '/todo/active',
    '/feed.xml',
    '/assets/app-1.js',
    '/index.html',
  ];
  const random = createSeededRandom(SEED);
  const contentByTarget = new Map<string, string>();
  const problems: string[] = [];
  const statuses = new Map<number, number>();
  for (let done = 0; done < REQUESTS; done += AT_A_TIME) {
    const sent = Array.from({ length: AT_A_TIME }, () => draw(random, addresses, current));
    const answers = await world.raw(sent.map(({ text }) => text));
    for (const [i, answer] of answers.entries()) {
      const { method, target, text } = sent[i]!;
      const blame = (problem: string) => problems.push(`${problem}: ${text.slice(0, 300)}`);
      const parsed = parse(answer);
      if (!parsed) continue;
      statuses.set(parsed.status, (statuses.get(parsed.status) ?? 0) + 1);
      const problem = problemOf(parsed, target);
      if (problem) blame(problem);
      const isKept = parsed.headers.get('cache-control') !== 'no-store';
      if (parsed.status !== 200 || method !== 'GET' || !isKept) continue;
      const content = contentOf(parsed);
      if ((contentByTarget.get(target) ?? content) !== content) blame('another content');
      contentByTarget.set(target, content);
    }
  }
  expect(problems).toEqual([]);
  expect(world.events.filter(({ type }) => type === 'failed')).toEqual([]);
  // The requests were not all refused at the door.
  expect(contentByTarget.size).toBeGreaterThan(30);
  const all = [...statuses.keys()];
  expect(all).toEqual(expect.arrayContaining([200, 304, 400, 401, 403, 404, 405, 415, 431]));
});

const JSON_TYPE = { 'content-type': 'application/json' };

test('[figure R26] a body that breaks off, and one that is nested too deep to be kept, are refused, and others taken meanwhile', async () => {
  const world = await createServedWorld();
  await world.ready();
  const broken = () =>
    new ReadableStream<Uint8Array>({ pull: (stream) => stream.error(new Error('reset')) });
  for (const path of ['/v1/webhook', '/v1/mutations', '/v1/session']) {
    const request = new Request(`http://site.test${path}`, {
      method: 'POST',
      headers: JSON_TYPE,
      body: broken(),
      duplex: 'half',
    } as RequestInit);
    expect((await world.app.fetch(request)).status, path).toBe(400);
  }
  const post = (clientId: string, mutation: string) =>
    world.ask({
      path: '/v1/mutations',
      method: 'POST',
      headers: { ...JSON_TYPE, authorization: 'Bearer editor-test' },
      body: `{"clientId":"${clientId}","mutations":[${mutation}]}`,
    });
  const id = world.records('products')[0]!.id;
  const nested = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  // At one moment, so that they would share a commit.
  const [deep, plain] = await Promise.all([
    post('a', `{"id":"1","name":"saveProduct","args":{"id":"${id}","seen":{"name":${nested}}}}`),
    post('b', `{"id":"1","name":"bumpProduct","args":{"id":"${id}"}}`),
  ]);
  expect([deep.status, plain.status]).toEqual([400, 200]);
});

test('[figure R26] who invents addresses in X-Forwarded-For has no more tries than others', async () => {
  const world = await createServedWorld();
  const session = (n: number, token: string) =>
    world.ask({
      path: '/v1/session',
      method: 'POST',
      headers: { ...JSON_TYPE, 'x-forwarded-for': `192.0.2.${n}`, forwarded: `for=192.0.2.${n}` },
      body: JSON.stringify({ token }),
    });
  for (let n = 0; n < 10; n++) expect((await session(n, 'no')).status).toBe(401);
  expect((await session(99, 'editor-test')).status).toBe(429);
});

test('[figure R26] an address has one spelling, so that no cache can be filled with copies of it', async () => {
  const world = await createServedWorld();
  await world.ready();
  const statusOf = async (target: string, more = '') => {
    const [answer] = await world.raw([
      `GET ${target} HTTP/1.1\r\nhost: site.test\r\n${more}connection: close\r\n\r\n`,
    ]);
    return parse(answer!)?.status;
  };
  expect(await statusOf('/v1/manifest.json')).toBe(200);
  expect(await statusOf('/v1/manifest.json?')).toBe(400);
  expect(await statusOf('/v1/manifest.json#a')).toBe(400);
  expect(await statusOf('/v1/manifest.json/')).toBe(400);
  expect(await statusOf('/v1/status/')).toBe(400);
  expect(await statusOf('/quotes/')).toBe(200);
  expect(await statusOf('/v1/%6danifest.json')).toBe(400);
  expect(await statusOf('/v1/o/../manifest.json')).toBe(400);
  expect(await statusOf('/x/%2e%2e/v1/manifest.json')).toBe(400);
  // Nor has a read a body, which a cache would not see (ASVS 15.3.7).
  const chunked = 'transfer-encoding: chunked\r\n';
  expect(await statusOf('/v1/manifest.json', chunked)).toBe(400);
  expect(await statusOf('/v1/manifest.json', 'content-length: 1\r\n')).toBe(400);
});

test('a method that an address does not take is answered with those that it takes', async () => {
  const world = await createServedWorld();
  await world.ready();
  const posted = ['/v1/mutations', '/v1/session', '/v1/webhook', '/v1/deletions/confirm'];
  for (const path of posted) {
    for (const method of ['PUT', 'DELETE', 'GET', 'HEAD']) {
      const { status, headers } = await world.ask({ path, method });
      expect([path, method, status, headers['allow']]).toEqual([path, method, 405, 'POST']);
    }
    expect((await world.ask({ path, method: 'POST' })).status).not.toBe(405);
  }
  for (const path of ['/v1/manifest.json', '/v1/status']) {
    const { status, headers } = await world.ask({ path, method: 'PUT' });
    expect([path, status, headers['allow']]).toEqual([path, 405, 'GET, HEAD']);
  }
  expect((await world.ask({ path: '/v1/nothing' })).status).toBe(404);
});
