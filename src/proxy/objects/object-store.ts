import { mkdir, readFile, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { isHash, type Hash } from '../../model/hash.ts';
import { hashTextSync } from './hash-sync.ts';
import { syncFolder, writeFileWhole } from './write-file.ts';

/** In which form bytes are kept and sent: as they are, or compressed once and kept beside. */
export type Encoding = 'identity' | 'br' | 'gzip';

/** The published objects on disk, by the hash of their bytes. What is in it never changes. */
export interface ObjectStore {
  /**
   * Keeps these texts durably; returns once all of them would survive a crash, and the urgent ones can be sent gzipped.
   * Known ones are not written again.
   */
  readonly put: (
    textByHash: ReadonlyMap<Hash, string>,
    urgent?: ReadonlySet<Hash>,
  ) => Promise<void>;
  /** The bytes in the wanted form, or in the plain one where that form is not ready; undefined for an unknown name. */
  readonly read: (
    hash: Hash,
    wanted: readonly Encoding[],
  ) => Promise<
    { readonly bytes: Uint8Array<ArrayBuffer>; readonly encoding: Encoding } | undefined
  >;
  /** The text of an object, verified against its name; undefined where it is missing or damaged. */
  readonly readText: (hash: Hash) => Promise<string | undefined>;
  /** Removes every object that `isKept` denies and that was written before `beforeMs`; gives their number. */
  readonly collect: (isKept: (hash: Hash) => boolean, beforeMs: number) => Promise<number>;
  /** Settles when no compression is under way any more. */
  readonly idle: () => Promise<void>;
}

const SUFFIX: Record<Encoding, string> = { identity: '', br: '.br', gzip: '.gz' };
const compress = { br: promisify(brotliCompress), gzip: promisify(gzip) };

/** Below this the compressed form is hardly smaller and costs two more files. */
const MIN_COMPRESSED_BYTES = 1024;

/** Opens `<folder>`, making it where it is missing. */
export async function openObjectStore(folder: string): Promise<ObjectStore> {
  await mkdir(folder, { recursive: true });
  const known = new Set<Hash>();
  for (const name of await readdir(folder)) {
    const hash = name.slice(0, -'.json'.length);
    if (name.endsWith('.json') && isHash(hash)) known.add(hash);
    // What a crash left half written.
    if (name.endsWith('.tmp')) await rm(join(folder, name), { force: true });
  }
  let compressing: Promise<void> = Promise.resolve();
  const pathOf = (hash: Hash, encoding: Encoding = 'identity') =>
    join(folder, `${hash}.json${SUFFIX[encoding]}`);

  const put: ObjectStore['put'] = async (textByHash, urgent) => {
    const fresh = [...textByHash].filter(([hash]) => !known.has(hash));
    await inGroups(fresh, 16, async ([hash, text]) => {
      await writeFileWhole(pathOf(hash), text);
      if (urgent?.has(hash)) await writeGzipped(text, pathOf(hash, 'gzip'));
    });
    if (fresh.length > 0) await syncFolder(folder);
    for (const [hash] of fresh) known.add(hash);
    // The publication does not wait for the rest; until that is done the plain form is served.
    compressing = compressing
      .then(() => writeCompressed(fresh, { pathOf, gzipped: urgent }))
      .catch(() => undefined);
  };

  const read = async (hash: Hash, wanted: readonly Encoding[]) => {
    if (!known.has(hash)) return undefined;
    for (const encoding of [...wanted, 'identity' as const]) {
      const bytes = await readFile(pathOf(hash, encoding)).catch(() => undefined);
      if (bytes) return { bytes, encoding };
    }
    return undefined;
  };

  const readText = async (hash: Hash) => {
    const text = await readFile(pathOf(hash), 'utf8').catch(() => undefined);
    if (text !== undefined && hashTextSync(text) === hash) return text;
    // Damaged or gone: the next publication that names it writes it again.
    known.delete(hash);
    return undefined;
  };

  const collect = async (isKept: (hash: Hash) => boolean, beforeMs: number) => {
    let removed = 0;
    for (const hash of known) {
      if (isKept(hash)) continue;
      const written = await stat(pathOf(hash)).catch(() => undefined);
      if (written && written.mtimeMs >= beforeMs) continue;
      known.delete(hash);
      for (const encoding of ['identity', 'br', 'gzip'] as const) {
        await rm(pathOf(hash, encoding), { force: true });
      }
      removed++;
    }
    return removed;
  };

  return Object.freeze({ put, read, readText, collect, idle: () => compressing });
}

async function writeCompressed(
  objects: readonly (readonly [Hash, string])[],
  {
    pathOf,
    gzipped,
  }: {
    readonly pathOf: (hash: Hash, encoding: Encoding) => string;
    readonly gzipped: ReadonlySet<Hash> | undefined;
  },
): Promise<void> {
  for (const [hash, text] of objects) {
    if (text.length < MIN_COMPRESSED_BYTES) continue;
    // Quality 6 of 11: within a few per cent of the smallest, at a twentieth of the time.
    const br = await compress.br(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } });
    await writeFileWhole(pathOf(hash, 'br'), br);
    if (!gzipped?.has(hash)) await writeGzipped(text, pathOf(hash, 'gzip'));
  }
}

async function writeGzipped(text: string, path: string): Promise<void> {
  if (text.length < MIN_COMPRESSED_BYTES) return;
  await writeFileWhole(path, await compress.gzip(text));
}

/** Runs `work` over all members, at most `size` at a time: a first publication has hundreds of files. */
async function inGroups<T>(
  members: readonly T[],
  size: number,
  work: (member: T) => Promise<void>,
): Promise<void> {
  for (let i = 0; i < members.length; i += size) {
    await Promise.all(members.slice(i, i + size).map(work));
  }
}
