import { describe, expect, it } from 'vitest';
import type { StoredRecord } from '../../src/model/record.ts';
import { defineCollection, field } from '../../src/model/schema.ts';
import type { Current } from '../../src/store/layout.ts';
import { createPictureKeeper, type PictureEnvironment } from '../../src/tab/keep-pictures.ts';

const articles = defineCollection({
  name: 'articles',
  table: 'articles',
  fields: { image: field('image', 'image'), images: field('attachments', 'image') },
  indexes: {},
});
const quotes = defineCollection({ name: 'quotes', table: 'quotes', fields: {}, indexes: {} });
const WIDTHS = [320, 640, 1280];

/** The address of the n-th picture in a width; all its forms carry one mark. */
const at = (n: number, width: number) =>
  `http://site/v1/media/hash${n}x${width}/picture-${String(n).padStart(8, '0')}-${width}.webp`;

function article(n: number): StoredRecord {
  const forms = WIDTHS.map((width) => ({ width, src: at(n, width) }));
  const image = at(n, 1280);
  const images = [{ id: `${n}`, type: 'image/webp', src: image, forms }];
  return { id: `a${n}`, createdTime: '', image, images } as unknown as StoredRecord;
}

/** A device with a copy of so many articles, and a network. */
function openDevice(count: number, { bytes = 1000 } = {}) {
  const cache = new Map<string, number>();
  const asked: string[] = [];
  const world = {
    isOnline: true,
    /** An address that cannot be fetched, as where something in the browser stops it. */
    stopped: '',
    isStoring: true,
    isKept: true,
    savesData: false,
    isKeeping: true,
    onPage: [] as string[],
    pixels: 640,
    underWay: 0,
    mostUnderWay: 0,
  };
  const lockName = crypto.randomUUID();
  const open = () => {
    const environment: PictureEnvironment = {
      collections: [quotes, articles],
      survey: {
        current: async () => (world.isKept ? ({} as Current) : undefined),
        async *batches(name) {
          const all = Array.from({ length: name === 'articles' ? count : 0 }, (_, n) => article(n));
          yield all.slice(0, 3);
          yield all.slice(3);
        },
      },
      addressOf: (src) => src,
      kept: async () => [...cache].map(([address, size]) => ({ address, bytes: size })),
      onPage: () => world.onPage,
      pixels: () => world.pixels,
      async fetch(address) {
        asked.push(address);
        world.mostUnderWay = Math.max(world.mostUnderWay, ++world.underWay);
        await new Promise((resolve) => setImmediate(resolve));
        world.underWay--;
        if (!world.isOnline || address === world.stopped) throw new TypeError('no network');
        if (world.isStoring) cache.set(address, bytes);
        return bytes;
      },
      isKeeping: () => world.isKeeping,
      savesData: () => world.savesData,
      idle: async (signal) => signal.throwIfAborted(),
      // Node's own.
      locks: navigator.locks,
      lockName,
    };
    return createPictureKeeper(environment);
  };
  return { world, cache, asked, open, keeper: open() };
}
const { signal } = new AbortController();

describe('[B49] a round', () => {
  it('fetches one fitting width of every picture, two at a time, and says truly how far it is', async () => {
    const { keeper, asked, world } = openDevice(7);
    const told: number[] = [];
    const onProgress = ({ kept }: { kept: number }) => told.push(kept);
    expect(await keeper.run({ signal, onProgress })).toEqual({ end: 'whole', kept: 7, total: 7 });
    expect(asked.toSorted()).toEqual(Array.from({ length: 7 }, (_, n) => at(n, 640)));
    expect(told).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(world.mostUnderWay).toBe(2);
    expect(await keeper.count(signal)).toEqual({ kept: 7, total: 7 });
  });

  it('asks for nothing that is here, in this width or a wider one, and again for what is too narrow', async () => {
    const { keeper, asked, cache } = openDevice(4);
    cache.set(at(0, 640), 10).set(at(1, 1280), 10).set(at(2, 320), 10);
    await keeper.run({ signal });
    expect(asked.toSorted()).toEqual([at(2, 640), at(3, 640)]);
  });

  it('begins with what the page shows, in just the width that it shows', async () => {
    const { keeper, asked, world } = openDevice(3);
    world.onPage = [at(2, 1280)];
    await keeper.run({ signal });
    expect(asked[0]).toBe(at(2, 1280));
  });

  it('stops where there is no more room, with the newest here', async () => {
    const { keeper, asked } = openDevice(9, { bytes: 20_000_000 });
    expect(await keeper.run({ signal })).toMatchObject({ end: 'no-room', total: 9 });
    expect(asked.length).toBeLessThanOrEqual(4);
    expect(asked.slice(0, 2)).toEqual([at(0, 640), at(1, 640)]);
  });

  it('asks for nothing where what is here takes all the room', async () => {
    const { keeper, asked, cache, world } = openDevice(5);
    cache.set(at(0, 640), 45_000_000);
    world.onPage = [at(3, 640)];
    expect(await keeper.run({ signal })).toEqual({ end: 'no-room', kept: 1, total: 5 });
    expect(asked).toEqual([]);
  });

  it('fetches nothing but what is on the page where the reader asks for little traffic, until a person asks', async () => {
    const { keeper, asked, world } = openDevice(3);
    world.savesData = true;
    world.onPage = [at(1, 320)];
    expect(await keeper.run({ signal })).toMatchObject({ end: 'save-data', kept: 0, total: 3 });
    expect(asked).toEqual([at(1, 320)]);
    expect(await keeper.run({ signal, isAsked: true })).toMatchObject({ end: 'whole', kept: 3 });
  });

  it('ends when the network goes, and goes on where it was in the next one', async () => {
    const { keeper, asked, world, cache } = openDevice(4);
    cache.set(at(0, 640), 10);
    world.isOnline = false;
    expect(await keeper.run({ signal })).toMatchObject({ end: 'no-network', kept: 1, total: 4 });
    world.isOnline = true;
    asked.length = 0;
    expect(await keeper.run({ signal })).toMatchObject({ end: 'whole', kept: 4 });
    expect(asked).not.toContain(at(0, 640));
  });

  it('is over when it says so, also where only one picture of several cannot be fetched', async () => {
    const { keeper, asked, world } = openDevice(9);
    world.stopped = at(0, 640);
    const told: number[] = [];
    const onProgress = ({ kept }: { kept: number }) => told.push(kept);
    const { end, kept } = await keeper.run({ signal, onProgress });
    const askedByThen = asked.length;
    for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
    expect(end).toBe('no-network');
    expect(asked).toHaveLength(askedByThen);
    expect(told.at(-1)).toBe(kept);
  });

  it('[fault D5] does not ask once a minute for what the browser will not keep', async () => {
    const { keeper, asked, world } = openDevice(3);
    world.isStoring = false;
    await keeper.run({ signal });
    expect(asked).toHaveLength(3);
    expect(await keeper.run({ signal })).toMatchObject({ end: 'refused', kept: 0, total: 3 });
    expect(asked).toHaveLength(3);
  });

  it('is one tab’s at a time; who is asked by a person waits for their turn', async () => {
    const { open, keeper, asked } = openDevice(5);
    const first = keeper.run({ signal });
    expect(await open().run({ signal })).toMatchObject({ end: 'elsewhere' });
    expect(await open().run({ signal, isAsked: true })).toMatchObject({ end: 'whole', kept: 5 });
    expect(await first).toMatchObject({ end: 'whole' });
    expect(asked).toHaveLength(5);
  });

  it('is left out where nobody would keep them, and where there is no copy', async () => {
    const { keeper, asked, world } = openDevice(3);
    world.isKeeping = false;
    expect(await keeper.run({ signal })).toMatchObject({ end: 'unkept' });
    world.isKeeping = true;
    world.isKept = false;
    expect(await keeper.run({ signal })).toMatchObject({ end: 'unkept' });
    expect(await keeper.count(signal)).toBeUndefined();
    expect(asked).toEqual([]);
  });

  it('counts no further when it is aborted, so that storage is not opened again', async () => {
    const { keeper } = openDevice(50);
    const stop = new AbortController();
    const counting = keeper.count(stop.signal);
    stop.abort();
    await expect(counting).rejects.toThrow('aborted');
  });

  it('ends at once when it is aborted', async () => {
    const { keeper, asked } = openDevice(50);
    const stop = new AbortController();
    const onProgress = ({ kept }: { kept: number }) => kept === 2 && stop.abort();
    await expect(keeper.run({ signal: stop.signal, onProgress })).rejects.toThrow('aborted');
    expect(asked.length).toBeLessThan(6);
  });
});
