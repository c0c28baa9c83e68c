import { afterEach, expect, test, vi } from 'vitest';
import { readServerStatus } from '../../src/tab/server-status.ts';

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
