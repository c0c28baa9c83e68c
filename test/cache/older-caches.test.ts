import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createIndexedDbStorage } from '../../src/cache/indexeddb-storage.ts';
import { openOlderCaches } from '../../src/cache/older-caches.ts';
import type { Hash } from '../../src/model/hash.ts';

const names = { database: 'site:mine', databasePrefix: 'site:' };
const hash = 'h' as Hash;

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory());
  vi.stubGlobal('IDBKeyRange', IDBKeyRange);
});
afterEach(() => vi.unstubAllGlobals());

const open = () => openOlderCaches({ names, whenFree: (_name, _signal, run) => run() });

async function keep(database: string, seq?: number): Promise<void> {
  const storage = createIndexedDbStorage({ database, onClosed: () => {} });
  await storage.write(async (transaction) => {
    await transaction.put('chunks', [[hash, new Uint8Array([1])]]);
    if (seq) await transaction.put('meta', [['current', { log: 'log', seq }]]);
  });
  storage.close();
}

/** Opened by code of another version, and held. */
function hold(name: string, version: number): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, version);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error!);
  });
}

it('[O8][promise P4] what other shapes have shown is known, and their bytes are of use, beside those that do not open', async () => {
  await keep('site:older', 7);
  await keep('site:begun');
  await keep('site:mine', 9);
  await keep('other:older', 8);
  (await hold('site:another layout', 99)).close();
  const older = open();
  expect(await older.versions()).toEqual([{ log: 'log', seq: 7 }]);
  expect(await older.bytes(hash)).toEqual(new Uint8Array([1]));
  expect(await older.bytes('nowhere' as Hash)).toBeUndefined();
  older.close();
});

it('[fault D1] what is let go of keeps nobody from deleting it, and is opened again where it is asked for', async () => {
  await keep('site:older', 7);
  const older = open();
  await older.versions();
  older.close();
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise<void>((resolve, reject) => {
    const request = indexedDB.deleteDatabase('site:older');
    request.onsuccess = () => resolve();
    request.onblocked = () => reject(new Error('it is held'));
  });
  expect(await older.versions()).toEqual([]);
  await keep('site:newer', 8);
  older.close();
  expect(await older.versions()).toEqual([{ log: 'log', seq: 8 }]);
  await older.remove(new AbortController().signal);
  expect(await indexedDB.databases()).toEqual([]);
});

it('[promise P7] a browser that does not list its databases has none', async () => {
  vi.stubGlobal('indexedDB', { open: () => undefined });
  expect(await open().versions()).toEqual([]);
  expect(await open().bytes(hash)).toBeUndefined();
});
