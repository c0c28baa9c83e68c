import { cutChunks, startsSegment, type SpelledRecord } from '../../model/chunk.ts';
import { compareByAge } from '../../model/record.ts';
import type { ChunkLine } from '../../protocol/root.ts';
import { packChunk, unpackChunk, type PackedChunk } from './packed-chunk.ts';

/** A run of records from one segment start to the next, in the chunks it was cut into; never empty. */
export type Segment = readonly PackedChunk[];

/** The records of a segment, in age order. */
export function unpackSegment(segment: Segment): readonly SpelledRecord[] {
  return segment.flatMap(unpackChunk);
}

/** The position of the segment that holds a record of this age, or would; 0 for one older than all. */
export function segmentIndexOf(
  segments: readonly Segment[],
  age: { readonly createdTime: string; readonly id: string },
): number {
  let low = 0;
  let high = segments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const [createdTime, id] = segments[middle]![0]!.line.first;
    if (compareByAge({ createdTime, id }, age) <= 0) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

/**
 * Puts other records in the place of some segments' and cuts these anew; all others are taken over as they are, so that
 * an edit costs one segment. What is cut is reported through `onChunk`. The lines are those of `cutChunks` over all
 * records, whatever way led there.
 */
export function recutSegments(
  before: readonly Segment[],
  recordsByIndex: ReadonlyMap<number, readonly SpelledRecord[]>,
  onChunk: (line: ChunkLine, text: string) => void,
): readonly Segment[] {
  const segments: Segment[] = [];
  let run: SpelledRecord[] = [];
  const finishRun = () => {
    if (run.length === 0) return;
    segments.push(
      cutChunks(run).map((cut) => {
        const chunk = packChunk(cut);
        onChunk(chunk.line, cut.text);
        return chunk;
      }),
    );
    run = [];
  };
  for (let i = 0; i < Math.max(1, before.length); i++) {
    const records = recordsByIndex.get(i);
    if (!records) {
      finishRun();
      if (before[i]) segments.push(before[i]!);
      continue;
    }
    for (const spelled of records) {
      if (startsSegment(spelled.record.id)) finishRun();
      // The record that began this segment is gone: the rest belongs to the one before.
      else if (run.length === 0 && segments.length > 0) run = [...unpackSegment(segments.pop()!)];
      run.push(spelled);
    }
  }
  finishRun();
  return segments;
}
