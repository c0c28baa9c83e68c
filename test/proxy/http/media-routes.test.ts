import { Hono } from 'hono';
import { describe, expect, onTestFinished, test } from 'vitest';
import { mediaRoutes } from '../../../src/proxy/http/media-routes.ts';
import { openMediaStore } from '../../../src/proxy/media/media-store.ts';
import { startServer } from '../../../src/proxy/server.ts';
import { temporaryFolder } from '../fakes/folder.ts';

async function serving(content: string, type = 'image/svg+xml') {
  const store = await openMediaStore(await temporaryFolder());
  const bytes = Uint8Array.from(content, (character) => character.charCodeAt(0));
  const measures = { width: null, height: null, color: '', forms: [] };
  await store.keep({ id: 'att1', size: 1 }, { bytes, type, ...measures });
  const { hash } = store.keptOf({ id: 'att1', size: 1 })!;
  const app = mediaRoutes(store);
  return {
    app,
    hash,
    ask: (headers: Record<string, string> = {}, method = 'GET') =>
      app.request(`/${hash}/a%20%C3%BC.svg`, { headers, method }),
  };
}

const GIF = 'GIF89a-0123456789';

describe('mediaRoutes', () => {
  test('answers bytes under their hash for a year, by the type that the bytes show', async () => {
    const { ask, hash } = await serving(GIF);
    const response = await ask();
    expect(await response.text()).toBe(GIF);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/gif',
      'content-length': '17',
      'cache-control': 'public, max-age=31536000, immutable',
      'accept-ranges': 'bytes',
      'x-content-type-options': 'nosniff',
      etag: `"${hash}"`,
    });
    expect((await ask({ 'if-none-match': `"${hash}"` })).status).toBe(304);
    expect((await ask({}, 'HEAD')).headers.get('content-length')).toBe('17');
  });

  test('hands a drawing out as a picture that runs nothing, and as a download by itself', async () => {
    const { ask } = await serving(
      '<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
    );
    const { headers } = await ask();
    expect(headers.get('content-type')).toBe('image/svg+xml');
    expect(headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''a%20%C3%BC.svg");
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  test.for([
    ['bytes=0-0', 206, 'G', 'bytes 0-0/17'],
    ['bytes=7-9', 206, '012', 'bytes 7-9/17'],
    ['bytes=-3', 206, '789', 'bytes 14-16/17'],
    ['bytes=7-', 206, '0123456789', 'bytes 7-16/17'],
    ['bytes=7-999', 206, '0123456789', 'bytes 7-16/17'],
    ['bytes=-999', 206, GIF, 'bytes 0-16/17'],
    ['bytes=17-', 416, undefined, 'bytes */17'],
    ['bytes=-0', 416, undefined, 'bytes */17'],
    ['bytes=3-2', 200, GIF, null],
    ['bytes=0-1,3-4', 200, GIF, null],
    ['pages=1-2', 200, GIF, null],
  ] as const)(
    '[fault S7] a range of %s is answered with %i',
    async ([range, status, body, part]) => {
      const { ask } = await serving(GIF);
      const response = await ask({ range });
      expect([response.status, response.headers.get('content-range')]).toEqual([status, part]);
      if (body === undefined) return;
      expect(await response.text()).toBe(body);
      expect(response.headers.get('content-length')).toBe(String(body.length));
    },
  );

  test('is served whole and in part by the real server', async () => {
    const content = GIF.repeat(20_000);
    const { app, hash } = await serving(content);
    const server = await startServer(
      { app: new Hono().route('/v1/media', app) },
      {
        port: 0,
        host: '127.0.0.1',
      },
    );
    onTestFinished(() => server.close());
    const url = `http://127.0.0.1:${server.port}/v1/media/${hash}/a.gif`;
    expect(await (await fetch(url)).text()).toBe(content);
    const part = await fetch(url, { headers: { range: 'bytes=100000-299999' } });
    expect([part.status, await part.text()]).toEqual([206, content.slice(100_000, 300_000)]);
    const head = await fetch(url, { method: 'HEAD' });
    expect(head.headers.get('content-length')).toBe(String(content.length));
  });

  test('knows no other name, and takes none that is no hash', async () => {
    const app = mediaRoutes(await openMediaStore(await temporaryFolder()));
    const { hash } = await serving(GIF);
    expect((await app.request(`/${hash}/a.gif`)).status).toBe(404);
    expect((await app.request('/..%2F..%2Fetc/passwd')).status).toBe(400);
  });
});
