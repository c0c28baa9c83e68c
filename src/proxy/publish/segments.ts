import { cutChunks, utf8Length } from '../../model/chunk.ts';
import type { ChunkLine } from '../../protocol/root.ts';
import { hashTextSync } from '../objects/hash-sync.ts';
import type { Entry } from './entry.ts';

/** A run of records from one segment start to the next, with the chunks it was cut into. */
export interface Segment {
  readonly entries: readonly Entry[];
  readonly lines: readonly ChunkLine[];
}

/**
 * Cuts entries, in age order, into segments and these into chunks. A segment whose entries are the very same objects
 * as in `before` is taken over with its chunks, so that an edit costs one segment; only the others are spelled and
 * reported through `onChunk`. The lines are those of `cutChunks` over all entries.
 */
export function cutSegments(
  entries: readonly Entry[],
  before: readonly Segment[],
  onChunk: (line: ChunkLine, text: string) => void,
): readonly Segment[] {
  const segmentByFirst = new Map(before.map((segment) => [segment.entries[0], segment]));
  return runsOf(entries).map((run) => {
    const old = segmentByFirst.get(run[0]);
    if (old && isSameRun(old.entries, run)) return old;
    const lines = cutChunks(run).map(({ records, text }) => {
      const first = records[0]!.record;
      const line: ChunkLine = {
        hash: hashTextSync(text),
        first: [first.createdTime, first.id],
        count: records.length,
        bytes: utf8Length(text),
      };
      onChunk(line, text);
      return line;
    });
    return { entries: run, lines };
  });
}

function runsOf(entries: readonly Entry[]): readonly Entry[][] {
  const runs: Entry[][] = [];
  for (const entry of entries) {
    if (entry.startsSegment || runs.length === 0) runs.push([entry]);
    else runs.at(-1)!.push(entry);
  }
  return runs;
}

function isSameRun(a: readonly Entry[], b: readonly Entry[]): boolean {
  return a.length === b.length && a.every((entry, i) => entry === b[i]);
}
