import { canonicalJson } from '../../model/canonical.ts';
import type { StoredRecord } from '../../model/record.ts';
import { standingIn, type GuardedChange } from '../guard/deletion-guard.ts';
import type { CollectionState } from '../publish/collection-state.ts';

/** Holds edits and new records of one collection back until nobody has touched them for a while. */
export interface Settling {
  /** What of a change goes on at once: deletions, and what is published already under the ids that it has now. */
  readonly hold: (change: GuardedChange, before: CollectionState, now: number) => GuardedChange;
  /** Lets a change through as it is; what was held back of its records is older. */
  readonly pass: (change: GuardedChange) => GuardedChange;
  /**
   * What nobody touched, and is other than it was since its pictures came, or what it links to goes by another id: of a
   * record that is held back it takes the place, the rest goes on.
   */
  readonly amend: (change: GuardedChange) => GuardedChange;
  /** A record as it is held back; undefined where the published one is the newest. */
  readonly heldBack: (id: string) => StoredRecord | undefined;
  /** What was still the same in a reading that began long enough after it was first seen; undefined where nothing was. */
  readonly release: (before: CollectionState, times: ReleaseTimes) => GuardedChange | undefined;
}

/** Times in ms since 1970. */
interface ReleaseTimes {
  /** When the last good reading began. */
  readonly readAt: number;
  readonly now: number;
}

/** Creates one; a first publication is not held back, nor is anything where `settleMs` is 0. */
export function createSettling(settleMs: number): Settling {
  const pendingById = new Map<string, { record: StoredRecord; text: string; since: number }>();
  let order: readonly string[] | undefined;

  const note = (record: StoredRecord, published: string | undefined, since: number) => {
    const text = canonicalJson(record);
    if (published === text) pendingById.delete(record.id);
    else if (pendingById.get(record.id)?.text !== text) {
      pendingById.set(record.id, { record, text, since });
    }
  };

  return Object.freeze({
    hold: (change: GuardedChange, before: CollectionState, now: number) => {
      if (settleMs === 0 || before.rootHash === '') return change;
      const moved = movedRecords(change, before);
      const textOf = (id: string) => {
        const record = moved.get(id);
        return record ? canonicalJson(record) : before.entryById.get(id)?.text;
      };
      for (const record of change.changed) note(record, textOf(record.id), now);
      for (const id of change.removed) pendingById.delete(id);
      const standing = standingIn(change);
      if (change.isWhole) {
        for (const id of pendingById.keys()) if (!standing.has(id)) pendingById.delete(id);
      }
      order = change.order ?? order;
      const shown = change.order?.filter((id) => before.entryById.has(id) || moved.has(id));
      return { ...change, changed: [...moved.values()], standing, ...(shown && { order: shown }) };
    },
    pass: (change: GuardedChange) => {
      for (const { id } of change.changed) pendingById.delete(id);
      for (const id of change.removed) pendingById.delete(id);
      return change;
    },
    amend: (change: GuardedChange) => {
      for (const id of change.removed) pendingById.delete(id);
      const changed = change.changed.filter((record) => {
        const pending = pendingById.get(record.id);
        // Nobody touched the record: it waits no longer than it did.
        if (pending) {
          pendingById.set(record.id, { ...pending, record, text: canonicalJson(record) });
        }
        return !pending;
      });
      return { ...change, changed };
    },
    heldBack: (id: string) => pendingById.get(id)?.record,
    release: (before: CollectionState, { readAt, now }: ReleaseTimes) => {
      const due: StoredRecord[] = [];
      for (const [id, pending] of pendingById) {
        const { record, text, since } = pending;
        if (before.entryById.get(id)?.text === text) pendingById.delete(id);
        // The clock was set back: what waits begins to wait anew, and not for hours (fault N15).
        else if (since > now) pendingById.set(id, { ...pending, since: now });
        else if (readAt <= now && readAt >= since + settleMs) due.push(record);
      }
      if (due.length === 0) return undefined;
      const coming = new Set(due.map(({ id }) => id));
      const shown = order?.filter((id) => before.entryById.has(id) || coming.has(id));
      const change = { changed: due, removed: [], evidence: new Map(), isWhole: false };
      return { ...change, ...(shown && { order: shown }) };
    },
  });
}

/**
 * Published records whose ids are others now, as they are published and under these, by id: one whose key is typed anew
 * would be at neither address until it has settled.
 */
function movedRecords(
  { moved = new Map() }: GuardedChange,
  before: CollectionState,
): ReadonlyMap<string, StoredRecord> {
  const recordById = new Map<string, StoredRecord>();
  for (const [id, oldId] of moved) {
    const published = before.entryById.get(oldId);
    if (published) recordById.set(id, { ...published.record, id });
  }
  return recordById;
}
