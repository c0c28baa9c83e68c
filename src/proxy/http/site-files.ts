import { copyFile, mkdir, readFile, readdir, rm, stat, utimes } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Clock } from '../clock.ts';
import { hashBytesSync } from '../objects/hash-sync.ts';
import type { Encoding } from '../objects/object-store.ts';
import { writeFileDurably } from '../objects/write-file.ts';

/** A file of the site's build, as it is sent. */
export interface SiteFile {
  readonly type: string;
  readonly etag: string;
  readonly encoding: Encoding;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A build of the site, as it was when it was opened: whoever builds anew beside it changes nothing here. */
export interface SiteFiles {
  /** The file at this path (`/assets/x.js`), in the wanted form where the build made one. */
  readonly read: (path: string, wanted: readonly Encoding[]) => Promise<SiteFile | undefined>;
}

type Read = () => Promise<Uint8Array<ArrayBuffer> | undefined>;

const KEEP_ASSETS_MS = 30 * 24 * 60 * 60_000;
const SUFFIX = { identity: '', br: '.br', gzip: '.gz' } as const;

/**
 * Opens a build. Its hashed assets are copied to `keptDir`, where those of earlier builds stay for 30 days after the last
 * moment at which they were served: a tab that was opened before a deploy can still load the parts it has not loaded yet.
 * The few other files are kept in memory.
 */
export async function openSiteFiles(
  distDir: string,
  keptDir: string,
  clock: Clock,
): Promise<SiteFiles> {
  const reads = new Map<string, Read>();
  for (const name of await keepAssets(join(distDir, 'assets'), keptDir, clock)) {
    reads.set(`/assets/${name}`, () => readFile(join(keptDir, name)).catch(() => undefined));
  }
  for (const name of await filesBelow(distDir)) {
    if (name.startsWith('assets/')) continue;
    const bytes = await readFile(join(distDir, name));
    reads.set(`/${name}`, async () => bytes);
  }

  return Object.freeze({
    read: async (path: string, wanted: readonly Encoding[]) => {
      if (!reads.has(path) || /\.(br|gz)$/.test(path)) return undefined;
      const encoding = [...wanted, 'identity' as const].find((one) =>
        reads.has(path + SUFFIX[one]),
      )!;
      const bytes = await reads.get(path + SUFFIX[encoding])!();
      if (!bytes) return undefined;
      const etag = `"${hashBytesSync(bytes).slice(0, 22)}"`;
      return { type: typeOf(extname(path)), etag, encoding, bytes };
    },
  });
}

/** Copies this build's assets to the others, drops what no build of the last 30 days had, and lists what is there. */
async function keepAssets(assetsDir: string, keptDir: string, clock: Clock) {
  await mkdir(keptDir, { recursive: true });
  const now = new Date(clock.now());
  const touch = (name: string) => utimes(join(keptDir, name), now, now);
  // Until this moment the build before was served, however long ago its server began. One that left no list may have had all.
  for (const name of (await readServed(keptDir)) ?? (await filesBelow(keptDir))) {
    // One that is not there any more cannot be kept.
    await touch(name).catch(() => undefined);
  }
  const served = await filesBelow(assetsDir);
  for (const name of served) {
    const place = join(keptDir, name);
    await mkdir(join(place, '..'), { recursive: true });
    await copyFile(join(assetsDir, name), place);
    await touch(name);
  }
  const kept: string[] = [];
  for (const name of await filesBelow(keptDir)) {
    const place = join(keptDir, name);
    const { mtimeMs } = await stat(place);
    if (now.getTime() - mtimeMs > KEEP_ASSETS_MS) await rm(place);
    else kept.push(name);
  }
  await writeFileDurably(servedPath(keptDir), JSON.stringify(served));
  return kept;
}

/** The assets of the build that was opened last; undefined where that is not known. */
async function readServed(keptDir: string): Promise<readonly string[] | undefined> {
  const text = await readFile(servedPath(keptDir), 'utf8').catch(() => '');
  try {
    const names: unknown = JSON.parse(text);
    return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : undefined;
  } catch {
    // Missing, as of a server from before this list, or damaged.
    return undefined;
  }
}

/** Beside the folder: what lies in it is served. */
function servedPath(keptDir: string): string {
  return `${keptDir}.json`;
}

/** Paths of all files below a folder, with slashes, without the folder; none where it is missing. */
async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .map((path) => path.replaceAll('\\', '/'));
}

/** The content type of a file by its extension (`.html`). */
export function typeOf(extension: string): string {
  return TYPES[extension] ?? 'application/octet-stream';
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.gif': 'image/gif',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.xml': 'application/xml; charset=utf-8',
};
