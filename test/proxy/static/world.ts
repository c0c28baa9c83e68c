import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { StoredRecord } from '../../../src/model/record.ts';
import { defineCollection, field } from '../../../src/model/schema.ts';
import { mediaPath } from '../../../src/protocol/paths.ts';
import { openObjectStore } from '../../../src/proxy/objects/object-store.ts';
import { openPublisher } from '../../../src/proxy/publish/publisher.ts';
import type { ProxyEvent } from '../../../src/proxy/report.ts';
import { openPrevious } from '../../../src/proxy/static/previous.ts';
import { readWhole } from '../../../src/proxy/static/publication-files.ts';
import { openPublishedFolder } from '../../../src/proxy/static/published-folder.ts';
import { writeSite, type SiteWriting } from '../../../src/proxy/static/write-site.ts';
import { createTestClock, type TestClock } from '../fakes/clock.ts';
import { temporaryFolder } from '../fakes/folder.ts';

const articles = defineCollection({
  name: 'articles',
  table: 'articles',
  fields: { title: field('text', 'title'), image: field('image', 'image') },
  indexes: {},
  first: { orderBy: [['title', 'asc']], limit: 2, select: ['title'] },
});

export const DAY_MS = 24 * 60 * 60_000;

export const record = (n: number, fields: Readonly<Record<string, string>> = {}): StoredRecord => ({
  id: `rec${n}`,
  createdTime: new Date(1_700_000_000_000 + n * 1000).toISOString(),
  title: `Title ${n}`,
  image: '',
  ...fields,
});

/** Files by their path below a folder. */
export async function put(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

export async function list(folder: string): Promise<readonly string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();
}

/** Every file with its bytes and the time of its last change. */
export async function snapshot(folder: string): Promise<Readonly<Record<string, string>>> {
  const entries = (await list(folder)).map(async (path) => {
    const { mtimeNs } = await stat(join(folder, path), { bigint: true });
    return [path, `${mtimeNs} ${await readFile(join(folder, path), 'utf8')}`] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** A data folder that publishes, a build, and a folder that both are written to. */
export async function createStaticWorld(
  clock: TestClock = createTestClock(),
  live: readonly string[] = [],
) {
  const [dataDir, dist, out] = [
    await temporaryFolder(),
    await temporaryFolder(),
    join(await temporaryFolder(), 'site'),
  ];
  await put(dist, {
    'index.html': '<p>built</p>',
    'index.html.br': 'packed',
    'shell.html': '<p>shell</p>',
    'sw.js': 'worker 1',
    _headers: '/*',
    'assets/a-1.js': 'code 1',
    'assets/a-1.js.br': 'code 1, packed',
  });
  await mkdir(out);
  const events: ProxyEvent[] = [];
  const report = (event: ProxyEvent) => void events.push(event);

  async function openData(folder = dataDir) {
    const objects = await openObjectStore(join(folder, 'o'));
    const publisher = await openPublisher({
      dataDir: folder,
      collections: [articles],
      objects,
      clock,
      report,
      pollAfterMs: 1000,
      live,
    });
    return {
      publish: (changed: readonly StoredRecord[], removed: readonly string[] = []) =>
        publisher.publish(new Map([['articles', { changed, removed }]])),
      manifest: () => publisher.current()!.manifest,
    };
  }
  const data = await openData();

  /** Keeps bytes as an attachment, and gives the `src` under which a record names them. */
  async function keepMedia(name: string, text: string): Promise<string> {
    const hash = createHash('sha256').update(text).digest('base64url');
    await put(dataDir, { [`media/${hash}`]: text });
    return `/${mediaPath(hash, name)}`;
  }

  async function write(
    options: Partial<SiteWriting> & { readonly from?: string; readonly data?: string } = {},
  ) {
    const folder = openPublishedFolder(options.data ?? dataDir);
    return writeSite({
      readMedia: folder.readMedia,
      out,
      dist,
      publication: await readWhole((await folder.manifest())!, folder.readObject),
      pages: new Map(),
      previous: await openPrevious(options.from ?? options.out ?? out, (request) => fetch(request)),
      clock,
      report,
      ...options,
    });
  }

  const read = (path: string) => readFile(join(out, path), 'utf8');
  return { ...data, openData, keepMedia, write, read, out, dist, dataDir, clock, events };
}
