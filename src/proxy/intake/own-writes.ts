import type { SourceChange } from '../source/source.ts';
import type { UpstreamRecord } from '../source/upstream-record.ts';

/** When Offprint itself last wrote which records of one collection: news that was asked for before may not undo it. */
export interface OwnWrites {
  readonly note: (ids: readonly string[], tick: number) => void;
  readonly isSince: (id: string, askedAt: number) => boolean;
  /** The news, with what stands of each record that was written since it was asked for. */
  readonly withoutUndoing: (
    change: SourceChange,
    standing: (id: string) => UpstreamRecord | undefined,
  ) => SourceChange;
}

/** A reading takes minutes at most; in them so many records are not written. */
const KEPT = 20_000;

/** Remembers nothing at first: what was asked for in an earlier run never arrives. */
export function createOwnWrites(): OwnWrites {
  const tickById = new Map<string, number>();
  const isSince = (id: string, askedAt: number) => (tickById.get(id) ?? 0) > askedAt;
  return Object.freeze({
    note: (ids: readonly string[], tick: number) => {
      for (const id of ids) {
        tickById.delete(id);
        tickById.set(id, tick);
      }
      for (const id of tickById.keys()) {
        if (tickById.size <= KEPT) break;
        tickById.delete(id);
      }
    },
    isSince,
    withoutUndoing: (
      change: SourceChange,
      standing: (id: string) => UpstreamRecord | undefined,
    ) => {
      const { askedAt = Infinity } = change;
      const isNews = (id: string) => !isSince(id, askedAt);
      if (change.kind === 'part') {
        const changed = change.changed.filter(({ id }) => isNews(id));
        return { ...change, changed, removed: change.removed.filter(isNews) };
      }
      const written = [...tickById.keys()].filter((id) => !isNews(id));
      if (written.length === 0) return change;
      // In its place, since a view's order is content; one that the page did not have yet stands last.
      const records = change.records.flatMap((record) =>
        isNews(record.id) ? record : (standing(record.id) ?? []),
      );
      const named = new Set(records.map(({ id }) => id));
      const added = written.flatMap((id) => (named.has(id) ? [] : (standing(id) ?? [])));
      return { ...change, records: [...records, ...added] };
    },
  });
}
