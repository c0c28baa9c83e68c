import { SyncError } from '../protocol/failure.ts';
import type { Current, Owner } from '../store/layout.ts';
import { emptyKnown, forgetAll, type Known } from './known.ts';
import type { ReadTransaction, Storage, WriteTransaction } from './storage.ts';

/**
 * A writer's claim on a store, and what it remembers of it. Every write is fenced: it happens only while the claim is
 * the newest (I2, fault L1). A store that was emptied meanwhile is noticed by the claim that it no longer knows (fault D4).
 */
export interface Session {
  readonly known: Known;
  claim(): Promise<number>;
  read<T>(
    work: (transaction: ReadTransaction, current: Current | undefined) => Promise<T>,
  ): Promise<T>;
  /** Throws 'not-owner' where another claim was made since, and before any was made. */
  write<T>(
    work: (transaction: WriteTransaction, current: Current | undefined) => Promise<T>,
  ): Promise<T>;
}

/** Opens a session; `onLost` is called once for every time the store turns out to have been emptied. */
export function createSession(storage: Storage, onLost: () => void): Session {
  const known = emptyKnown();
  let mine: Owner | undefined;
  let isLost = false;

  const lose = () => {
    if (isLost) return;
    isLost = true;
    forgetAll(known);
    onLost();
  };

  return Object.freeze({
    known,

    claim: async () => {
      mine = await storage.write(async (transaction) => {
        const owner = await transaction.get<Owner>('meta', 'owner');
        // Counted on from our own last claim too, so that an epoch never comes twice, even in an emptied store.
        const epoch = Math.max(owner?.epoch ?? 0, mine?.epoch ?? 0) + 1;
        const next: Owner = { epoch, claim: crypto.randomUUID() };
        await transaction.put('meta', [['owner', next]]);
        return next;
      });
      isLost = false;
      // So a tab that is still of another life of the store takes none of its counts for one that it has read.
      known.overlay.count = mine.epoch * 2 ** 32;
      return mine.epoch;
    },

    read: async <T>(
      work: (transaction: ReadTransaction, current: Current | undefined) => Promise<T>,
    ) => {
      const { value, owner } = await storage.read(async (transaction) => {
        const [found, current] = await readClaim(transaction);
        return { value: await work(transaction, current), owner: found };
      });
      if (mine && !owner) lose();
      return value;
    },

    write: async <T>(
      work: (transaction: WriteTransaction, current: Current | undefined) => Promise<T>,
    ) => {
      const { value, owner } = await storage.write(async (transaction) => {
        const [found, current] = await readClaim(transaction);
        if (!mine || (found && found.claim !== mine.claim)) throw notOwner(mine, found);
        // The lock outlives the store (measured for Clear-Site-Data), so the claim holds for the new one as well.
        if (!found) await transaction.put('meta', [['owner', mine]]);
        return { value: await work(transaction, current), owner: found };
      });
      if (!owner) lose();
      isLost = false;
      return value;
    },
  });
}

function readClaim(
  transaction: ReadTransaction,
): Promise<[owner: Owner | undefined, current: Current | undefined]> {
  return Promise.all([
    transaction.get<Owner>('meta', 'owner'),
    transaction.get<Current>('meta', 'current'),
  ]);
}

function notOwner(mine: Owner | undefined, found: Owner | undefined): SyncError {
  return new SyncError('not-owner', `epoch ${mine?.epoch} was overtaken by ${found?.epoch}`);
}
