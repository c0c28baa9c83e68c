import { onTestFinished, describe, expect, test } from 'vitest';
import { createMirror, type MirrorOptions } from '../../../src/proxy/media/mirror.ts';
import type { KeptMedia } from '../../../src/proxy/media/media-index.ts';
import type { PreparedFile } from '../../../src/proxy/media/picture.ts';
import { sniffType } from '../../../src/proxy/media/sniff.ts';
import { hashBytesSync } from '../../../src/proxy/objects/hash-sync.ts';
import type { ProxyEvent } from '../../../src/proxy/report.ts';
import { createTestClock } from '../fakes/clock.ts';

const PNG = Uint8Array.from('\x89PNG\r\n\x1a\n picture', (character) => character.charCodeAt(0));
/** Addresses that must never be asked: other hosts, ports and schemes, numbers in disguise, names that only look right. */
const HOSTILE = [
  'http://169.254.169.254/latest/meta-data',
  'http://2852039166/latest',
  'http://0xa9fea9fe/latest',
  'http://0251.0376.0251.0376/latest',
  'http://[::ffff:169.254.169.254]/latest',
  'http://[::1]:4181/a',
  'http://127.0.0.1:4180/v1/status',
  'http://localhost/a',
  'http://0/a',
  'http://airtable.test:8080/a',
  'https://airtable.test/a',
  'http://airtable.test@evil.test/a',
  'http://evil.test#airtable.test',
  'http://user:secret@airtable.test/a',
  'http://airtable.test.evil.test/a',
  'https://v5.airtableusercontent.com.evil.test/a',
  'https://v5.airtableusercontent.com:8443/a',
  'http://v5.airtableusercontent.com/a',
  'https://api.airtable.com/v0/meta/whoami',
  'file:///etc/passwd',
  'ftp://dl.airtable.com/a',
  'data:image/png;base64,iVBORw0KGgo=',
  'blob:https://dl.airtable.com/x',
  'gopher://evil.test/1',
];

const file = (id: string, url = `http://airtable.test/v3/${id}`) => ({
  id,
  url,
  name: `${id} ü.png`,
  type: 'image/png',
  size: 1,
  width: 2,
  height: 3,
});

/** A store in memory: simulated time runs on while a disk works, so a test of waits must not wait for one. */
function memoryStore(): MirrorOptions['store'] & { readonly refusals: Map<string, string> } {
  const keptById = new Map<string, KeptMedia>();
  const refusals = new Map<string, string>();
  const hashOf = ({ bytes }: PreparedFile) => hashBytesSync(bytes);
  return {
    refusals,
    keptOf: ({ id }) => keptById.get(id),
    refusalOf: ({ id }) => refusals.get(id),
    isSettled: (id) => keptById.has(id) || refusals.has(id),
    keep: ({ id }, { bytes, forms, ...rest }) => {
      keptById.set(id, {
        ...rest,
        hash: hashBytesSync(bytes),
        size: bytes.byteLength,
        forms: forms.map((form) => ({ hash: hashOf(form), width: form.width })),
      });
      return Promise.resolve();
    },
    refuse: ({ id }, why) => {
      refusals.set(id, why);
      return Promise.resolve();
    },
  };
}

/** What the encoder makes, without its process: text is no picture, everything else has one smaller form. */
const prepare: MirrorOptions['prepare'] = (bytes) => {
  const { type } = sniffType(bytes);
  if (type === 'application/octet-stream') return Promise.resolve({ refused: 'is no picture' });
  const form = { bytes: bytes.slice(4), type: 'image/webp', width: 320, height: 200 };
  const measured = { bytes, type, width: 640, height: 400, color: '#aabbcc' };
  return Promise.resolve({ ...measured, forms: [form] });
};

function start(fetch: MirrorOptions['fetch'], options: Partial<MirrorOptions> = {}) {
  const clock = createTestClock();
  const events: ProxyEvent[] = [];
  const arrived: string[][] = [];
  const store = memoryStore();
  const mirror = createMirror({
    store,
    prepare,
    apiUrl: 'http://airtable.test',
    fetch,
    clock,
    random: () => 0.5,
    report: (event) => events.push(event),
    onNews: (ids) => {
      arrived.push([...ids].sort());
      return Promise.resolve();
    },
    ...options,
  });
  const stopping = new AbortController();
  const running = mirror.run(stopping.signal);
  onTestFinished(async () => {
    stopping.abort();
    await running;
  });
  return { mirror, clock, events, arrived, store };
}

describe('createMirror', () => {
  test('says nothing of an attachment until it is here, then where its bytes are published', async () => {
    const { mirror, clock, arrived } = start(() => Promise.resolve(new Response(PNG)));
    expect(mirror.mirrored(file('att1'))).toBeUndefined();
    await clock.until(() => arrived.length > 0);
    expect(arrived).toEqual([['att1']]);
    expect(mirror.mirrored(file('att1'))).toEqual({
      src: expect.stringMatching(/^\/v1\/media\/[\w-]{43}\/att1-u\.png$/) as string,
      type: 'image/png',
      size: PNG.byteLength,
      width: 640,
      height: 400,
      color: '#aabbcc',
      forms: [
        {
          width: 320,
          src: expect.stringMatching(
            /^\/v1\/media\/[\w-]{43}\/att1-u-[a-z0-9]{8}-320\.webp$/,
          ) as string,
        },
      ],
    });
    expect(mirror.isMirrored('att1')).toBe(true);
    expect(mirror.pending()).toBe(0);
  });

  test('[X7] fetches each attachment once, at most two at a time, however often it is seen', async () => {
    let underWay = 0;
    let most = 0;
    const asked: string[] = [];
    const { mirror, clock, arrived } = start(async (request) => {
      asked.push(request.url);
      most = Math.max(most, ++underWay);
      await clock.sleep(1_000);
      underWay--;
      return new Response(PNG);
    });
    for (let round = 0; round < 3; round++) {
      for (let n = 0; n < 10; n++) mirror.mirrored(file(`att${n}`));
      await clock.advance(200);
    }
    await clock.until(() => arrived.flat().length === 10);
    expect(most).toBe(2);
    expect(asked).toHaveLength(10);
  });

  test('[fault N14] retries a failed download with backoff, and at once with a fresh address', async () => {
    const asked: string[] = [];
    const { mirror, clock, arrived, events } = start((request) => {
      asked.push(new URL(request.url).pathname);
      return Promise.resolve(
        request.url.endsWith('fresh')
          ? new Response(PNG)
          : new Response('expired', { status: 410 }),
      );
    });
    mirror.mirrored(file('att1', 'http://airtable.test/old'));
    await clock.advance(60_000);
    expect(asked.length).toBeGreaterThan(2);
    expect(asked.length).toBeLessThan(8);
    expect(events[0]).toMatchObject({ type: 'media-failed', name: 'att1 ü.png', why: '410' });
    mirror.mirrored(file('att1', 'http://airtable.test/fresh'));
    await clock.until(() => arrived.length > 0, 10_000);
  });

  test('[fault N14] gives an address up after half an hour of failures, and begins again with the next one', async () => {
    const asked: string[] = [];
    const { mirror, clock } = start((request) => {
      asked.push(request.url);
      return Promise.resolve(new Response('gone', { status: 404 }));
    });
    mirror.mirrored(file('att1', 'http://airtable.test/first'));
    await clock.advance(60 * 60_000);
    expect(asked).toHaveLength(10);
    expect(mirror.pending()).toBe(0);
    mirror.mirrored(file('att1', 'http://airtable.test/second'));
    await clock.advance(1_000);
    expect(asked.slice(10)).toEqual(['http://airtable.test/second']);
  });

  test('[fault N15] a clock set back by a day puts no further try off for a day', async () => {
    const time = createTestClock();
    let setBackMs = 0;
    let asked = 0;
    const { mirror } = start(
      () => {
        asked++;
        return Promise.resolve(new Response('busy', { status: 503 }));
      },
      { clock: { ...time, now: () => time.now() - setBackMs } },
    );
    mirror.mirrored(file('att1'));
    await time.until(() => asked > 0);
    setBackMs = 24 * 3_600_000;
    await time.advance(1_000);
    expect(asked).toBe(2);
  });

  test('says what is wrong with an attachment that does not come, and says it once', async () => {
    const { mirror, clock, arrived, events } = start(() =>
      Promise.resolve(new Response('', { status: 503 })),
    );
    mirror.mirrored(file('att1'));
    await clock.advance(20_000);
    expect(events.length).toBeGreaterThan(1);
    expect(arrived).toEqual([['att1']]);
    expect(mirror.mirrored(file('att1'))).toEqual({
      failed: 'did not come (503); it is asked for again',
      isComing: true,
    });
    expect(mirror.isMirrored('att1')).toBe(false);
  });

  test('[fault N16] asks only once for what is no picture or too large, and not at all where upstream says so', async () => {
    const asked: string[] = [];
    const { mirror, clock, events, store } = start(
      (request) => {
        asked.push(new URL(request.url).pathname);
        const body = request.url.endsWith('big') ? new Uint8Array(2_000_000) : '<html>';
        return Promise.resolve(new Response(body));
      },
      { maxBytes: 1_048_576 },
    );
    const seen = () => {
      mirror.mirrored(file('att1', 'http://airtable.test/big'));
      mirror.mirrored(file('att2', 'http://airtable.test/page'));
      return mirror.mirrored({ ...file('att3', 'http://airtable.test/claims'), size: 2_000_000 });
    };
    seen();
    await clock.advance(10_000);
    expect(seen()).toEqual({ failed: 'is above 1 MiB' });
    await clock.advance(60 * 60_000);
    expect(asked.toSorted()).toEqual(['/big', '/page']);
    expect([...store.refusals]).toEqual(
      expect.arrayContaining([
        ['att1', 'is above 1 MiB'],
        ['att2', 'is no picture'],
      ]),
    );
    expect(events.map(({ type }) => type)).toEqual(['media-refused', 'media-refused']);
    expect(mirror.isMirrored('att2')).toBe(true);
  });

  test('[fault N16] gives up what stalls', async () => {
    const { mirror, clock, events } = start(() => new Promise(() => undefined));
    mirror.mirrored(file('att1'));
    await clock.until(() => events.length > 0, 15_000);
    expect(events[0]).toMatchObject({
      why: expect.stringContaining('no answer for 10 s') as string,
    });
  });

  test('[X7][figure R23] asks no other host, by address or by redirect, and names none', async () => {
    const asked: Request[] = [];
    const { mirror, clock, events } = start((request) => {
      asked.push(request);
      const to = new URL(request.url).searchParams.get('to');
      return Promise.resolve(
        to === null
          ? new Response(PNG)
          : new Response(null, { status: 302, headers: { location: to } }),
      );
    });
    const via = (to: string) => `http://airtable.test/r?to=${encodeURIComponent(to)}`;
    for (const [i, to] of HOSTILE.entries()) {
      mirror.mirrored(file(`direct${i}`, to));
      mirror.mirrored(file(`via${i}`, via(to)));
      mirror.mirrored(file(`twice${i}`, via(via(to))));
    }
    mirror.mirrored(file('good', via('/v3/good')));
    mirror.mirrored(file('round', via('')));
    await clock.advance(60_000);
    const hosts = new Set(asked.map(({ url }) => new URL(url).host));
    expect([...hosts]).toEqual(['airtable.test']);
    expect(asked.every(({ redirect }) => redirect === 'manual')).toBe(true);
    expect(mirror.isMirrored('good')).toBe(true);
    expect(mirror.isMirrored('via0')).toBe(false);
    expect(JSON.stringify(events)).not.toMatch(/169\.254|evil|passwd/);
  });

  test('announces again what could not be published', async () => {
    const heard: number[] = [];
    const { mirror, clock, events } = start(() => Promise.resolve(new Response(PNG)), {
      onNews: (ids) => {
        heard.push(ids.size);
        return heard.length === 1 ? Promise.reject(new Error('disk full')) : Promise.resolve();
      },
    });
    mirror.mirrored(file('att1'));
    await clock.until(() => heard.length === 2);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'failed', what: 'publishing attachments' }),
    );
  });
});
