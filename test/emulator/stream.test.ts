import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { startEmulator } from '../../src/emulator/server.ts';
import { connectSocket } from '../../src/proxy/source/stream/connect.ts';
import { temporaryFolder } from '../proxy/fakes/folder.ts';
import { fixtureBase } from './fixture-base.ts';

async function start() {
  const running = await startEmulator({
    base: fixtureBase(1),
    port: 0,
    dataDir: await temporaryFolder(),
  });
  const stopping = new AbortController();
  onTestFinished(async () => {
    stopping.abort();
    await running.close();
  });
  const subscribe = (query: string) => {
    const heard: { readonly commit: { readonly record: { readonly text: string } } }[] = [];
    const ended = connectSocket(
      `${running.url.replace('http', 'ws')}/subscribe?${query}`,
      (text) => heard.push(JSON.parse(text)),
      stopping.signal,
    );
    return { heard, ended };
  };
  return { ...running, subscribe };
}

const until = (condition: () => boolean) =>
  vi.waitUntil(condition, { timeout: 5_000, interval: 10 });

describe('the emulated stream', () => {
  test('[B106] says over a WebSocket what was posted since the cursor, and everything from then on', async () => {
    const { emulator, subscribe } = await start();
    const { heard } = subscribe('wantedCollections=app.bsky.feed.post&cursor=0');
    await until(() => heard.length >= 14);
    expect(heard[0]).toMatchObject({
      did: expect.stringMatching(/^did:web:[a-z-]+\.example$/),
      time_us: expect.any(Number),
      kind: 'commit',
      commit: {
        operation: 'create',
        collection: 'app.bsky.feed.post',
        record: { $type: 'app.bsky.feed.post', createdAt: expect.any(String), langs: ['en'] },
      },
    });
    emulator.stream.post('said by hand');
    await until(() => heard.some(({ commit }) => commit.record.text === 'said by hand'));
  });

  test('says nothing twice while there is something else to say', async () => {
    const { subscribe } = await start();
    const { heard } = subscribe('cursor=0');
    await until(() => heard.length >= 14);
    const said = heard.map(({ commit }) => commit.record.text.replaceAll(/\d+/g, '#'));
    expect(new Set(said).size).toBe(said.length);
  });

  test.each(['//', '//x:y/', '/nowhere'])(
    'answers an upgrade at %s with 404, and goes on',
    async (path) => {
      const { url, subscribe } = await start();
      const socket = connect(Number(new URL(url).port), 'localhost');
      socket.write(
        `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
      );
      const [answer] = (await once(socket, 'data')) as [Buffer];
      socket.destroy();
      expect(answer.toString()).toMatch(/^HTTP\/1.1 404 /);
      const { heard } = subscribe('cursor=0');
      await until(() => heard.length >= 14);
    },
  );

  test('goes on where an upgrade breaks off while it is answered', async () => {
    const { url, subscribe } = await start();
    for (let i = 0; i < 20; i++) {
      const socket = connect(Number(new URL(url).port), 'localhost');
      await once(socket, 'connect');
      socket.write(
        'GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
      );
      socket.resetAndDestroy();
    }
    const { heard } = subscribe('cursor=0');
    await until(() => heard.length >= 14);
  });

  test('filters by collection', async () => {
    const { emulator, subscribe } = await start();
    const likes = subscribe('wantedCollections=app.bsky.feed.like&cursor=0');
    const all = subscribe('wantedCollections=app.bsky.*&cursor=0');
    emulator.stream.post('one');
    await until(() => all.heard.length > 14);
    expect(likes.heard).toEqual([]);
  });

  test('[B106] can be made to post 100 a second, and drops its readers when it ends', async () => {
    const { url, subscribe, close } = await start();
    const { heard, ended } = subscribe('');
    const body = JSON.stringify({ postsPerSecond: 100, seconds: 60 });
    expect((await fetch(`${url}/_emulator/stream`, { method: 'POST', body })).status).toBe(200);
    await until(() => heard.length > 50);
    await close();
    expect(await ended).toMatch(/^it was closed/);
  });

  test('shows a post where its link leads, and nothing that it holds as markup', async () => {
    const { url, emulator } = await start();
    const { did, rkey } = emulator.stream.post('<b>low</b> water');
    const page = await fetch(`${url}/profile/${did}/post/${rkey}`);
    expect(await page.text()).toContain('&lt;b>low&lt;/b> water');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test('answers no WebSocket elsewhere', async () => {
    const { url } = await start();
    const signal = AbortSignal.timeout(5_000);
    const address = `${url.replace('http', 'ws')}/elsewhere`;
    expect(await connectSocket(address, () => undefined, signal)).toMatch(/^it was closed/);
  });
});

test('the emulated GitHub answers over HTTP, with the headers of its allowance', async () => {
  const { url } = await start();
  const answer = await fetch(`${url}/repos/low-water/tide-tables`);
  expect(await answer.json()).toMatchObject({
    full_name: 'low-water/tide-tables',
    stargazers_count: expect.any(Number),
  });
  expect(answer.headers.get('x-ratelimit-limit')).toBe('60');
  const etag = answer.headers.get('etag')!;
  const again = await fetch(`${url}/repos/low-water/tide-tables`, {
    headers: { 'if-none-match': etag, authorization: 'Bearer someone' },
  });
  expect([again.status, again.headers.get('x-ratelimit-remaining')]).toEqual([304, '5000']);
  expect((await fetch(`${url}/repos/nobody/nothing`)).status).toBe(404);
});
