import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { Hono } from 'hono';
import { isOwnOrigin } from '../../src/proxy/http/own-origin.ts';
import { mediaRoutes } from '../../src/proxy/http/media-routes.ts';
import { openMediaStore } from '../../src/proxy/media/media-store.ts';
import { startServer } from '../../src/proxy/server.ts';
import { temporaryFolder } from './fakes/folder.ts';

const PICTURE = { type: 'image/webp', width: 4, height: 3, color: '#112233', forms: [] };

/** The bytes a server answers to a request written by hand, heads included. */
async function rawAnswer(port: number, lines: readonly string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(`${lines.join('\r\n')}\r\nconnection: close\r\n\r\n`);
  return text(socket);
}

async function serve(app: Hono) {
  const server = await startServer({ app }, { port: 0, host: '127.0.0.1' });
  onTestFinished(() => server.close());
  return server;
}

/** An app that answers as the publication's route does where nothing is new. */
const unchanged = () =>
  new Hono().get('/v1/manifest.json', (context) =>
    context.body(null, 304, { etag: 'W/"a1b2c3d4e5f.1234567"', 'x-offprint-checked': '86400' }),
  );

test('[X8] a poll that finds nothing is answered in under 160 bytes, head included', async () => {
  const { port } = await serve(unchanged());
  const answer = await rawAnswer(port, [
    'GET /v1/manifest.json HTTP/1.1',
    'host: localhost',
    'if-none-match: W/"a1b2c3d4e5f.1234567"',
  ]);
  expect(answer).toMatch(/^HTTP\/1\.1 304 /);
  expect(answer.toLowerCase()).toContain('x-offprint-checked: 86400');
  expect(Buffer.byteLength(answer)).toBeLessThan(160);
});

test('other answers keep their date', async () => {
  const { port } = await serve(new Hono().get('/', (context) => context.text('hello')));
  expect((await rawAnswer(port, ['GET / HTTP/1.1', 'host: localhost'])).toLowerCase()).toContain(
    '\r\ndate: ',
  );
});

test('a request of HTTP/1.0 need not name a host, as those of load balancers do not; one of HTTP/1.1 must', async () => {
  const app = new Hono()
    .get('/healthz', (context) => context.text('alive'))
    .post('/v1/mutations', ({ req, text }) => text(`own: ${isOwnOrigin(req.raw)}`));
  const { port } = await serve(app);
  expect(await rawAnswer(port, ['GET /healthz HTTP/1.0'])).toMatch(/^HTTP\/1\.1 200 [^]*alive$/);
  const post = ['POST /v1/mutations HTTP/1.0', 'content-length: 0', 'origin: http://localhost'];
  expect(await rawAnswer(port, post)).toMatch(/own: false$/);
  for (const lines of [['GET /healthz HTTP/1.1'], ['GET /healthz HTTP/1.1', 'host:']]) {
    expect(await rawAnswer(port, lines)).toMatch(REFUSED);
  }
});

test('an address or a host that cannot be read is refused with a sentence', async () => {
  const { port } = await serve(new Hono().get('*', ({ text }) => text('found')));
  const backslash = ['GET /v1/manifest.json\\ HTTP/1.1', 'host: localhost'];
  const host = ['GET / HTTP/1.1', 'host: a b'];
  for (const lines of [backslash, host]) expect(await rawAnswer(port, lines)).toMatch(REFUSED);
});

/** A 400 that nobody keeps, in JSON. */
const REFUSED =
  /^HTTP\/1\.1 400 [^]*no-store[^]*"code":"bad-request","message":"Its address or Host/;

test('[B49] a stored picture is answered whole and in parts, as a browser asks for it', async () => {
  const store = await openMediaStore(await temporaryFolder());
  const bytes = new TextEncoder().encode('a picture that is told in parts');
  await store.keep({ id: 'att1', size: 0 }, { ...PICTURE, bytes });
  const { hash } = store.keptOf({ id: 'att1', size: 0 })!;
  const { port } = await serve(new Hono().route('/v1/media', mediaRoutes(store)));
  const address = `http://127.0.0.1:${port}/v1/media/${hash}/a.webp`;
  expect(await (await fetch(address)).text()).toBe('a picture that is told in parts');
  const part = await fetch(address, { headers: { range: 'bytes=2-8' } });
  expect([part.status, await part.text()]).toEqual([206, 'picture']);
  expect((await fetch(address, { method: 'HEAD' })).status).toBe(200);
});

test('a port in use is named in one line', async () => {
  const { port } = await serve(unchanged());
  await expect(startServer({ app: unchanged() }, { port, host: '127.0.0.1' })).rejects.toThrow(
    `Port ${port} is in use; stop what uses it, or set PORT to a free one.`,
  );
});
