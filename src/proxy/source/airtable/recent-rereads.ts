import type { Clock } from '../../clock.ts';
import type { SourceSink } from '../source.ts';
import type { TrackedTable } from './tracked-table.ts';

/** Records that were read again, at which tick of the sink they were asked for, and when they came. */
export interface Reread {
  readonly table: TrackedTable;
  readonly ids: readonly string[];
  readonly askedAt: number;
  readonly at: number;
}

/**
 * What was read again of late: a call of ours may have been under way meanwhile. Those of its records that Offprint has
 * written since are overtaken: the answer to that may be older than what was read, or what was read not taken in for
 * being older, and an edit between the two be lost.
 */
export interface RecentRereads {
  readonly hasOvertaken: (sink: SourceSink) => boolean;
  /** The ids of a table's records that must be read once more. */
  readonly overtakenOf: (table: TrackedTable, sink: SourceSink) => readonly string[];
  /** These were read just now, what was overtaken before included. */
  readonly note: (rereads: readonly Reread[], sink: SourceSink) => void;
}

/** Longer than any call of ours is waited for. */
const LONGEST_CALL_MS = 60_000;

/** Creates an empty memory. */
export function createRecentRereads(clock: Clock): RecentRereads {
  let recent: readonly Reread[] = [];
  const overtaken = ({ table, ids, askedAt }: Reread, sink: SourceSink) =>
    sink.overtaken(table.collection.name, ids, askedAt);
  const isOvertaken = (one: Reread, sink: SourceSink) => overtaken(one, sink).length > 0;

  return Object.freeze({
    hasOvertaken: (sink: SourceSink) => recent.some((one) => isOvertaken(one, sink)),
    overtakenOf: (table: TrackedTable, sink: SourceSink) =>
      recent.flatMap((one) => (one.table === table ? overtaken(one, sink) : [])),
    note: (rereads: readonly Reread[], sink: SourceSink) => {
      const standing = recent.filter((one) => !isOvertaken(one, sink));
      recent = [...standing, ...rereads].filter(
        ({ at }) => at <= clock.now() && clock.now() - at < LONGEST_CALL_MS,
      );
    },
  });
}
