import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { confirmDeletions, readServerStatus } from '../../src/tab/server-status.ts';

afterEach(() => vi.unstubAllGlobals());

const answer = (status: number, type: string, body: string) =>
  vi.stubGlobal('fetch', () =>
    Promise.resolve(new Response(body, { status, headers: { 'content-type': type } })),
  );

type Row = readonly [who: string, answer: Parameters<typeof answer>, taken: string];
test.each<Row>([
  ['a folder of files', [200, 'application/octet-stream', '{"upstream":null}'], 'plain-files'],
  ['a host without the file', [404, 'text/html', '<h1>Not found</h1>'], 'plain-files'],
  ['[fault N1] the way in of a network', [200, 'text/html', '<h1>Welcome</h1>'], 'unreachable'],
  ['another program', [200, 'application/json', '{"ok":true}'], 'unreachable'],
  ['a gateway without a server', [502, 'text/html', '<h1>Bad gateway</h1>'], 'unreachable'],
])('takes %s for what it is', async (_who, given, taken) => {
  answer(...given);
  expect(await readServerStatus('/')).toBe(taken);
});

test('takes no network for a server that cannot be reached', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
  expect(await readServerStatus('/')).toBe('unreachable');
});

test('[P7][fault N3] waits for no server that is silent, nor for the rest of an answer', async () => {
  for (const begin of [false, true]) {
    const server = createServer((_, response) => {
      if (begin) response.writeHead(200, { 'content-type': 'application/json' }).write('{');
      asked.resolve();
    }).listen(0, '127.0.0.1');
    onTestFinished(() => server.close().closeAllConnections());
    await once(server, 'listening');
    const basePath = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    let asked = Promise.withResolvers<void>();
    const untilAsked = async <T>(ask: (signal: AbortSignal) => Promise<T>) => {
      asked = Promise.withResolvers();
      const deadline = new AbortController();
      const answered = ask(deadline.signal);
      await asked.promise;
      deadline.abort();
      return answered;
    };
    expect(await untilAsked((signal) => readServerStatus(basePath, signal))).toBe('unreachable');
    expect(await untilAsked((signal) => confirmDeletions(basePath, 'token', signal))).toBe(
      'failed',
    );
  }
});
