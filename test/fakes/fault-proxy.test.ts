import { createServer, type IncomingMessage, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startFaultProxy, type FaultProxy } from './fault-proxy.ts';

const BODY = '0123456789'.repeat(10);

let origin: Server;
let reached: string[];
let proxy: FaultProxy;

async function startOrigin(answer = BODY): Promise<Server> {
  const server = createServer((incoming, response) => {
    void text(incoming).then((body) => {
      reached.push(`${incoming.method} ${incoming.url} ${body}`.trim());
      if (incoming.headers['if-none-match'] === '"1"') return response.writeHead(304).end();
      response.setHeader('etag', '"1"').setHeader('content-length', answer.length);
      return response.setHeader('x-host', incoming.headers.host ?? '').end(answer);
    });
  });
  server.on('upgrade', (incoming: IncomingMessage, socket) => {
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n`,
    );
    socket.write(`hello ${incoming.headers.upgrade}`);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

const targetOf = (server: Server) => ({
  host: '127.0.0.1',
  port: (server.address() as AddressInfo).port,
});

async function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

const get = (path = '/', init: RequestInit = {}) => fetch(proxy.url + path, init);
const brief = (ms = 300) => ({ signal: AbortSignal.timeout(ms) });

beforeEach(async () => {
  reached = [];
  origin = await startOrigin();
  proxy = await startFaultProxy({ target: targetOf(origin) });
});
afterEach(async () => {
  await proxy.close();
  await stop(origin);
});

test('passes a request and its answer as they are, and counts it', async () => {
  const response = await get('/v1/a?b=c', { method: 'POST', body: 'payload' });
  expect(await response.text()).toBe(BODY);
  expect(response.headers.get('x-host')).toBe(new URL(proxy.url).host);
  expect(reached).toEqual(['POST /v1/a?b=c payload']);
  expect(proxy.requests).toEqual([{ method: 'POST', path: '/v1/a?b=c', faulty: false }]);
  expect(proxy.count(/^\/v1\//)).toBe(1);
  expect((await get('/', { headers: { 'if-none-match': '"1"' } })).status).toBe(304);
});

test('[fault N9] offline resets connections old and new until it is cleared', async () => {
  const client = connect(proxy.port, '127.0.0.1');
  await new Promise((resolve) => client.once('connect', resolve));
  const reset = new Promise<NodeJS.ErrnoException>((resolve) => client.once('error', resolve));
  proxy.set({ offline: true });
  expect((await reset).code).toBe('ECONNRESET');
  await expect(get()).rejects.toThrow('fetch failed');
  expect(reached).toEqual([]);
  proxy.clear();
  expect((await get()).status).toBe(200);
});

test('a fault with a filter leaves other requests alone, and is over after its times', async () => {
  proxy.set({ offline: true, path: /^\/v1\//, method: 'GET', times: 2 });
  await expect(get('/v1/a')).rejects.toThrow();
  expect((await get('/other')).status).toBe(200);
  expect((await get('/v1/a', { method: 'PUT' })).status).toBe(200);
  await expect(get('/v1/a')).rejects.toThrow();
  expect((await get('/v1/a')).status).toBe(200);
  expect(proxy.requests.map(({ faulty }) => faulty)).toEqual([true, false, false, true, false]);
});

test('[fault N1] a portal answers instead of the server, with a page or a redirect', async () => {
  const body = '<h1>Sign in</h1>';
  proxy.set({ replaceBody: { status: 200, contentType: 'text/html', body } });
  const page = await get();
  expect([page.status, page.headers.get('content-type'), await page.text()]).toEqual([
    200,
    'text/html',
    body,
  ]);
  proxy.set({ redirect: 'http://portal.example/' });
  const redirect = await get('/', { redirect: 'manual' });
  expect([redirect.status, redirect.headers.get('location')]).toEqual([
    302,
    'http://portal.example/',
  ]);
  expect(reached).toEqual([]);
});

test.each([0, 1, 64, 99])('[fault N2] a body cut at byte %i never reads as complete', async (n) => {
  proxy.set({ cutAtByte: n });
  const response = await get();
  expect(response.headers.get('content-length')).toBe('100');
  let received = 0;
  const reading = (async () => {
    for await (const chunk of response.body!) received += chunk.length;
  })();
  await expect(reading).rejects.toThrow('terminated');
  expect(received).toBe(n);
});

test('[fault N2] a truncated body ends as if nothing were missing', async () => {
  proxy.set({ truncateAtByte: 64 });
  expect(await (await get()).text()).toBe(BODY.slice(0, 64));
});

test('[fault N2] a corrupt body differs in exactly one byte', async () => {
  proxy.set({ corrupt: 42 });
  const bytes = new Uint8Array(await (await get()).arrayBuffer());
  const differing = [...bytes].flatMap((byte, at) => (byte === BODY.charCodeAt(at) ? [] : [at]));
  expect(differing).toEqual([42]);
});

test('[fault N3] a stalled answer has headers and no end; a 304 does not come at all', async () => {
  proxy.set({ stall: true });
  const response = await get('/', brief());
  expect(response.status).toBe(200);
  await expect(response.text()).rejects.toThrow('aborted due to timeout');
  const conditional = get('/', { ...brief(), headers: { 'if-none-match': '"1"' } });
  await expect(conditional).rejects.toThrow('aborted due to timeout');
});

test('[fault N3] a dripping body comes in drops, and falls silent where told to', async () => {
  proxy.set({ drip: { bytes: 25, everyMs: 5 } });
  expect(await (await get()).text()).toBe(BODY);
  proxy.set({ drip: { bytes: 25, everyMs: 5, silentAfter: 60 } });
  const response = await get('/', brief());
  let received = 0;
  const reading = (async () => {
    for await (const chunk of response.body!) received += chunk.length;
  })();
  await expect(reading).rejects.toThrow('aborted due to timeout');
  expect(received).toBe(60);
});

test('latency delays the answer', async () => {
  proxy.set({ latencyMs: 120 });
  const startedAt = performance.now();
  await get();
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(118);
});

test('[fault N11] a lost answer is an error to the client, though the server has done its work', async () => {
  proxy.set({ loseAnswer: true });
  await expect(get('/write', { method: 'POST', body: 'once' })).rejects.toThrow();
  expect(reached).toEqual(['POST /write once']);
});

test('[fault N4] a duplicated request reaches the server twice and is answered once', async () => {
  proxy.set({ duplicate: true });
  expect(await (await get('/write', { method: 'POST', body: 'x' })).text()).toBe(BODY);
  expect(reached).toEqual(['POST /write x', 'POST /write x']);
});

test('[fault N5] a stale intermediary repeats its first answer, whatever the client asks', async () => {
  proxy.set({ stale: true });
  await get('/m');
  const repeated = await get('/m', { headers: { 'if-none-match': '"1"' } });
  expect([repeated.status, await repeated.text()]).toEqual([200, BODY]);
  expect(reached).toEqual(['GET /m']);
});

test('[fault N7] the origin stays the same while the server behind it stops and another starts', async () => {
  await stop(origin);
  await expect(get()).rejects.toThrow('fetch failed');
  origin = await startOrigin('second');
  proxy.setTarget(targetOf(origin));
  expect(await (await get()).text()).toBe('second');
});

test('passes a WebSocket whole, and offline resets it', async () => {
  const socket = connect(proxy.port, '127.0.0.1');
  socket.write('GET /live HTTP/1.1\r\nHost: x\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n');
  let received = '';
  await new Promise<void>((resolve) => {
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString();
      if (received.endsWith('hello echo')) resolve();
    });
  });
  const broken = new Promise<NodeJS.ErrnoException>((resolve) => socket.once('error', resolve));
  proxy.set({ offline: true });
  expect((await broken).code).toBe('ECONNRESET');
});
