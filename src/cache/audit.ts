import { hashBytes, type Hash } from '../model/hash.ts';
import { forgetAll } from './known.ts';
import type { Session } from './session.ts';

/**
 * Rehashes every kept object, one small read at a time, and drops those whose bytes are not what their name says
 * (fault D9). Aborted it throws the signal's reason and has dropped nothing; the next one begins anew.
 */
export async function auditObjects(
  session: Session,
  signal: AbortSignal,
): Promise<readonly Hash[]> {
  const damaged: Hash[] = [];
  for (const hash of await session.read((transaction) => transaction.hashes())) {
    signal.throwIfAborted();
    const bytes = await session.read((transaction) =>
      transaction.get<Uint8Array<ArrayBuffer>>('chunks', hash),
    );
    if (bytes && (await hashBytes(bytes)) !== hash) damaged.push(hash);
  }
  if (damaged.length > 0) {
    await session.write((transaction) => transaction.delete('chunks', damaged));
    forgetAll(session.known);
  }
  return damaged;
}
