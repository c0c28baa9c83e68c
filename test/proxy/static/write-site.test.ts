import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { decodeHistory } from '../../../src/protocol/delta.ts';
import { decodeLiveValue } from '../../../src/protocol/live.ts';
import { decodeManifest } from '../../../src/protocol/manifest.ts';
import { decodeRoot } from '../../../src/protocol/root.ts';
import { decodeKept } from '../../../src/proxy/static/kept-list.ts';
import { writeLiveFile } from '../../../src/proxy/live/live-file.ts';
import { refreshLiveFiles } from '../../../src/proxy/static/live-files.ts';
import { openPrevious } from '../../../src/proxy/static/previous.ts';
import { continueFrom, openPublishedFolder } from '../../../src/proxy/static/published-folder.ts';
import { noteCheck } from '../../../src/proxy/static/write-site.ts';
import { temporaryFolder } from '../fakes/folder.ts';
import { createStaticWorld, DAY_MS, list, put, record, snapshot } from './world.ts';

const manifestIn = async (folder: string) =>
  decodeManifest(JSON.parse(await readFile(join(folder, 'v1/manifest.json'), 'utf8')));

describe('a publication written to a folder', () => {
  test('is whole: every object that a reader may ask for lies under the hash of its bytes, and every attachment', async () => {
    const { publish, write, keepMedia, out, read } = await createStaticWorld();
    const src = await keepMedia('A Boat (2).PNG', 'png');
    await publish([record(1, { image: src }), record(2)]);
    await publish([record(2, { title: 'Again' })]);
    await write();
    const files = await list(out);
    expect(files).toEqual(expect.arrayContaining(['.nojekyll', '404.html', '_headers', 'sw.js']));
    expect(files).toContain(src.slice(1));
    expect(src).toMatch(/\/a-boat-2-.png$/);
    expect(await read('404.html')).toBe('<p>shell</p>');
    const objects = files.filter((path) => path.startsWith('v1/o/'));
    expect(objects.length).toBeGreaterThan(5);
    for (const path of objects) {
      const hash = createHash('sha256').update(await readFile(join(out, path)));
      expect(path).toBe(`v1/o/${hash.digest('base64url')}.json`);
    }
    const served = await manifestIn(out);
    expect(served).toMatchObject({ seq: 2, writable: false, live: [] });
    expect(served.delta).toMatchObject({ from: 1, to: 2 });
  });

  test('[B105] holds the last known value of each live feed, and lists those that have one', async () => {
    const world = await createStaticWorld(undefined, ['notes', 'silent']);
    const { publish, write, out, dataDir } = world;
    const value = {
      protocol: 1,
      log: 'l',
      seq: 4,
      checkedAt: '2026-02-20T00:00:00.000Z',
      pollAfterMs: 1000,
      entries: [{ text: 'one' }],
    } as const;
    await writeLiveFile(dataDir, 'notes', value);
    await publish([record(1)]);
    const live = await openPublishedFolder(dataDir).live(['notes', 'silent']);
    await write({ live });
    expect((await manifestIn(out)).live).toEqual(['notes']);
    expect(decodeLiveValue(JSON.parse(await world.read('v1/live/notes.json')))).toEqual({
      ...value,
      pollAfterMs: 30_000,
    });
    const entries = [{ text: 'two' }];
    await writeLiveFile(dataDir, 'notes', { ...value, entries });
    await refreshLiveFiles(out, await openPublishedFolder(dataDir).live(['notes']));
    expect(JSON.parse(await world.read('v1/live/notes.json'))).toMatchObject({ entries });
    // A site that gave a feed up leaves no file behind.
    await write();
    expect((await list(out)).filter((path) => path.startsWith('v1/live'))).toEqual([]);
  });

  test('costs nothing when nothing changed: no file is touched', async () => {
    const { publish, write, out } = await createStaticWorld();
    await publish([record(1)]);
    expect((await write()).written).toBeGreaterThan(5);
    const before = await snapshot(out);
    expect(await write()).toEqual({ written: 0, removed: 0 });
    expect(await snapshot(out)).toEqual(before);
  });

  test('[invariant I16] says when the base was last found to be so, and nothing but that changes', async () => {
    const { publish, write, out, clock } = await createStaticWorld();
    await publish([record(1)]);
    await write({ checkedAt: clock.now() });
    const before = await snapshot(out);
    const first = await manifestIn(out);
    expect(first.checkedAt).toBe(new Date(clock.now()).toISOString());
    const later = clock.now() + 5 * 60_000;
    expect(await write({ checkedAt: later })).toEqual({ written: 1, removed: 0 });
    const after = await snapshot(out);
    const touched = Object.keys(after).filter((path) => after[path] !== before[path]);
    expect(touched).toEqual(['v1/manifest.json']);
    const checkedAt = new Date(later).toISOString();
    expect(await manifestIn(out)).toEqual({ ...first, checkedAt });
  });

  test('[invariant I12] while it is watched, a check that finds nothing is noted every 30 seconds at most', async () => {
    const { publish, write, out, clock } = await createStaticWorld();
    await publish([record(1)]);
    const at = clock.now();
    await write({ checkedAt: at });
    const before = await snapshot(out);
    const first = await manifestIn(out);
    expect(await noteCheck(out, first, at + 29_000)).toEqual(first);
    expect(await snapshot(out)).toEqual(before);
    const next = await noteCheck(out, first, at + 30_000);
    expect(next).toEqual({ ...first, checkedAt: new Date(at + 30_000).toISOString() });
    expect(await manifestIn(out)).toEqual(next);
  });

  test('adds only what is new, and replaces the manifest last of all', async () => {
    const { publish, write, out } = await createStaticWorld();
    await publish([record(1), record(2)]);
    await write();
    const before = await snapshot(out);
    await publish([record(2, { title: 'Changed' })]);
    await write();
    const after = await snapshot(out);
    const touched = Object.keys(after).filter((path) => after[path] !== before[path]);
    expect(touched).toEqual(expect.arrayContaining(['v1/kept.json', 'v1/manifest.json']));
    for (const path of touched.filter((one) => !/^v1\/(kept|manifest)\.json$/.test(one))) {
      expect(path).toMatch(/^v1\/o\//);
      expect(before[path]).toBeUndefined();
    }
    const timeOf = (path: string) => BigInt(after[path]!.split(' ')[0]!);
    for (const path of touched) {
      expect(timeOf(path) <= timeOf('v1/manifest.json'), path).toBe(true);
    }
  });

  test('leaves what it did not write, and takes away a page that is no more', async () => {
    const { publish, write, out } = await createStaticWorld();
    await publish([record(1)]);
    await put(out, { CNAME: 'example.org', 'assets/own.css': 'own', '.git/HEAD': 'ref' });
    await write({ pages: new Map([['blog/rec1/a/index.html', '<p>one</p>']]) });
    expect(await list(out)).toContain('blog/rec1/a/index.html');
    expect((await write()).removed).toBe(1);
    const files = await list(out);
    expect(files).toEqual(expect.arrayContaining(['CNAME', 'assets/own.css', '.git/HEAD']));
    expect(files).not.toContain('blog/rec1/a/index.html');
  });

  test('has no compressed copy of a page that was drawn anew, but those of the assets', async () => {
    const { publish, write, out, read } = await createStaticWorld();
    await publish([record(1)]);
    await write({ pages: new Map([['index.html', '<p>drawn</p>']]) });
    expect(await read('index.html')).toBe('<p>drawn</p>');
    const files = await list(out);
    expect(files.filter((path) => path.endsWith('.br'))).toEqual(['assets/a-1.js.br']);
  });

  test('never goes back: an older publication of the same log is refused', async () => {
    const { publish, write, out } = await createStaticWorld();
    await publish([record(1)]);
    const older = await temporaryFolder();
    await write();
    await continueFrom(await openPrevious(out, fetch), older);
    await publish([record(2)]);
    await write();
    await expect(write({ data: older })).rejects.toThrow('publication 2 is there already');
    expect((await manifestIn(out)).seq).toBe(2);
  });

  test('is nothing where an object is missing, and the folder stays as it was', async () => {
    const { publish, write, dataDir, manifest, out } = await createStaticWorld();
    await publish([record(1)]);
    await write();
    const before = await snapshot(out);
    await publish([record(2)]);
    await rm(join(dataDir, 'o', `${manifest().collections['articles']!.root}.json`));
    await expect(write()).rejects.toThrow('is missing or damaged');
    expect(await snapshot(out)).toEqual(before);
  });
});

describe('when a server’s data folder was checked', () => {
  const heldSince = (trueAt: number) =>
    JSON.stringify({ articles: { rec1: { since: 9, trueAt, sweeps: 1, sweptAt: 9 } } });

  test('[invariant I16] is when the longest unread collection was, as the server has noted', async () => {
    const folder = await temporaryFolder();
    const { checkedAt } = openPublishedFolder(folder);
    expect(await checkedAt(['articles'])).toBeUndefined();
    await put(folder, { 'checked.json': JSON.stringify({ articles: 5000, quotes: 4000 }) });
    expect(await checkedAt(['articles', 'quotes'])).toBe(4000);
    expect(await checkedAt(['articles'])).toBe(5000);
    expect(await checkedAt(['articles', 'products'])).toBeUndefined();
  });

  test('[invariant I13] is before the deletions that are held', async () => {
    const folder = await temporaryFolder();
    await put(folder, {
      'checked.json': JSON.stringify({ articles: 5000, quotes: 4000 }),
      'publication/held.json': heldSince(3000),
    });
    expect(await openPublishedFolder(folder).checkedAt(['articles'])).toBe(3000);
    expect(await openPublishedFolder(folder).checkedAt(['quotes'])).toBe(4000);
  });
});

describe('what is kept', () => {
  test('is what any manifest of the last 30 days reaches, the code of earlier builds too', async () => {
    const { publish, write, clock, out, dist } = await createStaticWorld();
    await publish([record(1)]);
    await write();
    const first = new Set((await list(out)).filter((path) => path.startsWith('v1/o/')));
    await rm(join(dist, 'assets/a-1.js'));
    await put(dist, { 'assets/a-2.js': 'code 2', 'sw.js': 'worker 2' });
    await publish([record(1, { title: 'Another' })]);
    await write();
    await clock.advance(29 * DAY_MS);
    await write();
    expect(await list(out)).toEqual(expect.arrayContaining([...first, 'assets/a-1.js']));
    await clock.advance(2 * DAY_MS);
    await write();
    const files = await list(out);
    expect(files).not.toContain('assets/a-1.js');
    expect([...first].filter((path) => !files.includes(path)).length).toBeGreaterThan(0);
    for (const path of await reachable(out)) expect(files).toContain(path);
  });

  test('is at most so many files, the longest unneeded leaving first, and never one that is needed', async () => {
    const { publish, write, clock, out } = await createStaticWorld();
    for (let n = 0; n < 12; n++) {
      await publish([record(1, { title: `Title ${n}` })]);
      await write({ maxFiles: 24 });
      await clock.advance(DAY_MS);
    }
    const kept = decodeKept(JSON.parse(await readFile(join(out, 'v1/kept.json'), 'utf8')));
    expect(kept.current.length + Object.keys(kept.retired).length).toBeLessThanOrEqual(24);
    expect(Object.keys(kept.retired).length).toBeGreaterThan(0);
    const files = await list(out);
    for (const path of await reachable(out)) expect(files).toContain(path);
  });

  test('is of this folder alone: a list that names files beside it, as a host may send one, removes none of them', async () => {
    const { publish, write, out, dist } = await createStaticWorld();
    await put(dist, { '.well-known/once.txt': 'once' });
    await publish([record(1)]);
    await write();
    await rm(join(dist, '.well-known'), { recursive: true });
    const beside = join(out, '..');
    await put(beside, { 'mine/a.txt': 'a', 'mine/b.txt': 'b', 'mine/c.txt': 'c' });
    const path = join(out, 'v1/kept.json');
    const kept = decodeKept(JSON.parse(await readFile(path, 'utf8')));
    const long = '2020-01-01T00:00:00.000Z';
    const named = {
      current: [...kept.current, '../mine/a.txt'],
      retired: { '../mine/b.txt': long, 'v1/../../mine/b.txt': long },
      site: [...kept.site, 'assets/../../mine/c.txt'],
    };
    await put(out, { 'v1/kept.json': JSON.stringify(named) });
    await write();
    expect(await list(join(beside, 'mine'))).toEqual(['a.txt', 'b.txt', 'c.txt']);
    expect(await readFile(path, 'utf8')).not.toContain('mine');
    expect(await list(out)).not.toContain('.well-known/once.txt');
  });

  test('and the history with it: where the newest publication alone is too much, old deltas are no longer listed', async () => {
    const { publish, write, out } = await createStaticWorld();
    for (let n = 0; n < 8; n++) await publish([record(1, { title: `Title ${n}` })]);
    await write({ maxFiles: 8 });
    const { history, seq } = await manifestIn(out);
    const text = await readFile(join(out, `v1/o/${history}.json`), 'utf8');
    const { deltas } = decodeHistory(JSON.parse(text));
    expect(deltas.length).toBeLessThan(7);
    expect(deltas.at(-1)!.to).toBe(seq);
    for (const path of await reachable(out)) expect(await list(out)).toContain(path);
  });
});

describe('a machine that keeps nothing', () => {
  for (const kind of ['a folder', 'an address'] as const) {
    test(`goes on with the log, the numbers and the kept files of ${kind}`, async () => {
      const { publish, write, out, openData, clock } = await createStaticWorld();
      await publish([record(1), record(2)]);
      await write();
      await clock.advance(DAY_MS);
      await publish([record(2, { title: 'Second' })]);
      await write();
      const from = kind === 'a folder' ? out : await serve(out);

      const fresh = await temporaryFolder();
      const previous = await openPrevious(from, fetch);
      expect(await continueFrom(previous, fresh)).toBe(true);
      const other = await openData(fresh);
      await other.publish([record(1), record(2, { title: 'Third' })]);
      const elsewhere = join(await temporaryFolder(), 'site');
      await write({ from, data: fresh, out: elsewhere });

      const [before, after] = [await manifestIn(out), await manifestIn(elsewhere)];
      expect(after).toMatchObject({ log: before.log, seq: before.seq + 1 });
      expect(after.delta).toMatchObject({ from: before.seq, to: after.seq });
      const files = await list(elsewhere);
      for (const path of await list(out)) {
        if (path.startsWith('v1/o/')) expect(files, path).toContain(path);
      }
    });
  }

  test('takes an address where nothing is for a first publication, and one that fails for no reason to begin anew', async () => {
    expect((await openPrevious(await serve(await temporaryFolder()), fetch)).manifest).toBe(
      undefined,
    );
    const failing = () => Promise.resolve(new Response('busy', { status: 503 }));
    await expect(openPrevious('https://magazine.test/', failing)).rejects.toThrow(
      'https://magazine.test/v1/manifest.json answered 503; nothing was published',
    );
    const portal = () => Promise.resolve(new Response('<html>sign in</html>'));
    await expect(openPrevious('https://magazine.test/', portal)).rejects.toThrow('is not JSON');
    const empty = await temporaryFolder();
    expect((await openPrevious(empty, fetch)).manifest).toBe(undefined);
    await put(empty, { file: '' });
    for (const missing of [join(empty, 'missing'), join(empty, 'file'), 'magazine.example']) {
      await expect(openPrevious(missing, fetch)).rejects.toThrow(
        `--from ${missing}: there is no such folder`,
      );
    }
  });

  test('does not take over when another machine has checked', async () => {
    const { publish, write, out, clock } = await createStaticWorld();
    await publish([record(1)]);
    await write({ checkedAt: clock.now() });
    const fresh = await temporaryFolder();
    await continueFrom(await openPrevious(out, fetch), fresh);
    const folder = openPublishedFolder(fresh);
    expect(await folder.manifest()).not.toHaveProperty('checkedAt');
    expect(await folder.checkedAt(['articles'])).toBeUndefined();
  });

  test('believes no object that is not what it is called', async () => {
    const { publish, write, out, manifest } = await createStaticWorld();
    await publish([record(1)]);
    await write();
    const { root } = manifest().collections['articles']!;
    await put(out, { [`v1/o/${root}.json`]: '{}' });
    const previous = await openPrevious(out, fetch);
    expect(await previous.readObject(root)).toBeUndefined();
    await expect(continueFrom(previous, await temporaryFolder())).rejects.toThrow(root);
  });

  test('with a history of its own keeps it', async () => {
    const { publish, write, out, openData } = await createStaticWorld();
    await publish([record(1)]);
    await write();
    const own = await temporaryFolder();
    const other = await openData(own);
    await other.publish([record(1)]);
    expect(await continueFrom(await openPrevious(out, fetch), own)).toBe(false);
    expect((await openData(own)).manifest().log).toBe(other.manifest().log);
  });
});

/** Every path that a reader of this folder's manifest may ask for. */
async function reachable(out: string): Promise<readonly string[]> {
  const { collections, history } = await manifestIn(out);
  const object = async (hash: string) =>
    JSON.parse(await readFile(join(out, `v1/o/${hash}.json`), 'utf8')) as unknown;
  const hashes = [history, ...decodeHistory(await object(history)).deltas.map(({ hash }) => hash)];
  for (const { root, head } of Object.values(collections)) {
    const { chunks, ids } = decodeRoot(await object(root));
    hashes.push(root, head!, ...ids, ...chunks.map(({ hash }) => hash));
  }
  return hashes.map((hash) => `v1/o/${hash}.json`);
}

/** A file server as plain as can be. */
async function serve(folder: string): Promise<string> {
  const server = createServer((request, response) => {
    readFile(join(folder, decodeURIComponent(request.url!))).then(
      (bytes) => response.end(bytes),
      () => response.writeHead(404).end('no'),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
