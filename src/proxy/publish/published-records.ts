import type { SpelledRecord } from '../../model/chunk.ts';
import type { StoredRecord } from '../../model/record.ts';
import { idsOf, timeOf, type IdIndex } from './id-index.ts';
import { segmentIndexOf, unpackSegment, type Segment } from './segments.ts';

/** The records of one collection at one version. They are kept packed and are parsed anew for whoever asks. */
export interface PublishedRecords {
  readonly size: number;
  readonly has: (id: string) => boolean;
  readonly get: (id: string) => SpelledRecord | undefined;
  /** Every id, in no order. */
  readonly keys: () => Iterable<string>;
  /** Every record, in age order; no more than one segment of them is unpacked at a time. */
  readonly all: () => Iterable<StoredRecord>;
}

/** Opens the records that lie in these segments. */
export function openRecords(segments: readonly Segment[], index: IdIndex): PublishedRecords {
  // Who reads one record mostly reads its neighbours next; they stay unpacked as long as memory has room.
  let last:
    | { readonly at: number; readonly records: WeakRef<readonly SpelledRecord[]> }
    | undefined;
  const recordsAt = (at: number): readonly SpelledRecord[] => {
    const known = last?.at === at ? last.records.deref() : undefined;
    if (known) return known;
    const records = unpackSegment(segments[at]!);
    last = { at, records: new WeakRef(records) };
    return records;
  };

  return Object.freeze({
    size: index.size,
    has: (id: string) => timeOf(index, id) !== undefined,
    get: (id: string) => {
      const createdTime = timeOf(index, id);
      if (createdTime === undefined) return undefined;
      const at = segmentIndexOf(segments, { createdTime, id });
      return recordsAt(at).find(({ record }) => record.id === id);
    },
    keys: () => idsOf(index),
    all: function* () {
      for (const segment of segments) {
        for (const { record } of unpackSegment(segment)) yield record;
      }
    },
  });
}
