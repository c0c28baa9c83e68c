import { appendFile, mkdir, readFile, readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { isHash, type Hash } from '../../model/hash.ts';
import { hashBytesSync } from '../objects/hash-sync.ts';
import { writeFileDurably } from '../objects/write-file.ts';
import { hashesOf, parseIndex, type IndexEntry, type KeptMedia } from './media-index.ts';
import type { PreparedFile, PreparedMedia } from './picture.ts';
import { readStream } from './read-stream.ts';
import { sniffType, type SniffedType } from './sniff.ts';

/** An attachment by what names its bytes: its id, and the size that upstream gives (0 while it gives none). */
export interface MediaKey {
  readonly id: string;
  readonly size: number;
}

/** Attachments' bytes on disk, by their hash; and what became of which attachment. */
export interface MediaStore {
  readonly keptOf: (key: MediaKey) => KeptMedia | undefined;
  /** Why it was refused for good; undefined where it was not. */
  readonly refusalOf: (key: MediaKey) => string | undefined;
  /** True where nothing more will come of an attachment: it is here, or refused for good. */
  readonly isSettled: (attachmentId: string) => boolean;
  /** Keeps what is published of an attachment durably. */
  readonly keep: (key: MediaKey, prepared: PreparedMedia) => Promise<void>;
  readonly refuse: (key: MediaKey, why: string) => Promise<void>;
  /** Opens bytes for reading; undefined for an unknown name. */
  readonly open: (hash: Hash) => Promise<StoredMedia | undefined>;
  /**
   * Removes files that were last reached, or asked for by `keptOf`, more than `keepMs` ago; gives their number. It is to
   * be called daily: when a file was last reached is known to the day.
   */
  readonly collect: (
    reached: ReadonlySet<Hash>,
    when: { readonly nowMs: number; readonly keepMs: number },
  ) => Promise<number>;
}

/** Bytes that can be read in parts. */
export interface StoredMedia extends SniffedType {
  readonly size: number;
  /** The bytes from `start` up to, not including, `end`; nothing is open before the first read. */
  readonly stream: (start: number, end: number) => ReadableStream<Uint8Array>;
}

/** Opens `<folder>`, making it where it is missing. */
export async function openMediaStore(folder: string): Promise<MediaStore> {
  await mkdir(folder, { recursive: true });
  const indexPath = join(folder, 'index.ndjson');
  const pathOf = (hash: Hash) => join(folder, hash);
  const known = new Set<Hash>();
  for (const name of await readdir(folder)) {
    if (isHash(name)) known.add(name);
    if (name.endsWith('.tmp')) await rm(join(folder, name), { force: true });
  }
  const isWhole = (entry: IndexEntry) =>
    !entry.kept || hashesOf(entry.kept).every((hash) => known.has(hash));
  const entryById = parseIndex(await readFile(indexPath, 'utf8').catch(() => ''));
  for (const entry of entryById.values()) if (!isWhole(entry)) entryById.delete(entry.id);
  /** Attachments that were asked about since this run began, and since the last collection. */
  const asked = new Set<string>();
  let askedLately = new Set<string>();

  const entryOf = ({ id, size }: MediaKey) => {
    asked.add(id);
    askedLately.add(id);
    const entry = entryById.get(id);
    // Upstream tells the size of a fresh attachment a little later than its id.
    return entry && (entry.claimed === size || entry.claimed === 0 || size === 0)
      ? entry
      : undefined;
  };

  const note = async (entry: IndexEntry) => {
    // A line lost in a crash costs one more download.
    await appendFile(indexPath, `${JSON.stringify(entry)}\n`);
    entryById.set(entry.id, entry);
  };

  const putFile = async ({ bytes }: PreparedFile) => {
    const hash = hashBytesSync(bytes);
    if (!known.has(hash)) await writeFileDurably(pathOf(hash), bytes);
    known.add(hash);
    return hash;
  };

  const keep: MediaStore['keep'] = async ({ id, size }, prepared) => {
    const { type, width, height, color } = prepared;
    const forms: { hash: Hash; width: number }[] = [];
    for (const form of prepared.forms) {
      forms.push({ hash: await putFile(form), width: form.width });
    }
    const hash = await putFile(prepared);
    const kept = { hash, type, size: prepared.bytes.byteLength, width, height, color, forms };
    await note({ id, claimed: size, kept });
  };

  const collect: MediaStore['collect'] = async (reached, { nowMs, keepMs }) => {
    const used = new Set(reached);
    for (const id of askedLately) {
      const kept = entryById.get(id)?.kept;
      for (const hash of kept ? hashesOf(kept) : []) used.add(hash);
    }
    askedLately = new Set();
    let removed = 0;
    for (const hash of known) {
      const path = pathOf(hash);
      // A file's own time says when it was last reached: so there is no second list that could disagree.
      if (used.has(hash)) await utimes(path, nowMs / 1000, nowMs / 1000).catch(() => undefined);
      else if (await isOlder(path, nowMs - keepMs)) {
        known.delete(hash);
        await rm(path, { force: true });
        removed++;
      }
    }
    for (const entry of entryById.values()) {
      // A refusal that nobody asks about belongs to an attachment that is gone.
      const isIdle = entry.refused !== undefined && !asked.has(entry.id);
      if (isIdle || !isWhole(entry)) entryById.delete(entry.id);
    }
    const lines = [...entryById.values()].map((entry) => `${JSON.stringify(entry)}\n`);
    await writeFileDurably(indexPath, lines.join(''));
    return removed;
  };

  return Object.freeze({
    keptOf: (key: MediaKey) => entryOf(key)?.kept,
    refusalOf: (key: MediaKey) => entryOf(key)?.refused,
    isSettled: (attachmentId: string) => entryById.has(attachmentId),
    keep,
    refuse: ({ id, size }: MediaKey, why: string) => note({ id, claimed: size, refused: why }),
    open: async (hash: Hash) => (known.has(hash) ? openFile(pathOf(hash)) : undefined),
    collect,
  });
}

async function openFile(path: string): Promise<StoredMedia | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return undefined;
  const stream = (start: number, end: number) => readStream(path, start, end);
  // Read as what it is: the server's own `Response`, which is lighter than the platform's, has no `bytes`.
  const beginning: Uint8Array[] = [];
  for await (const part of stream(0, Math.min(1024, found.size))) beginning.push(part);
  return { ...sniffType(Buffer.concat(beginning)), size: found.size, stream };
}

async function isOlder(path: string, thanMs: number): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return !found || found.mtimeMs < thanMs;
}
