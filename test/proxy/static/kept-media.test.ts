import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mediaPath } from '../../../src/protocol/paths.ts';
import { openMediaStore } from '../../../src/proxy/media/media-store.ts';
import { KEPT_MEDIA_PATH, keptMediaOf } from '../../../src/proxy/static/kept-media.ts';
import { openPrevious } from '../../../src/proxy/static/previous.ts';
import { readWhole } from '../../../src/proxy/static/publication-files.ts';
import { continueFrom, openPublishedFolder } from '../../../src/proxy/static/published-folder.ts';
import { temporaryFolder } from '../fakes/folder.ts';
import { createStaticWorld, put, record } from './world.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const raster = (text: string, width: number) => ({
  bytes: bytesOf(text),
  type: 'image/webp',
  width,
  height: 300,
});

/** A published site with two pictures of its own and one that no record names, all in its machine's data folder. */
async function publishPictures() {
  const world = await createStaticWorld();
  const { dataDir, publish, write, out } = world;
  const store = await openMediaStore(join(dataDir, 'media'));
  const keys = ['attBoat', 'attJetty', 'attNobodys'].map((id) => ({ id, size: 1234 }));
  const srcOf = async (key: { readonly id: string; readonly size: number }) => {
    const forms = [raster(`${key.id}, small`, 320)] as const;
    await store.keep(key, { ...raster(key.id, 900), forms, color: '#123456' });
    const { hash, forms: kept } = store.keptOf(key)!;
    return [hash, kept[0]!.hash].map((name) => `/${mediaPath(name, 'a.webp')}`).join(',');
  };
  const [boat, jetty] = [await srcOf(keys[0]!), await srcOf(keys[1]!)];
  await srcOf(keys[2]!);
  await publish([record(1, { image: boat }), record(2, { image: jetty })]);
  const folder = openPublishedFolder(dataDir);
  const { media } = await readWhole((await folder.manifest())!, folder.readObject);
  await write({ pages: new Map([[KEPT_MEDIA_PATH, await keptMediaOf(dataDir, media)]]) });
  return { out, store, keys, media, read: world.read };
}

test('a machine that keeps nothing gets the pictures of the site with what is known of them', async () => {
  const { out, store, keys, read } = await publishPictures();
  expect(await read(KEPT_MEDIA_PATH)).not.toContain('attNobodys');
  const fresh = await temporaryFolder();
  await continueFrom(await openPrevious(out, fetch), fresh);
  const brought = await openMediaStore(join(fresh, 'media'));
  for (const key of keys.slice(0, 2)) expect(brought.keptOf(key)).toEqual(store.keptOf(key));
  expect(brought.keptOf(keys[2]!)).toBeUndefined();
  // Another file under the same id is fetched as ever.
  expect(brought.keptOf({ ...keys[0]!, size: 99 })).toBeUndefined();
  // What was brought can be published and brought again.
  const folder = openPublishedFolder(fresh);
  const { media } = await readWhole((await folder.manifest())!, folder.readObject);
  expect(await keptMediaOf(fresh, media)).toBe(await read(KEPT_MEDIA_PATH));
});

test('a picture that is damaged or missing there is left to be fetched, and the others are brought', async () => {
  const { out, keys, media } = await publishPictures();
  await put(out, { [media[0]!]: 'not these bytes' });
  const fresh = await temporaryFolder();
  await continueFrom(await openPrevious(out, fetch), fresh);
  const brought = await openMediaStore(join(fresh, 'media'));
  const found = keys.slice(0, 2).filter((key) => brought.keptOf(key) !== undefined);
  expect(found).toHaveLength(1);
});

test('a site that says nothing of its pictures is gone on from all the same', async () => {
  const { out } = await publishPictures();
  await put(out, {
    [KEPT_MEDIA_PATH]: '{"id":"attBoat","claimed":1,"kept":{"hash":"../../x"}}\nno\n',
  });
  const fresh = await temporaryFolder();
  expect(await continueFrom(await openPrevious(out, fetch), fresh)).toBe(true);
  const brought = await openMediaStore(join(fresh, 'media'));
  expect(brought.isSettled('attBoat')).toBe(false);
});
