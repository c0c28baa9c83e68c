// oxlint-disable typescript/no-unsafe-call, typescript/no-unsafe-return -- answers are JSON of any shape: a member that is not there fails the test
import sharp from 'sharp';
import { describe, expect, it, onTestFinished } from 'vitest';

import type { Snapshot } from '../../src/emulator/snapshot.ts';
import { createTestClock } from '../proxy/fakes/clock.ts';
import { PIXEL, recordId, TOKEN } from './fixture-base.ts';
import { createWorld, type World } from './world.ts';

const HOUR = 3_600_000;
const pixel = {
  id: 'attPixel000000001',
  filename: 'a dot & more.png',
  type: 'image/png',
  width: 1,
  height: 1,
  size: 70,
  file: PIXEL,
};

const withPixel = (options?: Parameters<typeof createWorld>[0]): World => {
  const world = createWorld(options);
  world.emulator.table('people').update(recordId(1), { photo: [pixel] });
  return world;
};

const photosOf = async (world: World) =>
  (await world.call('GET', `people/${recordId(1)}`)).body.fields.photo;
const photoOf = async (world: World) =>
  (await world.call('GET', `people/${recordId(1)}`)).body.fields.photo[0];
const get = (world: World, url: string) => world.emulator.fetch(new Request(url));

describe('an attachment', () => {
  it('is shown with its facts, a signed address and thumbnails, and never where its bytes lie', async () => {
    const photo = await photoOf(withPixel());
    expect(photo).toMatchObject({
      id: pixel.id,
      filename: pixel.filename,
      type: 'image/png',
      size: 70,
    });
    expect(photo.url).toMatch(
      /^http:\/\/airtable\.test\/v3\/u\/29\/29\/\d+\/[\w-]+\/attPixel000000001\//,
    );
    expect(Object.keys(photo.thumbnails)).toEqual(['small', 'large', 'full']);
    expect(photo).not.toHaveProperty('file');
  });

  it('answers its bytes with its type, and no script can run in them', async () => {
    const world = withPixel();
    const answer = await get(world, (await photoOf(world)).url);
    expect(answer.headers.get('content-type')).toBe('image/png');
    expect(answer.headers.get('content-security-policy')).toContain('sandbox');
    expect((await answer.text()).slice(1, 4)).toBe('PNG');
  });

  it('has thumbnails in Airtable’s sizes, smaller than itself, that expire as it does', async () => {
    const world = createWorld();
    const bytes = await sharp({
      create: { width: 944, height: 964, channels: 3, background: '#246' },
    })
      .png()
      .toBuffer();
    const upload = {
      contentType: 'image/png',
      filename: 'big.png',
      file: bytes.toString('base64'),
    };
    const path = `/v0/appFIXTUREbase001/${recordId(1)}/photo/uploadAttachment`;
    expect((await world.call('POST', path, upload)).status).toBe(200);
    const photo = await photoOf(world);
    expect([photo.width, photo.height]).toEqual([944, 964]);
    for (const [size, width, height] of [
      ['small', 35, 36],
      ['large', 512, 523],
      ['full', 944, 964],
    ] as const) {
      const { url, ...shown } = photo.thumbnails[size];
      expect([size, shown]).toEqual([size, { width, height }]);
      const served = await get(world, url);
      const read = await sharp(await served.arrayBuffer()).metadata();
      expect([read.format, read.width, read.height]).toEqual(['webp', width, height]);
    }
    world.clock.nowMs += 2 * HOUR;
    expect((await get(world, photo.thumbnails.small.url)).status).toBe(410);
  });

  it('is uploaded at the host of contents too, which knows nothing else', async () => {
    const { emulator } = createWorld({ contentOrigin: 'https://content.airtable.test' });
    const ask = (path: string, body: object) =>
      emulator.fetch(
        new Request(`https://content.airtable.test/v0/appFIXTUREbase001/${path}`, {
          method: 'POST',
          headers: { authorization: `Bearer ${TOKEN}` },
          body: JSON.stringify(body),
        }),
      );
    const file = { contentType: 'text/plain', filename: 'note.txt', file: btoa('hello') };
    const answer = await ask(`${recordId(1)}/photo/uploadAttachment`, file);
    expect(answer.status).toBe(200);
    expect((await ask('people', { fields: {} })).status).toBe(404);
  });

  it('is fetched after the write that names its address: first a name, later its facts', async () => {
    const asked: string[] = [];
    let release = (): void => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const world = createWorld({
      fetch: async ({ url }) => {
        asked.push(url);
        await released;
        const isThere = url.endsWith('.png');
        return isThere ? await fetch(PIXEL) : new Response('gone', { status: 404 });
      },
    });
    const photo = [{ url: 'https://files.test/a%20dot.png' }, { url: 'https://files.test/gone' }];
    const { body } = await world.call('PATCH', `people/${recordId(1)}`, { fields: { photo } });
    expect(body.fields.photo.map((file: object) => Object.keys(file))).toEqual([
      ['id', 'url', 'filename'],
      ['id', 'url', 'filename'],
    ]);
    release();
    await expect.poll(async () => (await photoOf(world)).size).toBe(70);
    await expect.poll(() => photosOf(world)).toHaveLength(1);
    expect(await photoOf(world)).toMatchObject({
      filename: 'a dot.png',
      type: 'image/png',
      width: 1,
      height: 1,
    });
    expect(asked).toHaveLength(2);
  });

  it('vanishes when its file has not come in two minutes, begun anew after a restart or not', async () => {
    const clock = createTestClock();
    let saved: Snapshot | undefined;
    const options = {
      now: clock.now,
      sleep: clock.sleep,
      fetch: () => new Promise<Response>(() => {}),
    };
    const first = createWorld({ ...options, save: (snapshot) => (saved = snapshot()) });
    const photo = [{ url: 'https://files.test/never.png' }];
    await first.call('PATCH', `people/${recordId(1)}`, { fields: { photo } });
    first.emulator.stop();
    const second = createWorld({ ...options, load: () => saved });
    await clock.advance(119_999);
    expect(await photosOf(second)).toHaveLength(1);
    await clock.advance(1);
    expect(await photosOf(second)).toBeUndefined();
    expect(await photosOf(first)).toHaveLength(1);
  });

  it('of more than 25 MB is not read to its end, and vanishes', async () => {
    let sent = 0;
    let isLeft = false;
    const huge = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        if (sent >= 60_000_000) return controller.close();
        sent += 1_000_000;
        controller.enqueue(new Uint8Array(1_000_000));
      },
      cancel: () => {
        isLeft = true;
      },
    });
    const world = createWorld({ fetch: () => Promise.resolve(new Response(huge)) });
    onTestFinished(world.emulator.stop);
    const photo = [{ url: 'https://files.test/huge.png' }];
    await world.call('PATCH', `people/${recordId(1)}`, { fields: { photo } });
    await expect.poll(() => photosOf(world)).toBeUndefined();
    expect(sent).toBeLessThan(30_000_000);
    expect(isLeft).toBe(true);
  });

  it('has one address within the hour, and another in the next', async () => {
    const world = withPixel();
    const { url } = await photoOf(world);
    world.clock.nowMs += HOUR - 1;
    expect((await photoOf(world)).url).toBe(url);
    world.clock.nowMs += 1;
    expect((await photoOf(world)).url).not.toBe(url);
  });

  it('is gone from its address after two hours, and there again at a new one', async () => {
    const world = withPixel();
    const { url } = await photoOf(world);
    world.clock.nowMs += 2 * HOUR - 1;
    expect((await get(world, url)).status).toBe(200);
    world.clock.nowMs += 1;
    expect((await get(world, url)).status).toBe(410);
    expect((await get(world, (await photoOf(world)).url)).status).toBe(200);
  });

  it('can be fetched until then although its record is deleted', async () => {
    const world = withPixel();
    const { url } = await photoOf(world);
    await world.call('DELETE', `people/${recordId(1)}`);
    world.clock.nowMs += 2 * HOUR - 1;
    expect((await get(world, url)).status).toBe(200);
    world.clock.nowMs += 1;
    expect((await get(world, url)).status).toBe(410);
  });

  it('can be made to expire within a second', async () => {
    const world = withPixel({ attachmentTtlMs: 1_000 });
    const { url } = await photoOf(world);
    world.clock.nowMs += 1_000;
    expect((await get(world, url)).status).toBe(410);
  });

  it('is refused at an address nobody signed', async () => {
    const world = withPixel();
    const { url } = await photoOf(world);
    expect((await get(world, url.replace(/\/29\/29\/\d/, '/29/29/9'))).status).toBe(403);
  });

  it('is appended by an upload, and kept or dropped by a write that names ids', async () => {
    const world = withPixel();
    const path = `/v0/appFIXTUREbase001/${recordId(1)}/photo/uploadAttachment`;
    const upload = { contentType: 'text/plain', filename: 'note.txt', file: btoa('hello') };
    const { body } = await world.call('POST', path, upload);
    const [first, second] = body.fields.fldphoto000000000;
    expect([first.id, second.filename, second.size]).toEqual([pixel.id, 'note.txt', 5]);
    expect(await (await get(world, second.url)).text()).toBe('hello');
    const kept = await world.call('PATCH', `people/${recordId(1)}`, {
      fields: { photo: [{ id: second.id }] },
    });
    expect(kept.body.fields.photo.map((file: { id: string }) => file.id)).toEqual([second.id]);
    expect((await get(world, first.url)).status).toBe(404);
  });
});
