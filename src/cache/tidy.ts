import { makeBaseHashes } from './base-hashes.ts';
import { sweep, wasteOf } from './commit.ts';
import { foldRows } from './fold.ts';
import type { Session } from './session.ts';

/**
 * Idle work, in small transactions, each of which leaves a whole store: rows are folded into chunks, hashes of all
 * records are made ready for the next delta, and objects that nothing needs are removed. Where nothing is left to do
 * nothing is written. Aborted it simply stops; the next call goes on.
 */
export async function tidyCollections(session: Session, signal: AbortSignal): Promise<void> {
  const current = await session.read(async (_, found) => found);
  for (const name of Object.keys(current?.collections ?? {})) {
    if (signal.aborted) return;
    await foldRows(session, name, signal);
    if (signal.aborted) return;
    await makeBaseHashes(session, name, signal);
  }
  if (!signal.aborted) await removeWaste(session);
}

async function removeWaste(session: Session): Promise<void> {
  const { known } = session;
  const { pinned } = known;
  const waste = await session.read(async (transaction, current) =>
    current ? wasteOf(transaction, known, { current, pinned }) : [],
  );
  if (waste.length === 0) return;
  await session.write(async (transaction, current) => {
    if (current) await sweep(transaction, known, { current, pinned });
  });
}
