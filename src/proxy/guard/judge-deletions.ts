/** Why a record that is to go is known to be gone: Offprint removed it itself, or somebody saw that it is gone. */
export type Evidence = 'own' | 'seen';

/** A deletion that waits: since when, and how many sweeps at least ten minutes apart agreed. Times in ms since 1970. */
export interface HeldDeletion {
  readonly since: number;
  /** When the collection as it is published was last known to be the truth: since then readers see an older one (P8). */
  readonly trueAt: number;
  readonly sweeps: number;
  readonly sweptAt: number;
}

/** The deletions of one collection that wait, by public id. */
export type HeldById = ReadonlyMap<string, HeldDeletion>;

/** One change's deletions, and what is known of them. */
export interface Deletions {
  readonly removed: readonly string[];
  /** Ids that the change shows to stand: what was held of them is held no more. */
  readonly standing: ReadonlySet<string>;
  readonly evidence: ReadonlyMap<string, Evidence>;
  /** The change is a whole sweep: what it does not miss stands. */
  readonly isWhole: boolean;
}

interface Judging {
  readonly deletions: Deletions;
  readonly held: HeldById;
  readonly now: number;
  readonly trueAt: number;
}

/** What goes at once, and what waits from now on. */
export interface Judgement {
  readonly released: ReadonlySet<string>;
  readonly held: HeldById;
}

/** So many may go without a question, and so many that were seen to be gone, though the collection were empty then. */
const FEW = 10;
const LARGE_SHARE = 0.1;
/** A fault upstream rarely lasts that long and says the same each time (fault N13). */
export const SWEEPS_TO_AGREE = 3;
export const SWEEPS_APART_MS = 10 * 60_000;

/**
 * Decides which records may leave a collection (I13, P9): more than 10 of them that are more than a tenth, or all of
 * it, wait until three sweeps ten minutes apart agree about each one. Up to 10 that were seen to be gone need not wait,
 * and those that Offprint removed itself never do. While some wait, others without evidence wait with them.
 */
export function judgeDeletions(
  isPublished: (id: string) => boolean,
  publishedCount: number,
  { deletions, held, now, trueAt }: Judging,
): Judgement {
  const { evidence, isWhole, standing } = deletions;
  const missing = new Set(deletions.removed.filter(isPublished));
  const own = [...missing].filter((id) => evidence.get(id) === 'own');
  const stillHeld = [...held.keys()].filter(
    (id) => isPublished(id) && !standing.has(id) && (!isWhole || missing.has(id)),
  );
  const wanted = new Set([...missing, ...stillHeld]);
  for (const id of own) wanted.delete(id);
  if (!isLarge(wanted.size, publishedCount - own.length)) {
    return { released: new Set([...own, ...wanted]), held: new Map() };
  }
  const next = new Map<string, HeldDeletion>();
  for (const id of wanted) {
    const before = held.get(id) ?? { since: now, trueAt, sweeps: 0, sweptAt: 0 };
    next.set(id, isWhole ? swept(before, now) : before);
  }
  const seen = [...wanted].filter((id) => evidence.get(id) === 'seen');
  const agreed = [...next.keys()].filter((id) => next.get(id)!.sweeps >= SWEEPS_TO_AGREE);
  const released = new Set([...own, ...(seen.length <= FEW ? seen : []), ...agreed]);
  for (const id of released) next.delete(id);
  return { released, held: next };
}

function isLarge(count: number, of: number): boolean {
  return count > 0 && (count >= of || (count > FEW && count > of * LARGE_SHARE));
}

/** Only sweeps count: a change feed says nothing about the rest. */
function swept(before: HeldDeletion, now: number): HeldDeletion {
  if (before.sweeps === 0) return { ...before, sweeps: 1, sweptAt: now };
  // A clock that was set back must not put the next sweep off for hours (fault N15).
  if (now < before.sweptAt) return { ...before, sweptAt: now };
  if (now - before.sweptAt < SWEEPS_APART_MS) return before;
  return { ...before, sweeps: before.sweeps + 1, sweptAt: now };
}
