import { mkdir, readFile, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isHash, type Hash } from '../../model/hash.ts';
import {
  compress,
  createCompressedForms,
  MIN_COMPRESSED_BYTES,
  type CompressedForm,
} from './compressed-forms.ts';
import { hashTextSync } from './hash-sync.ts';
import { createHotObjects } from './hot-objects.ts';
import { syncFolder, writeFileWhole } from './write-file.ts';

/** In which form bytes are kept and sent: as they are, or compressed once and kept beside. */
export type Encoding = 'identity' | CompressedForm;

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
  /**
   * The bytes in the first wanted form that is ready, or in the plain one; undefined for an unknown name. One form is made
   * with the publication (gzip of the urgent, Brotli of the others), the other when somebody who takes no other asks.
   */
  readonly read: (hash: Hash, wanted: readonly Encoding[]) => Promise<StoredBytes | undefined>;
  /** What `read` would give, where that is in memory: at once. Undefined says nothing about what there is. */
  readonly held: (hash: Hash, wanted: readonly Encoding[]) => StoredBytes | undefined;
  /** The text of an object, verified against its name; undefined where it is missing or damaged. */
  readonly readText: (hash: Hash) => Promise<string | undefined>;
  /** Removes every object that `isKept` denies and that was written before `beforeMs`; gives their number. */
  readonly collect: (isKept: (hash: Hash) => boolean, beforeMs: number) => Promise<number>;
  /** Settles when no compression is under way any more. */
  readonly idle: () => Promise<void>;
}

/** An object in one form. */
export interface StoredBytes {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly encoding: Encoding;
}

const SUFFIX: Record<Encoding, string> = { identity: '', br: '.br', gzip: '.gz' };

/** What readers ask for all day (heads, the newest deltas, the newest chunks) is answered without touching the disk. */
const HOT_BYTES = 16 * 1024 * 1024;

/** Opens `<folder>`, making it where it is missing. */
export async function openObjectStore(folder: string): Promise<ObjectStore> {
  await mkdir(folder, { recursive: true });
  const { known, ready } = await listObjects(folder);
  const hot = createHotObjects<StoredBytes>(HOT_BYTES);
  const pathOf = (hash: Hash, encoding: Encoding = 'identity') =>
    join(folder, `${hash}.json${SUFFIX[encoding]}`);
  const forms = createCompressedForms({ ready, pathOf, readText: (hash) => readText(hash) });

  /** The urgent are asked for at once, and superseded soon: a file more, with its fsync, would cost more than it saves. */
  const holdGzipped = async (hash: Hash, text: string) => {
    if (text.length < MIN_COMPRESSED_BYTES) return;
    const bytes = new Uint8Array(await compress.gzip(text));
    hot.set(hash + SUFFIX.gzip, { bytes, encoding: 'gzip' });
  };

  const put: ObjectStore['put'] = async (textByHash, urgent) => {
    const fresh = [...textByHash].filter(([hash]) => !known.has(hash));
    await runInBatches(fresh, 16, async ([hash, text]) => {
      await writeFileWhole(pathOf(hash), text);
      if (urgent?.has(hash)) await holdGzipped(hash, text);
    });
    if (fresh.length > 0) await syncFolder(folder);
    for (const [hash] of fresh) known.add(hash);
    // The publication does not wait for the rest; until that is done the plain form is served.
    for (const [hash, text] of fresh) {
      if (!urgent?.has(hash)) forms.make(hash, 'br', text);
    }
  };

  const readForm = async (hash: Hash, encoding: Encoding): Promise<StoredBytes | undefined> => {
    const name = hash + SUFFIX[encoding];
    const held = hot.get(name);
    if (held) return held;
    if (encoding !== 'identity' && !forms.has(hash, encoding)) return undefined;
    const bytes = await readFile(pathOf(hash, encoding)).catch(() => undefined);
    const stored = bytes && { bytes, encoding };
    if (stored) hot.set(name, stored);
    return stored;
  };

  const held: ObjectStore['held'] = (hash, wanted) => {
    if (!known.has(hash)) return undefined;
    for (const encoding of wanted) {
      const found = hot.get(hash + SUFFIX[encoding]);
      // A form on disk comes before those that follow it.
      if (found || (encoding !== 'identity' && forms.has(hash, encoding))) return found;
    }
    const plain = hot.get(hash);
    // Of a larger one the compressed form is to be made: `read` sees to that.
    return plain && (plain.bytes.length < MIN_COMPRESSED_BYTES || wanted.length === 0)
      ? plain
      : undefined;
  };

  const read = async (hash: Hash, wanted: readonly Encoding[]) => {
    if (!known.has(hash)) return undefined;
    for (const encoding of wanted) {
      const found = await readForm(hash, encoding);
      if (found) return found;
    }
    const plain = await readForm(hash, 'identity');
    const [form] = wanted;
    if (plain && plain.bytes.length >= MIN_COMPRESSED_BYTES && form && form !== 'identity') {
      forms.ask(hash, form);
    }
    return plain;
  };

  const forget = (hash: Hash) => {
    known.delete(hash);
    forms.forget(hash);
    for (const suffix of Object.values(SUFFIX)) hot.delete(hash + suffix);
  };

  const readText = async (hash: Hash) => {
    const text = await readFile(pathOf(hash), 'utf8').catch(() => undefined);
    if (text !== undefined && hashTextSync(text) === hash) return text;
    // Damaged or gone: the next publication that names it writes it again.
    forget(hash);
    return undefined;
  };

  const collect = async (isKept: (hash: Hash) => boolean, beforeMs: number) => {
    let removed = 0;
    for (const hash of known) {
      if (isKept(hash)) continue;
      const written = await stat(pathOf(hash)).catch(() => undefined);
      if (written && written.mtimeMs >= beforeMs) continue;
      forget(hash);
      for (const encoding of ['identity', 'br', 'gzip'] as const) {
        await rm(pathOf(hash, encoding), { force: true });
      }
      removed++;
    }
    return removed;
  };

  return Object.freeze({ put, read, held, readText, collect, idle: forms.idle });
}

/** The objects of a folder, and the forms that are there beside them. What a crash left half written is removed. */
async function listObjects(folder: string) {
  const known = new Set<Hash>();
  const ready = { br: new Set<Hash>(), gzip: new Set<Hash>() };
  for (const name of await readdir(folder)) {
    const [hash, type, suffix] = name.split('.');
    if (name.endsWith('.tmp')) await rm(join(folder, name), { force: true });
    else if (type !== 'json' || !isHash(hash)) continue;
    else if (suffix === undefined) known.add(hash);
    else if (suffix === 'br') ready.br.add(hash);
    else if (suffix === 'gz') ready.gzip.add(hash);
  }
  return { known, ready };
}

/** Runs `work` over all members, at most `size` at a time: a first publication has hundreds of files. */
async function runInBatches<T>(
  members: readonly T[],
  size: number,
  work: (member: T) => Promise<void>,
): Promise<void> {
  for (let i = 0; i < members.length; i += size) {
    await Promise.all(members.slice(i, i + size).map(work));
  }
}
