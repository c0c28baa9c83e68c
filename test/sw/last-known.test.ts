import { describe, expect, test } from 'vitest';
import { createKeptFiles } from '../../sw/kept-files.ts';
import { createLastKnown } from '../../sw/last-known.ts';
import { createVirtualClock } from '../fakes/virtual-clock.ts';
import { createFakeCaches } from './fake-cache.ts';

const MANIFEST = 'https://example.test/v1/manifest.json';
const OBJECT = 'https://example.test/v1/o/abc.json';
type Answer = (request: Request) => Response | Promise<Response>;

/** The route before a network that a test sets; begins with `seq` 1 online, in 2026. */
function route() {
  const clock = createVirtualClock();
  const asked: string[] = [];
  const late: Promise<unknown>[] = [];
  let network: Answer = () => json('{"seq":1}');
  const files = createKeptFiles({
    storage: createFakeCaches(),
    cacheName: 'content',
    maxBytes: 10_000,
    now: () => clock.now(),
  });
  const answer = createLastKnown(files, {
    fetch: async (request) => {
      asked.push(request.url);
      return network(request);
    },
    now: () => clock.now(),
    startTimer: (ms, run) => void clock.sleep(ms, new AbortController().signal).then(run),
  });
  const begin = (url: string, init?: RequestInit) =>
    answer(new Request(url, init), { waitUntil: (work) => late.push(work) });
  return {
    clock,
    asked,
    begin,
    rest: () => Promise.all(late.splice(0)),
    set: (next: Answer) => {
      network = next;
    },
    ask: async (url: string, init?: RequestInit) => {
      const response = await begin(url, init);
      const text = await response.text();
      await Promise.all(late.splice(0));
      return { text, storedAt: response.headers.get('x-from-cache') };
    },
  };
}

const json = (text: string, init: ResponseInit = {}) =>
  new Response(text, { ...init, headers: { 'content-type': 'application/json' } });
const none = () => Promise.reject(new TypeError('no network'));
const hang = () => new Promise<Response>(() => undefined);

describe('the manifest', () => {
  test('[invariant I16] comes from the network unmarked, and without one as it was, saying since when', async () => {
    const { ask, set, clock } = route();
    expect(await ask(MANIFEST)).toEqual({ text: '{"seq":1}', storedAt: null });
    await clock.advance(60_000);
    set(none);
    const stored = { text: '{"seq":1}', storedAt: '2026-01-01T00:00:00.000Z' };
    expect(await ask(MANIFEST)).toEqual(stored);
    await clock.advance(3 * 24 * 60 * 60_000);
    // That it is used does not make it younger.
    expect(await ask(MANIFEST)).toEqual(stored);
    expect(await ask(MANIFEST)).toEqual(stored);
  });

  test.each([
    [
      'a portal’s page',
      () => new Response('<p>Sign in', { headers: { 'content-type': 'text/html' } }),
    ],
    ['a failing server', () => json('{}', { status: 503 })],
  ])('[fault N1] counts %s as no network, and keeps nothing of it', async (_, answer) => {
    const { ask, set } = route();
    await ask(MANIFEST);
    set(answer);
    expect(await ask(MANIFEST)).toMatchObject({ text: '{"seq":1}' });
    set(none);
    expect(await ask(MANIFEST)).toMatchObject({ text: '{"seq":1}' });
  });

  test('[fault N3] is waited for five seconds where there is another, and what comes later is kept', async () => {
    const { ask, set, begin, clock, rest } = route();
    await ask(MANIFEST);
    const slow = Promise.withResolvers<Response>();
    set(() => slow.promise);
    const answering = begin(MANIFEST);
    await clock.advance(5000);
    expect(await (await answering).text()).toBe('{"seq":1}');
    slow.resolve(json('{"seq":2}'));
    await rest();
    await rest();
    set(none);
    expect(await ask(MANIFEST)).toMatchObject({ text: '{"seq":2}' });
  });

  test('is not alone in changing: a live value is asked for each time, too', async () => {
    const { ask, asked, set } = route();
    const live = 'https://example.test/v1/live/statistics.json';
    await ask(live);
    set(() => json('{"seq":2}'));
    expect(await ask(live)).toEqual({ text: '{"seq":2}', storedAt: null });
    expect(asked).toEqual([live, live]);
  });

  test('is a failure where nothing was ever received', async () => {
    const { ask, set } = route();
    set(none);
    await expect(ask(MANIFEST)).rejects.toThrow(TypeError);
  });

  test('is an error of ours as the server said it, and not kept', async () => {
    const { ask, set } = route();
    set(() => json('{"error":"gone"}', { status: 404 }));
    expect(await ask(MANIFEST)).toMatchObject({ text: '{"error":"gone"}' });
    set(none);
    await expect(ask(MANIFEST)).rejects.toThrow(TypeError);
  });
});

describe('an object', () => {
  test('is asked for once: it never changes', async () => {
    const { ask, asked, set } = route();
    await ask(OBJECT);
    set(hang);
    expect(await ask(OBJECT)).toEqual({ text: '{"seq":1}', storedAt: null });
    expect(asked).toEqual([OBJECT]);
  });

  test('[fault N2] is asked for again where its reader doubts what was kept', async () => {
    const { ask, set } = route();
    set(() => json('{"cut'));
    await ask(OBJECT);
    set(() => json('{"whole":1}'));
    expect(await ask(OBJECT, { cache: 'reload' })).toMatchObject({ text: '{"whole":1}' });
    set(none);
    expect(await ask(OBJECT)).toMatchObject({ text: '{"whole":1}' });
  });
});
