import { canonicalJson } from '../model/canonical.ts';
import { bytesOf, sha256 } from '../model/hash.ts';
import { HASH_LIST, type BaseHashes } from '../store/layout.ts';
import {
  indexOfId,
  MissingObject,
  readChunk,
  readChunkHashes,
  readIdList,
  type CollectionAt,
} from '../store/read-records.ts';
import { readBaseHashes } from './plan-delta.ts';
import type { Session } from './session.ts';

/**
 * Hashes every record of a collection's chunks and keeps the hashes, so that a delta need not read what it replaces.
 * One chunk is read at a time. Does nothing where they are kept already.
 */
export async function makeBaseHashes(
  session: Session,
  name: string,
  signal: AbortSignal,
): Promise<void> {
  const start = await session.read(async (transaction, current) => {
    const line = current?.collections[name];
    if (!line) return undefined;
    const at: CollectionAt = {
      access: transaction,
      memo: session.known.memo,
      name,
      line,
      layers: [],
    };
    try {
      if (await readBaseHashes(at)) return undefined;
      return { line, ids: (await readIdList(at)).ids, chunks: await readChunkHashes(at) };
    } catch (error) {
      // Damaged; the audit's matter.
      if (error instanceof MissingObject) return undefined;
      throw error;
    }
  });
  if (!start) return;
  const bytes = new Uint8Array(start.ids.length * 32);
  for (const hash of start.chunks) {
    if (signal.aborted) return;
    const records = await session.read(async (transaction) =>
      (await transaction.get('chunks', hash)) === undefined
        ? undefined
        : readChunk(transaction, hash),
    );
    // Folded or replaced meanwhile: the next call begins with what is there then.
    if (!records) return;
    for (const record of records) {
      const digest = await sha256(bytesOf(canonicalJson(record)));
      bytes.set(digest, indexOfId(start.ids, record.id) * 32);
    }
  }
  const hashes: BaseHashes = { root: start.line.baseRoot, bytes };
  await session.write(async (transaction, current) => {
    if (current?.collections[name]?.baseRoot !== hashes.root) return;
    await transaction.put('lists', [[[name, HASH_LIST], hashes]]);
  });
}
