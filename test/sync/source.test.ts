import { describe, expect, it } from 'vitest';
import { hashText } from '../../src/model/hash.ts';
import { SyncError } from '../../src/protocol/failure.ts';
import { createSource, type ManifestAnswer, type Source } from '../../src/sync/source.ts';
import { BASE_URL, hang, json, refuse } from '../fakes/fake-network.ts';
import { createVirtualClock } from '../fakes/virtual-clock.ts';

const HASH = 'A'.repeat(43);
const manifest = {
  protocol: 1,
  log: 'log-1',
  seq: 7,
  version: HASH,
  publishedAt: '2026-01-01T00:00:00.000Z',
  pollAfterMs: 1000,
  writable: false,
  collections: { posts: { root: HASH, count: 3, shape: HASH } },
  history: HASH,
  live: [],
};
const text = JSON.stringify(manifest);
const known = { etag: 'W/"log-1.7"', asOf: manifest.publishedAt };

type Answer = (address: string, init: RequestInit) => Promise<Response> | Response;

function sourceOf(answer: Answer, options: { acceptsStale?: () => boolean } = {}) {
  const clock = createVirtualClock({ turns: 5 });
  const asked: { address: string; init: RequestInit }[] = [];
  const source = createSource({
    ...options,
    baseUrl: BASE_URL,
    clock,
    fetch: async (address, init) => {
      asked.push({ address, init });
      return answer(address, init);
    },
  });
  return { source, clock, asked };
}

const never = new AbortController().signal;
const ask = (source: Source): Promise<ManifestAnswer> => source.manifest(undefined, never);

/** The code with which a call fails. */
async function codeOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof SyncError ? error.code : `no SyncError: ${String(error)}`;
}

describe('the manifest', () => {
  it('is asked for past every cache, with our own If-None-Match', async () => {
    const { source, asked } = sourceOf(() => new Response(null, { status: 304 }));
    const answer = await source.manifest(known, never);
    expect(answer.kind).toBe('same');
    expect(asked[0]).toMatchObject({
      address: `${BASE_URL}v1/manifest.json`,
      init: { cache: 'no-store', headers: { 'if-none-match': 'W/"log-1.7"' } },
    });
  });

  it('is accepted with its ETag', async () => {
    const { source } = sourceOf(() => json(text, { etag: 'W/"log-1.7"' }));
    expect(await ask(source)).toMatchObject({ kind: 'manifest', manifest, known });
  });

  it('is refused as newer-version where it speaks another protocol', async () => {
    const { source } = sourceOf(() => json(JSON.stringify({ ...manifest, protocol: 2 })));
    expect(await codeOf(ask(source))).toBe('newer-version');
  });

  it('is no 304 where nothing was named', async () => {
    const { source } = sourceOf(() => new Response(null, { status: 304 }));
    expect(await codeOf(ask(source))).toBe('invalid-response');
  });
});

describe('how old it is', () => {
  const ageOf = async (headers: Record<string, string>) => {
    const { source } = sourceOf(() => json(text, headers));
    return (await ask(source)).upstreamAgeMs;
  };

  it('[promise P8] is what the proxy says, plus what a shared cache adds', async () => {
    expect(await ageOf({ 'x-offprint-checked': '12' })).toBe(12_000);
    expect(await ageOf({ 'x-offprint-checked': '12', age: '60' })).toBe(72_000);
  });

  it('[promise P8] is said on a 304, too', async () => {
    const { source } = sourceOf(
      () => new Response(null, { status: 304, headers: { 'x-offprint-checked': '90' } }),
    );
    expect((await source.manifest(known, never)).upstreamAgeMs).toBe(90_000);
  });

  it('[promise P8] is that of the publication, by the server’s clock, where a static host says nothing', async () => {
    expect(await ageOf({ date: 'Thu, 01 Jan 2026 01:00:00 GMT' })).toBe(3_600_000);
  });

  it('[promise P8] is that of the check which a static host’s manifest states, on a 304 too, and a shared cache adds to it', async () => {
    const checked = JSON.stringify({ ...manifest, checkedAt: '2026-01-01T00:50:00.000Z' });
    const headers = { date: 'Thu, 01 Jan 2026 01:00:00 GMT', etag: '"a"' };
    const answers = [
      json(checked, headers),
      json(checked, { ...headers, age: '30' }),
      new Response(null, { status: 304, headers }),
    ];
    const { source } = sourceOf(() => answers.shift()!);
    const first = await source.manifest(undefined, never);
    expect(first.upstreamAgeMs).toBe(600_000);
    expect((await source.manifest(undefined, never)).upstreamAgeMs).toBe(630_000);
    if (first.kind === 'same') throw new Error('there was nothing to be the same as');
    expect((await source.manifest(first.known, never)).upstreamAgeMs).toBe(600_000);
  });

  it('[fault N15] is never negative, and 0 where it is unreadable', async () => {
    expect(await ageOf({ 'x-offprint-checked': '-5' })).toBe(0);
    expect(await ageOf({ 'x-offprint-checked': 'soon' })).toBe(0);
    expect(await ageOf({ date: 'Wed, 31 Dec 2025 00:00:00 GMT' })).toBe(0);
  });
});

describe('what is refused', () => {
  const html = (init: ResponseInit = {}) =>
    new Response('<html>Please sign in</html>', {
      headers: { 'content-type': 'text/html' },
      ...init,
    });
  const redirected = () => Object.defineProperty(html(), 'redirected', { value: true });
  const cases: readonly [string, Answer, string][] = [
    ['[fault N1] a captive portal’s 200 HTML', () => html(), 'offline'],
    ['[fault N1] a redirect to a sign-in page', redirected, 'offline'],
    ['[fault N1] a redirect that is not followed', () => html({ status: 302 }), 'offline'],
    [
      '[P3][fault N1] JSON that is not ours',
      () => json('{"login":"https://portal"}'),
      'invalid-response',
    ],
    ['[P3] a body without a content type', () => new Response(new Uint8Array([123])), 'offline'],
    ['[fault N9] no network', refuse, 'offline'],
    ['[P3][fault N9] a 503', () => html({ status: 503 }), 'offline'],
    ['a 401', () => html({ status: 401 }), 'unauthorized'],
    ['[P3] a 404', () => html({ status: 404 }), 'not-found'],
    ['a 429', () => html({ status: 429 }), 'rate-limited'],
    ['[P3] a 418', () => html({ status: 418 }), 'invalid-response'],
    ['[fault S8] a service worker’s copy', () => json(text, { 'x-from-cache': 'x' }), 'offline'],
    [
      '[fault N16] a deep nest',
      () => json('['.repeat(10_000) + ']'.repeat(10_000)),
      'invalid-response',
    ],
    [
      '[P3][fault N16] more than a megabyte',
      () => json(`"${'x'.repeat(1024 * 1024)}"`),
      'too-large',
    ],
    [
      'bytes that are no UTF-8',
      () =>
        new Response(new Uint8Array([0xff, 0xfe]), {
          headers: { 'content-type': 'application/json' },
        }),
      'invalid-response',
    ],
  ];
  for (const [what, answer, code] of cases) {
    it(`${what} is ${code}`, async () => {
      expect(await codeOf(ask(sourceOf(answer).source))).toBe(code);
    });
  }

  it('[invariant I16] unless it was asked for, and then it counts as of when it was stored', async () => {
    const stored = (at: string) => () =>
      json(text, { 'x-from-cache': at, 'x-offprint-checked': '60' });
    const accepting = (at: string) => sourceOf(stored(at), { acceptsStale: () => true });
    const { source, asked } = accepting('2026-01-02T00:00:00.000Z');
    expect(await ask(source)).toMatchObject({
      kind: 'manifest',
      isStale: true,
      askedAt: Date.UTC(2026, 0, 2),
      upstreamAgeMs: 60_000,
    });
    expect(asked[0]!.init.headers).toEqual({ 'x-accept-stale': '1' });
    expect(await ask(accepting('some time').source)).toMatchObject({ isStale: true, askedAt: 0 });
  });

  it('[fault N2] a manifest cut anywhere is never accepted', async () => {
    for (let end = 0; end < text.length; end += 7) {
      const { source } = sourceOf(() => json(text.slice(0, end)));
      expect(await codeOf(ask(source))).toBe('invalid-response');
    }
  });
});

describe('a Retry-After', () => {
  const retryAfterOf = async (status: number, headers: Record<string, string>) => {
    const { source } = sourceOf(() => new Response('', { status, headers }));
    const error: unknown = await ask(source).catch((reason: unknown) => reason);
    return (error as SyncError).facts.retryAfterMs;
  };

  it('[B24] is read in seconds, or as a date by the server’s own clock', async () => {
    expect(await retryAfterOf(503, { 'retry-after': '120' })).toBe(120_000);
    const headers = {
      'retry-after': 'Thu, 01 Jan 2026 00:10:00 GMT',
      date: 'Thu, 01 Jan 2026 00:00:00 GMT',
    };
    expect(await retryAfterOf(503, headers)).toBe(600_000);
  });

  it('[B24] counts as 30 s where a 429 names none', async () => {
    expect(await retryAfterOf(429, {})).toBe(30_000);
    expect(await retryAfterOf(429, { 'retry-after': 'soon' })).toBe(30_000);
    expect(await retryAfterOf(503, {})).toBe(0);
  });
});

describe('an object', () => {
  const object = '{"rows":[],"total":0}';

  it('[P3][invariant I5] is accepted where its bytes have its name', async () => {
    const { source } = sourceOf(() => json(object));
    const bytes = await source.object(await hashText(object), never);
    expect(new TextDecoder().decode(bytes)).toBe(object);
  });

  it('[P3][fault N2] is refused cut at any byte, or with another in its place', async () => {
    const name = await hashText(object);
    for (let at = 0; at < object.length; at++) {
      const wrong = [object.slice(0, at), `${object.slice(0, at)}~${object.slice(at + 1)}`];
      for (const body of wrong) {
        const { source } = sourceOf(() => json(body));
        expect(await codeOf(source.object(name, never))).toBe('invalid-response');
      }
    }
  });

  it('[fault N2] that came wrong is asked for past the browser’s own cache, until it comes right', async () => {
    const name = await hashText(object);
    const bodies = [object.slice(1), object.slice(2), object, object];
    const { source, asked } = sourceOf(() => json(bodies.shift()!));
    const asks = [0, 1, 2, 3].map(() => () => source.object(name, never));
    for (const next of asks) await next().catch(() => undefined);
    expect(asked.map(({ init }) => init.cache)).toEqual(['default', 'reload', 'reload', 'default']);
  });

  it('[P3][fault N16] is not read beyond its cap', async () => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent++;
        controller.enqueue(new Uint8Array(64 * 1024));
      },
    });
    const { source } = sourceOf(
      () => new Response(endless, { headers: { 'content-type': 'application/json' } }),
    );
    expect(await codeOf(source.object(HASH, never))).toBe('too-large');
    expect(sent * 64 * 1024).toBeLessThan(9 * 1024 * 1024);
  });
});

describe('time', () => {
  /** A body that sends one byte at a time, waiting `everyMs` before each, for `count` bytes, then is silent. */
  function drip(clock: ReturnType<typeof createVirtualClock>, everyMs: number, bytes: Uint8Array) {
    let at = 0;
    return new ReadableStream<Uint8Array>({
      async pull(controller) {
        await clock.sleep(everyMs, never);
        if (at === bytes.length) controller.close();
        else controller.enqueue(bytes.subarray(at, ++at));
      },
    });
  }

  it('[P4][B26] ends a request that is never answered after 10 s', async () => {
    const { source, clock, asked } = sourceOf((_, init) => hang(init));
    const code = codeOf(ask(source));
    await clock.advance(9999);
    expect(asked[0]!.init.signal!.aborted).toBe(false);
    await clock.advance(1);
    expect(await code).toBe('timeout');
    expect(asked[0]!.init.signal!.aborted).toBe(true);
  });

  it('[P4][fault N3] ends a body that stops in the middle', async () => {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode('{"proto')),
    });
    const { source, clock } = sourceOf(
      () => new Response(body, { headers: { 'content-type': 'application/json' } }),
    );
    const code = codeOf(ask(source));
    await clock.advance(10_000);
    expect(await code).toBe('timeout');
  });

  it('[P4][fault N3] lets a slow but steady body finish, however long it takes', async () => {
    const small = '{"rows":[]}';
    const world = sourceOf(
      () =>
        new Response(drip(world.clock, 9000, new TextEncoder().encode(small)), {
          headers: { 'content-type': 'application/json' },
        }),
    );
    const bytes = world.source.object(await hashText(small), never);
    await world.clock.advance(9000 * (small.length + 2));
    expect(new TextDecoder().decode(await bytes)).toBe(small);
  });

  it('ends at once with the reason of its signal, also where fetch ignores it', async () => {
    const { source } = sourceOf(() => new Promise<never>(() => undefined));
    const stop = new AbortController();
    const asked = source.manifest(undefined, stop.signal);
    stop.abort(new Error('no longer wanted'));
    await expect(asked).rejects.toThrow('no longer wanted');
  });

  it('leaves nothing asleep behind', async () => {
    const { source, clock } = sourceOf(() => json(text));
    await ask(source);
    await clock.settle();
    expect(clock.sleepers).toBe(0);
  });
});
