import { appendFile, mkdir, open, readFile, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isHash, type Hash } from '../../model/hash.ts';
import { hashBytesSync } from '../objects/hash-sync.ts';
import { writeFileDurably } from '../objects/write-file.ts';
import { sniffType, type SniffedType } from './sniff.ts';

/** What is kept of one attachment: where its bytes lie and what they are. */
export interface KeptMedia {
  readonly hash: Hash;
  readonly type: string;
  readonly size: number;
}

/** Attachments' bytes on disk, by their hash; and which attachment has which. */
export interface MediaStore {
  readonly keptOf: (attachmentId: string) => KeptMedia | undefined;
  /** Keeps the bytes of an attachment durably. */
  readonly put: (attachmentId: string, bytes: Uint8Array) => Promise<KeptMedia>;
  /** Opens bytes for reading; undefined for an unknown name. */
  readonly open: (hash: Hash) => Promise<StoredMedia | undefined>;
}

/** Bytes that can be read in parts. */
export interface StoredMedia extends SniffedType {
  readonly size: number;
  /** The bytes from `start` up to, not including, `end`. */
  readonly read: (start: number, end: number) => Promise<Uint8Array<ArrayBuffer>>;
}

/** Opens `<folder>`, making it where it is missing. The index is lines of JSON; one cut short by a crash is ignored. */
export async function openMediaStore(folder: string): Promise<MediaStore> {
  await mkdir(folder, { recursive: true });
  const indexPath = join(folder, 'index.ndjson');
  const known = new Set<Hash>();
  for (const name of await readdir(folder)) {
    if (isHash(name)) known.add(name);
    if (name.endsWith('.tmp')) await rm(join(folder, name), { force: true });
  }
  const keptById = new Map<string, KeptMedia>();
  for (const line of (await readFile(indexPath, 'utf8').catch(() => '')).split('\n')) {
    const entry = parseEntry(line);
    if (entry && known.has(entry.kept.hash)) keptById.set(entry.id, entry.kept);
  }

  return Object.freeze({
    keptOf: (attachmentId: string) => keptById.get(attachmentId),
    put: async (attachmentId: string, bytes: Uint8Array) => {
      const hash = hashBytesSync(bytes);
      if (!known.has(hash)) await writeFileDurably(join(folder, hash), bytes);
      known.add(hash);
      const kept = { hash, type: sniffType(bytes).type, size: bytes.byteLength };
      // A line lost in a crash costs one more download.
      await appendFile(indexPath, `${JSON.stringify({ id: attachmentId, ...kept })}\n`);
      keptById.set(attachmentId, kept);
      return kept;
    },
    open: async (hash: Hash) => {
      if (!known.has(hash)) return undefined;
      const path = join(folder, hash);
      const found = await stat(path).catch(() => undefined);
      if (!found) return undefined;
      const read = (start: number, end: number) => readPart(path, start, end);
      return { ...sniffType(await read(0, Math.min(1024, found.size))), size: found.size, read };
    },
  });
}

async function readPart(path: string, start: number, end: number) {
  const file = await open(path, 'r');
  try {
    const bytes = new Uint8Array(Math.max(0, end - start));
    const { bytesRead } = await file.read(bytes, 0, bytes.byteLength, start);
    return bytes.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function parseEntry(line: string): { readonly id: string; readonly kept: KeptMedia } | undefined {
  try {
    const { id, hash, type, size } = JSON.parse(line) as Record<string, unknown>;
    if (typeof id !== 'string' || !isHash(hash) || typeof type !== 'string') return undefined;
    return { id, kept: { hash, type, size: Number(size) } };
  } catch {
    // The last line of a run that was killed, or the empty one after it.
    return undefined;
  }
}
