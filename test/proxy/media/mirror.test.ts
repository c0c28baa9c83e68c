import { onTestFinished, describe, expect, test } from 'vitest';
import { createMirror, type MirrorOptions } from '../../../src/proxy/media/mirror.ts';
import {
  openMediaStore,
  type KeptMedia,
  type MediaStore,
} from '../../../src/proxy/media/media-store.ts';
import { sniffType } from '../../../src/proxy/media/sniff.ts';
import { hashBytesSync } from '../../../src/proxy/objects/hash-sync.ts';
import type { ProxyEvent } from '../../../src/proxy/report.ts';
import { createTestClock } from '../fakes/clock.ts';
import { temporaryFolder } from '../fakes/folder.ts';

const PNG = Uint8Array.from('\x89PNG\r\n\x1a\n picture', (character) => character.charCodeAt(0));
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
function memoryStore(): MediaStore {
  const keptById = new Map<string, KeptMedia>();
  return {
    keptOf: (id) => keptById.get(id),
    put: (id, bytes) => {
      const kept = {
        hash: hashBytesSync(bytes),
        type: sniffType(bytes).type,
        size: bytes.byteLength,
      };
      keptById.set(id, kept);
      return Promise.resolve(kept);
    },
    open: () => Promise.resolve(undefined),
  };
}

function start(fetch: MirrorOptions['fetch'], options: Partial<MirrorOptions> = {}) {
  const clock = createTestClock();
  const events: ProxyEvent[] = [];
  const arrived: string[][] = [];
  const store = memoryStore();
  const mirror = createMirror({
    store,
    apiUrl: 'http://airtable.test',
    fetch,
    clock,
    random: () => 0.5,
    report: (event) => events.push(event),
    onArrived: (ids) => {
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
  return { mirror, clock, events, arrived };
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
    });
    expect(mirror.pending()).toBe(0);
  });

  test('keeps what it has over a restart', async () => {
    const folder = await temporaryFolder();
    await (await openMediaStore(folder)).put('att1', PNG);
    expect((await openMediaStore(folder)).keptOf('att1')).toMatchObject({ size: PNG.byteLength });
  });

  test('fetches each attachment once, at most four at a time, however often it is seen', async () => {
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
    expect(most).toBe(4);
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

  test('[SSRF] asks no other host, and follows no redirect', async () => {
    const asked: Request[] = [];
    const { mirror, clock, events } = start((request) => {
      asked.push(request);
      return Promise.resolve(new Response(PNG));
    });
    mirror.mirrored(file('att1', 'http://169.254.169.254/latest'));
    mirror.mirrored(file('att2'));
    await clock.advance(1_000);
    expect(asked.map(({ url, redirect }) => [url, redirect])).toEqual([
      ['http://airtable.test/v3/att2', 'error'],
    ]);
    expect(JSON.stringify(events)).not.toContain('169.254');
  });

  test('[fault N16] gives up what is too large, and what stalls', async () => {
    const { mirror, clock, events } = start(
      (request) =>
        request.url.endsWith('big')
          ? Promise.resolve(new Response(new Uint8Array(2_000)))
          : new Promise(() => undefined),
      { maxBytes: 1_000 },
    );
    mirror.mirrored(file('att1', 'http://airtable.test/big'));
    mirror.mirrored(file('att2', 'http://airtable.test/silent'));
    const whyOf = (name: string) =>
      events.flatMap((event) =>
        event.type === 'media-failed' && event.name === name ? event.why : [],
      )[0];
    await clock.until(() => whyOf('att2 ü.png') !== undefined, 15_000);
    expect(whyOf('att1 ü.png')).toContain('above 1000 bytes');
    expect(whyOf('att2 ü.png')).toContain('no answer for 10 s');
  });

  test('announces again what could not be published', async () => {
    const heard: number[] = [];
    const { mirror, clock, events } = start(() => Promise.resolve(new Response(PNG)), {
      onArrived: (ids) => {
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
