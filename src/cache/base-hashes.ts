import { canonicalJson } from '../model/canonical.ts';
import { bytesOf, sha256 } from '../model/hash.ts';
import { HASH_LIST, type BaseHashes } from '../store/layout.ts';
import {
  ifKept,
  indexOfId,
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
    if (await readBaseHashes(at)) return undefined;
    const list = await ifKept(readIdList(at));
    const chunks = await ifKept(readChunkHashes(at));
    // Otherwise it is damaged, which is the audit's matter.
    return list && chunks && { line, ids: list.ids, chunks };
  });
  if (!start) return;
  const bytes = new Uint8Array(start.ids.length * 32);
  for (const hash of start.chunks) {
    if (signal.aborted) return;
    const records = await session.read((transaction) => ifKept(readChunk(transaction, hash)));
    // Folded or replaced meanwhile, or damaged: the next call begins with what is there then.
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
