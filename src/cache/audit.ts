import { hashBytes, type Hash } from '../model/hash.ts';
import { objectsOf } from './commit.ts';
import { forgetAll } from './known.ts';
import type { Session } from './session.ts';

/**
 * Rehashes every object that is kept, or that what is committed needs, one small read at a time, and drops those whose
 * bytes are not what their name says (fault D9). Gives their names and those of the missing ones; where a root is
 * unreadable, its chunks are not looked for. Aborted it throws the signal's reason and has dropped nothing; the next one
 * begins anew.
 */
export async function auditObjects(
  session: Session,
  signal: AbortSignal,
): Promise<readonly Hash[]> {
  const damaged: Hash[] = [];
  for (const hash of await namesOf(session)) {
    signal.throwIfAborted();
    const bytes = await session.read((transaction) =>
      transaction.get<Uint8Array<ArrayBuffer>>('chunks', hash),
    );
    if (!bytes || (await hashBytes(bytes)) !== hash) damaged.push(hash);
  }
  if (damaged.length > 0) {
    await session.write((transaction) => transaction.delete('chunks', damaged));
    forgetAll(session.known);
  }
  return damaged;
}

function namesOf(session: Session): Promise<ReadonlySet<Hash>> {
  return session.read(async (transaction, current) => {
    const needed = current ? await objectsOf(transaction, session.known, current) : { hashes: [] };
    return new Set([...(await transaction.hashes()), ...needed.hashes]);
  });
}
