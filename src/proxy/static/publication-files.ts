import { canonicalJson } from '../../model/canonical.ts';
import type { Hash } from '../../model/hash.ts';
import type { JsonValue, StoredRecord } from '../../model/record.ts';
import { asList, asText } from '../../protocol/check.ts';
import { decodeHistory, decodeRecord } from '../../protocol/delta.ts';
import type { Manifest } from '../../protocol/manifest.ts';
import { livePath, objectPath } from '../../protocol/paths.ts';
import { decodeRoot } from '../../protocol/root.ts';
import { hashTextSync } from '../objects/hash-sync.ts';
import type { LiveFiles } from './live-files.ts';

/** A publication with everything a reader of it may ask for. */
export interface WholePublication {
  readonly manifest: Manifest;
  /** Every object, by its name. */
  readonly textByHash: ReadonlyMap<Hash, string>;
  /** In age order. */
  readonly recordsByCollection: ReadonlyMap<string, readonly StoredRecord[]>;
  /** Ids in the view's order, of the collections that have one. */
  readonly orderByCollection: ReadonlyMap<string, readonly string[]>;
  /** Every attachment that a record names, as `v1/media/<hash>/<name>`. */
  readonly media: readonly string[];
}

/** The text of an object, already verified against its name; undefined where it is not there. */
export type ReadObject = (hash: Hash) => Promise<string | undefined>;

/** Reads all of a publication; throws a sentence that names an object which is missing. */
export async function readWhole(manifest: Manifest, read: ReadObject): Promise<WholePublication> {
  const textByHash = new Map<Hash, string>();
  const recordsByCollection = new Map<string, readonly StoredRecord[]>();
  const orderByCollection = new Map<string, readonly string[]>();
  const media = new Set<string>();
  const take = async (hash: Hash): Promise<unknown> => {
    const text = textByHash.get(hash) ?? (await read(hash));
    if (text === undefined) throw new Error(`${objectPath(hash)} is missing or damaged`);
    textByHash.set(hash, text);
    return JSON.parse(text);
  };
  for (const [name, line] of Object.entries(manifest.collections)) {
    const root = decodeRoot(await take(line.root));
    const records: StoredRecord[] = [];
    for (const { hash } of root.chunks) {
      records.push(...asList(await take(hash), 'chunk').map(decodeRecord));
      for (const path of mediaIn(textByHash.get(hash)!)) media.add(path);
    }
    recordsByCollection.set(name, records);
    for (const hash of root.ids) await take(hash);
    if (line.head !== undefined) await take(line.head);
    if (root.order !== undefined) {
      const order = asList(await take(root.order), 'order list');
      orderByCollection.set(
        name,
        order.map((id) => asText(id, 'order list')),
      );
    }
  }
  for (const { hash } of decodeHistory(await take(manifest.history)).deltas) await take(hash);
  return {
    manifest,
    textByHash,
    recordsByCollection,
    orderByCollection,
    media: [...media].sort(),
  };
}

/**
 * The same publication as files without a server can offer it: nothing can be written, of the live feeds those are
 * listed that have a value, and the history
 * is cut, oldest first, where otherwise more than `maxFiles` files would be needed.
 */
export function forStaticHost(
  whole: WholePublication,
  { maxFiles, live }: { readonly maxFiles: number; readonly live: LiveFiles },
): WholePublication {
  const { manifest } = whole;
  const textByHash = new Map(whole.textByHash);
  const { deltas } = decodeHistory(JSON.parse(textByHash.get(manifest.history)!));
  const tooMany = Math.max(0, textByHash.size + whole.media.length - maxFiles);
  // The newest delta is not only in the history: a manifest may name it.
  const kept = deltas.slice(Math.min(tooMany, Math.max(0, deltas.length - 1)));
  let { history } = manifest;
  if (kept.length < deltas.length) {
    for (const { hash } of [...deltas.slice(0, -kept.length), { hash: history }]) {
      textByHash.delete(hash);
    }
    const text = canonicalJson({ deltas: kept } as unknown as JsonValue);
    history = hashTextSync(text);
    textByHash.set(history, text);
  }
  const listed = manifest.live.filter((feed) => live.has(livePath(feed)));
  return {
    ...whole,
    textByHash,
    manifest: { ...manifest, history, writable: false, live: listed },
  };
}

/** Attachments are named in records as text; whatever field holds them, their address tells. */
function mediaIn(text: string): readonly string[] {
  return [...text.matchAll(/\/(v1\/media\/[\w-]{43}\/[^"\\\s,]+)/g)].map(([, path]) => path!);
}
