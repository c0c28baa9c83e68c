import { get, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { once } from 'node:events';
import { Hono } from 'hono';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createAnswerAtOnce } from '../../../src/proxy/http/answer-at-once.ts';
import { protocolRoutes } from '../../../src/proxy/http/protocol-routes.ts';
import { hashTextSync } from '../../../src/proxy/objects/hash-sync.ts';
import { openObjectStore } from '../../../src/proxy/objects/object-store.ts';
import { createPublication } from '../../../src/proxy/publish/publication.ts';
import { startServer } from '../../../src/proxy/server.ts';
import { temporaryFolder } from '../fakes/folder.ts';

const SMALL = '["a small object"]';
const LARGE = JSON.stringify(Array.from({ length: 400 }, (_, i) => `line ${i}`));
const pathOf = (text: string) => `/v1/o/${hashTextSync(text)}.json`;
const publication = createPublication({
  protocol: 1,
  log: 'abcdefghijk',
  seq: 7,
  version: hashTextSync(''),
  publishedAt: '2026-01-01T00:00:00.000Z',
  pollAfterMs: 1_000,
  writable: false,
  collections: {},
  history: hashTextSync(SMALL),
  live: [],
});

/** Two servers over the same objects, one of which answers at once what it can. */
async function createWorld() {
  const objects = await openObjectStore(await temporaryFolder());
  await objects.put(
    new Map([SMALL, LARGE].map((text) => [hashTextSync(text), text])),
    new Set([hashTextSync(LARGE)]),
  );
  await objects.read(hashTextSync(SMALL), []);
  let polls = 0;
  const source = {
    publication: () => publication,
    objects,
    live: { find: () => 'unknown' as const },
    checkedSecondsAgo: () => 3,
    readerSeen: () => void polls++,
  };
  const taken: string[] = [];
  const shortcut = createAnswerAtOnce(source);
  const app = new Hono().route('/v1', protocolRoutes(source));
  const plain = await startServer({ app }, { port: 0, host: '127.0.0.1' });
  const quick = await startServer(
    {
      app,
      answerAtOnce: (incoming, outgoing) => {
        const isTaken = shortcut(incoming, outgoing);
        if (isTaken) taken.push(incoming.url!);
        return isTaken;
      },
    },
    { port: 0, host: '127.0.0.1' },
  );
  onTestFinished(async () => {
    await plain.close();
    await quick.close();
  });
  return { plain, quick, taken, polls: () => polls };
}

async function ask(port: number, path: string, headers: Record<string, string>) {
  const request = get({ host: '127.0.0.1', port, path, headers, agent: false });
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  const body = await buffer(answer);
  const { date, connection: _connection, 'keep-alive': _keepAlive, ...others } = answer.headers;
  return { status: answer.statusCode, headers: others, hasDate: date !== undefined, body };
}

describe('createAnswerAtOnce', () => {
  test.for([
    ['a poll that finds nothing', '/v1/manifest.json', { 'if-none-match': publication.etag }],
    ['a small object', pathOf(SMALL), {}],
    ['an object, gzipped', pathOf(LARGE), { 'accept-encoding': 'gzip' }],
    ['the first form that is ready', pathOf(LARGE), { 'accept-encoding': 'br, gzip' }],
  ] as const)('[X18] answers %s as the routes do, header by header', async ([, path, headers]) => {
    const { plain, quick, taken } = await createWorld();
    const expected = await ask(plain.port, path, headers);
    expect(await ask(quick.port, path, headers)).toEqual(expected);
    expect(taken).toEqual([path]);
  });

  test.for([
    ['a poll that finds news', '/v1/manifest.json', { 'if-none-match': 'W/"abcdefghijk.6"' }],
    ['an object that is not in memory', pathOf(LARGE), {}],
    ['an object for who may have it', pathOf(SMALL), { 'if-none-match': '*' }],
    ['an object that nobody knows', pathOf('other'), {}],
    ['a read with a body', pathOf(SMALL), { 'content-length': '0' }],
    ['an address with a query', `${pathOf(SMALL)}?a`, {}],
  ] as const)('leaves %s to the routes', async ([, path, headers]) => {
    const { plain, quick, taken } = await createWorld();
    expect((await ask(quick.port, path, headers)).status).toBe(
      (await ask(plain.port, path, headers)).status,
    );
    expect(taken).toEqual([]);
  });

  test('an object is not sent to whoever has it, in whichever coding', async () => {
    const { quick } = await createWorld();
    const { headers } = await ask(quick.port, pathOf(LARGE), { 'accept-encoding': 'gzip' });
    const { etag, vary, 'cache-control': caching } = headers;
    const again = await ask(quick.port, pathOf(LARGE), { 'if-none-match': `"other", ${etag}` });
    expect(again).toMatchObject({ status: 304, headers: { etag, vary, 'cache-control': caching } });
    expect(again.body.length).toBe(0);
  });

  test('a poll answered so counts as a reader', async () => {
    const { quick, polls } = await createWorld();
    await ask(quick.port, '/v1/manifest.json', { 'if-none-match': publication.etag });
    expect(polls()).toBe(1);
  });
});
