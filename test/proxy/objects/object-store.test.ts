import { mkdir, readdir, rmdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { openObjectStore } from '../../../src/proxy/objects/object-store.ts';
import { nameOf } from '../fakes/reader.ts';
import { temporaryFolder } from '../fakes/folder.ts';

const value = Array.from({ length: 400 }, (_, n) => `word ${n}`);
const text = JSON.stringify(value);
const hash = nameOf(value);

describe('openObjectStore', () => {
  test('gives back what was put, in the form that was asked for and made', async () => {
    const store = await openObjectStore(await temporaryFolder());
    await store.put(new Map([[hash, text]]));
    await store.idle();
    const read = async (...wanted: ('br' | 'gzip')[]) => (await store.read(hash, wanted))!;
    expect(Buffer.from((await read()).bytes).toString()).toBe(text);
    expect((await read('br', 'gzip')).encoding).toBe('br');
    expect(brotliDecompressSync((await read('br')).bytes).toString()).toBe(text);
    // Made for the first one who asks, and sent from then on.
    expect((await read('gzip')).encoding).toBe('identity');
    await store.idle();
    expect(gunzipSync((await read('gzip')).bytes).toString()).toBe(text);
  });

  test('makes a form for a later one who asks where it could not be written for the first', async () => {
    const folder = await temporaryFolder();
    const store = await openObjectStore(folder);
    await store.put(new Map([[hash, text]]), new Set([hash]));
    const obstacle = join(folder, `${hash}.json.br`);
    await mkdir(obstacle);
    expect((await store.read(hash, ['br']))!.encoding).toBe('identity');
    await store.idle();
    await rmdir(obstacle);
    await store.read(hash, ['br']);
    await store.idle();
    expect((await store.read(hash, ['br']))!.encoding).toBe('br');
  });

  test('serves small objects, and those not yet compressed, as they are', async () => {
    const store = await openObjectStore(await temporaryFolder());
    const small = nameOf([]);
    await store.put(new Map([[small, '[]']]));
    expect(await store.read(small, ['br'])).toMatchObject({ encoding: 'identity' });
  });

  test('knows nothing of names it was not given', async () => {
    const store = await openObjectStore(await temporaryFolder());
    expect(await store.read(hash, ['br'])).toBeUndefined();
    expect(await store.readText(hash)).toBeUndefined();
  });

  test('finds its objects again after a restart, and removes what a crash left half written', async () => {
    const folder = await temporaryFolder();
    const first = await openObjectStore(folder);
    await first.put(new Map([[hash, text]]));
    await first.idle();
    await writeFile(join(folder, `${hash}.json.abc.tmp`), 'half');
    const second = await openObjectStore(folder);
    expect(await second.readText(hash)).toBe(text);
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('sends after a restart the forms that were made before it', async () => {
    const folder = await temporaryFolder();
    const first = await openObjectStore(folder);
    await first.put(new Map([[hash, text]]));
    await first.read(hash, ['gzip']);
    await first.idle();
    const second = await openObjectStore(folder);
    expect((await second.read(hash, ['gzip']))!.encoding).toBe('gzip');
    expect((await second.read(hash, ['br', 'gzip']))!.encoding).toBe('br');
  });

  test('sends the urgent gzipped as soon as they are put', async () => {
    const store = await openObjectStore(await temporaryFolder());
    await store.put(new Map([[hash, text]]), new Set([hash]));
    const sent = (await store.read(hash, ['br', 'gzip']))!;
    expect(gunzipSync(sent.bytes).toString()).toBe(text);
  });

  test('sends nothing of what was collected', async () => {
    const store = await openObjectStore(await temporaryFolder());
    await store.put(new Map([[hash, text]]));
    await store.idle();
    await store.read(hash, ['br']);
    expect(await store.collect(() => false, Infinity)).toBe(1);
    expect(await store.read(hash, ['br'])).toBeUndefined();
  });

  test('does not take a damaged file for the object, and writes it again when it is put', async () => {
    const folder = await temporaryFolder();
    const store = await openObjectStore(folder);
    await store.put(new Map([[hash, text]]));
    await truncate(join(folder, `${hash}.json`), 100);
    expect(await store.readText(hash)).toBeUndefined();
    await store.put(new Map([[hash, text]]));
    expect(await store.readText(hash)).toBe(text);
  });
});
