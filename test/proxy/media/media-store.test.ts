import { appendFile, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openMediaStore } from '../../../src/proxy/media/media-store.ts';
import type { PreparedMedia } from '../../../src/proxy/media/picture.ts';
import { reachedMedia } from '../../../src/proxy/media/reached-media.ts';
import { canonicalJson } from '../../../src/model/canonical.ts';
import { cutChunks } from '../../../src/model/chunk.ts';
import { packChunk } from '../../../src/proxy/publish/packed-chunk.ts';
import { hashTextSync } from '../../../src/proxy/objects/hash-sync.ts';
import { temporaryFolder } from '../fakes/folder.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const media = (name: string): PreparedMedia => ({
  bytes: bytes(`whole ${name}`),
  type: 'image/webp',
  width: 640,
  height: 400,
  color: '#112233',
  forms: [{ bytes: bytes(`small ${name}`), type: 'image/webp', width: 320, height: 200 }],
});
const DAY_MS = 24 * 60 * 60_000;
const KEEP_MS = 30 * DAY_MS;

describe('openMediaStore', () => {
  test('keeps what it has over a restart, refusals too, and asks again for what a crash cut', async () => {
    const folder = await temporaryFolder();
    const store = await openMediaStore(folder);
    await store.keep({ id: 'att1', size: 9 }, media('one'));
    await store.refuse({ id: 'att2', size: 0 }, 'is no picture');
    await appendFile(join(folder, 'index.ndjson'), '{"id":"att3","claimed":1,"kept":{"ha');
    const again = await openMediaStore(folder);
    expect(again.keptOf({ id: 'att1', size: 9 })).toEqual({
      hash: hashTextSync('whole one'),
      type: 'image/webp',
      size: 9,
      width: 640,
      height: 400,
      color: '#112233',
      forms: [{ hash: hashTextSync('small one'), width: 320 }],
    });
    expect(again.refusalOf({ id: 'att2', size: 5 })).toBe('is no picture');
    expect(['att1', 'att2', 'att3'].map(again.isSettled)).toEqual([true, true, false]);
  });

  test('[B33] knows an attachment by its id and size, and nothing of where it came from', async () => {
    const folder = await temporaryFolder();
    const store = await openMediaStore(folder);
    await store.keep({ id: 'att1', size: 9 }, media('one'));
    expect(store.keptOf({ id: 'att1', size: 0 })).toBeDefined();
    expect(store.keptOf({ id: 'att1', size: 10 })).toBeUndefined();
    expect(await readFile(join(folder, 'index.ndjson'), 'utf8')).not.toContain('http');
  });

  test('streams any part of a file', async () => {
    const store = await openMediaStore(await temporaryFolder());
    const large = { ...media('x'), bytes: bytes('0123456789'.repeat(20_000)), forms: [] };
    await store.keep({ id: 'att1', size: 1 }, large);
    const found = await store.open(store.keptOf({ id: 'att1', size: 1 })!.hash);
    expect(found?.size).toBe(200_000);
    expect(await new Response(found!.stream(0, 200_000)).text()).toHaveLength(200_000);
    expect(await new Response(found!.stream(65_530, 65_545)).text()).toBe('012345678901234');
    await found!.stream(0, 10).cancel();
  });

  test('removes files that nothing has reached for 30 days, with what it knew of them, and no other', async () => {
    const folder = await temporaryFolder();
    const store = await openMediaStore(folder);
    await store.keep({ id: 'stays', size: 1 }, media('stays'));
    await store.keep({ id: 'leaves', size: 1 }, media('leaves'));
    const kept = store.keptOf({ id: 'stays', size: 1 })!;
    const src = (hash: string) => `/v1/media/${hash}/a.webp`;
    const record = {
      id: 'r',
      createdTime: '',
      image: src(kept.hash),
      images: kept.forms.map((form) => src(form.hash)),
    };
    const segment = cutChunks([{ record, text: canonicalJson(record) }]).map(packChunk);
    const reached = await reachedMedia([{ segments: [segment] }]);
    expect(reached.size).toBe(2);
    const startMs = Date.now();
    for (let day = 0; day < 30; day++) {
      const removed = await store.collect(reached, {
        nowMs: startMs + day * DAY_MS,
        keepMs: KEEP_MS,
      });
      expect(removed).toBe(0);
    }
    const late = { nowMs: startMs + 31 * DAY_MS, keepMs: KEEP_MS };
    expect(await store.collect(reached, late)).toBe(2);
    const again = await openMediaStore(folder);
    expect(['stays', 'leaves'].map(again.isSettled)).toEqual([true, false]);
    expect(await readdir(folder)).toHaveLength(3);
  });

  test('does not count days on which a record came and went between two collections', async () => {
    const store = await openMediaStore(await temporaryFolder());
    await store.keep({ id: 'att1', size: 1 }, media('one'));
    const startMs = Date.now();
    await store.collect(new Set(), { nowMs: startMs, keepMs: KEEP_MS });
    // Decoded for a publication of that day.
    store.keptOf({ id: 'att1', size: 1 });
    await store.collect(new Set(), { nowMs: startMs + 20 * DAY_MS, keepMs: KEEP_MS });
    expect(await store.collect(new Set(), { nowMs: startMs + 45 * DAY_MS, keepMs: KEEP_MS })).toBe(
      0,
    );
    expect(await store.collect(new Set(), { nowMs: startMs + 51 * DAY_MS, keepMs: KEEP_MS })).toBe(
      2,
    );
  });
});
