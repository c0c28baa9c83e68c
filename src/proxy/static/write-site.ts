import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson } from '../../model/canonical.ts';
import type { JsonValue } from '../../model/record.ts';
import type { Manifest } from '../../protocol/manifest.ts';
import { MANIFEST_PATH, objectPath } from '../../protocol/paths.ts';
import type { Clock } from '../clock.ts';
import type { Report } from '../report.ts';
import { KEPT_PATH, nextKept } from './kept-list.ts';
import type { LiveFiles } from './live-files.ts';
import type { PreviousSite } from './previous.ts';
import { forStaticHost, type WholePublication } from './publication-files.ts';
import { findCaseClash, isSafePath } from './safe-path.ts';
import { openSiteFolder, type SiteFolder } from './write-folder.ts';

/** What is written, and where. */
export interface SiteWriting {
  readonly out: string;
  /** The site's build. */
  readonly dist: string;
  readonly publication: WholePublication;
  /** When the base was last read well and found to be as published (ms since 1970), where that is known. */
  readonly checkedAt?: number | undefined;
  /** The bytes of an attachment by its name; undefined where it is not here. */
  readonly readMedia: (hash: string) => Promise<Uint8Array | undefined>;
  /** Pages, feeds and other files that are drawn from the publication; they replace the build's of the same path. */
  readonly pages: ReadonlyMap<string, string>;
  /** What was last known of the live feeds; none, unless told. */
  readonly live?: LiveFiles;
  readonly previous: PreviousSite;
  readonly clock: Clock;
  readonly report: Report;
  readonly maxFiles?: number;
}

/** What a writing did to the folder: 0 and 0 where everything was there already. */
export interface Written {
  readonly written: number;
  readonly removed: number;
}

/** Hosts have such limits, and so have those who upload a folder. */
const MAX_FILES = 10_000;

/**
 * Writes a publication and the site's build as plain files. Immutable files come first, then pages, then the service
 * worker's script that binds them, and the manifest last: whoever reads meanwhile finds all that it names. Files that
 * are there are not written again; what nobody needs any more is removed after the manifest.
 */
export async function writeSite(options: SiteWriting): Promise<Written> {
  const { previous, clock, maxFiles = MAX_FILES } = options;
  const folder = openSiteFolder(options.out);
  const { live = new Map() } = options;
  const publication = forStaticHost(options.publication, { maxFiles, live });
  const manifest = withCheck(publication.manifest, options.checkedAt);
  if (previous.manifest?.log === manifest.log && previous.manifest.seq > manifest.seq) {
    throw new Error(
      `publication ${previous.manifest.seq} is there already, and this one is ${manifest.seq}; nothing was published`,
    );
  }
  const built = await filesOf(options.dist);
  const immutable = new Map<string, Read>([
    ...objectFiles(publication),
    ...(await mediaFiles(publication, options)),
    ...built.filter(([path]) => path.startsWith('assets/')),
  ]);
  const site = siteFiles(built, new Map([...live, ...options.pages]));
  const clash = findCaseClash([...immutable.keys(), ...site.keys()]);
  if (clash) throw new Error(`${clash.join(' and ')} are one file where case is ignored`);
  const needed = { current: [...immutable.keys()], site: [...site.keys()] };
  const kept = nextKept(previous.kept, needed, { nowMs: clock.now(), maxFiles });

  let written = await addMissing(folder, immutable);
  written += await bringAlong(folder, Object.keys(kept.retired), previous);
  for (const [path, read] of site) written += Number(await folder.write(path, await read()));
  written += Number(await folder.write(KEPT_PATH, `${canonicalJson(asJson(kept))}\n`));
  written += Number(await folder.write(MANIFEST_PATH, canonicalJson(asJson(manifest))));

  const isKept = new Set([...kept.current, ...Object.keys(kept.retired), ...kept.site]);
  isKept.add(KEPT_PATH).add(MANIFEST_PATH);
  // Only what was listed, and what a run that was ended left in our own folder: the rest is somebody else's.
  const { current, retired, site: earlier } = previous.kept;
  const old = [...(await folder.list('v1')), ...current, ...Object.keys(retired), ...earlier];
  let removed = 0;
  for (const path of new Set(old)) {
    if (!isKept.has(path)) removed += Number(await folder.remove(path));
  }
  return { written, removed };
}

/**
 * Says in a folder that its publication was found unchanged at this time. Nothing but the manifest's `checkedAt` changes,
 * and that only where what it says has become old.
 */
export async function noteCheck(out: string, manifest: Manifest, checkedAt: number) {
  const noted = manifest.checkedAt === undefined ? -Infinity : Date.parse(manifest.checkedAt);
  if (checkedAt - noted < NOTE_EVERY_MS) return manifest;
  const next = withCheck(manifest, checkedAt);
  await openSiteFolder(out).write(MANIFEST_PATH, canonicalJson(asJson(next)));
  return next;
}

/** Readers call an age of a minute old. */
const NOTE_EVERY_MS = 30_000;

function withCheck(
  { checkedAt: _before, ...manifest }: Manifest,
  at: number | undefined,
): Manifest {
  return at === undefined ? manifest : { ...manifest, checkedAt: new Date(at).toISOString() };
}

type Read = () => Promise<Uint8Array | string>;

function objectFiles({ textByHash }: WholePublication): readonly (readonly [string, Read])[] {
  return [...textByHash].map(([hash, text]) => [objectPath(hash), () => Promise.resolve(text)]);
}

/** Attachments that are here under a name that every host takes; the others are named, and shown as missing. */
async function mediaFiles(
  { media }: WholePublication,
  { readMedia, report }: SiteWriting,
): Promise<readonly (readonly [string, Read])[]> {
  const files: (readonly [string, Read])[] = [];
  for (const address of media) {
    const path = decodeURIComponent(address);
    const hash = path.split('/')[2]!;
    if (isSafePath(path) && (await readMedia(hash))) {
      files.push([path, async () => (await readMedia(hash))!]);
    } else {
      report({ type: 'warned', text: `${address} cannot be published; its place stays empty` });
    }
  }
  return files;
}

/** Every file of the build, in a stable order. */
async function filesOf(dist: string): Promise<readonly (readonly [string, Read])[]> {
  const paths = (await openSiteFolder(dist).list('')).toSorted();
  if (!paths.includes('shell.html')) throw new Error(`${dist} holds no built site`);
  return paths.map((path) => [path, () => readFile(join(dist, path))]);
}

/**
 * The files that change in place. Compressed copies belong to the build's own pages, which may be drawn anew here, so only
 * those of assets are taken. `404.html` is the page without content: what hosts answer for an address that they do not know.
 */
function siteFiles(
  built: readonly (readonly [string, Read])[],
  pages: ReadonlyMap<string, string>,
): ReadonlyMap<string, Read> {
  const files = new Map(
    built.filter(([path]) => !path.startsWith('assets/') && !/\.(br|gz)$|^sw\.js$/.test(path)),
  );
  files.set('404.html', files.get('shell.html')!);
  // GitHub Pages would run the files through Jekyll, which leaves out names that begin with `_`.
  files.set('.nojekyll', () => Promise.resolve(''));
  // What a page asks a server for: that there is none is an answer too, and no error in the host's log.
  files.set('v1/status', () => Promise.resolve('{"upstream":null}'));
  for (const [path, text] of pages) files.set(path, () => Promise.resolve(text));
  const worker = built.find(([path]) => path === 'sw.js');
  // Last, since it names the bytes of the others.
  if (worker) files.set(...worker);
  return files;
}

async function addMissing(folder: SiteFolder, files: ReadonlyMap<string, Read>): Promise<number> {
  let added = 0;
  for (const [path, read] of files) {
    if (await folder.has(path)) continue;
    added += Number(await folder.write(path, await read()));
  }
  return added;
}

/** Brings files of earlier publications into a folder that was empty. One that is gone meanwhile is no loss. */
async function bringAlong(
  folder: SiteFolder,
  paths: readonly string[],
  previous: PreviousSite,
): Promise<number> {
  let added = 0;
  for (const path of paths) {
    if (!isSafePath(path) || (await folder.has(path))) continue;
    const bytes = await previous.read(path);
    if (bytes) added += Number(await folder.write(path, bytes));
  }
  return added;
}

function asJson(value: unknown): JsonValue {
  return value as JsonValue;
}
