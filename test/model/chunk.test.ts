import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../src/model/canonical.ts';
import {
  cutChunks,
  MAX_CHUNK_BYTES,
  startsSegment,
  utf8Length,
  type SpelledRecord,
} from '../../src/model/chunk.ts';
import { compareByAge, type StoredRecord } from '../../src/model/record.ts';

function spell(id: number, body = ''): SpelledRecord {
  const record: StoredRecord = {
    id: `rec${String(id).padStart(6, '0')}`,
    createdTime: new Date(1_600_000_000_000 + id * 1000).toISOString(),
    body,
  };
  return { record, text: canonicalJson(record) };
}

const textsOf = (records: readonly SpelledRecord[]) => cutChunks(records).map((cut) => cut.text);
const many = Array.from({ length: 5_000 }, (_, i) => spell(i));

describe('cutChunks', () => {
  test('gives no chunks for no records', () => {
    expect(cutChunks([])).toEqual([]);
  });

  test('loses, doubles and reorders nothing', () => {
    expect(cutChunks(many).flatMap((cut) => cut.records)).toEqual(many);
  });

  test('writes a chunk as canonical JSON of its records', () => {
    for (const { records, text } of cutChunks(many)) {
      expect(text).toBe(canonicalJson(records.map(({ record }) => record)));
    }
  });

  test('begins a chunk at every record that starts a segment: about one in 64', () => {
    const firsts = new Set(cutChunks(many).map((cut) => cut.records[0]));
    const starts = many.filter(({ record }) => startsSegment(record.id));
    expect(starts.every((start) => firsts.has(start))).toBe(true);
    expect(starts.length).toBeGreaterThan(40);
    expect(starts.length).toBeLessThan(130);
  });

  test('never passes the size limit, unless one record does alone', () => {
    const wide = Array.from({ length: 300 }, (_, i) => spell(i, 'ü'.repeat((i % 40) * 1000)));
    const huge = spell(400, 'x'.repeat(MAX_CHUNK_BYTES + 1));
    for (const { records, text } of cutChunks([...wide, huge])) {
      if (records.length > 1)
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAX_CHUNK_BYTES + 1);
    }
    expect(cutChunks([...wide, huge]).at(-1)!.records).toEqual([huge]);
  });

  test('[D2] an edit alters chunks of its own segment only', () => {
    fc.assert(
      fc.property(fc.nat(many.length - 1), fc.string(), (at, body) => {
        const edited = many.with(at, spell(at, body));
        expect(changedSegments(many, edited)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 30 },
    );
  });

  test('an insert or delete alters chunks of one segment, or two where the record begins one', () => {
    fc.assert(
      fc.property(fc.nat(many.length - 1), (at) => {
        const without = many.toSpliced(at, 1);
        const limit = startsSegment(many[at]!.record.id) ? 2 : 1;
        expect(changedSegments(many, without)).toBeLessThanOrEqual(limit);
        expect(changedSegments(without, many)).toBeLessThanOrEqual(limit);
      }),
      { numRuns: 30 },
    );
  });

  test('[D2] cuts the same records the same, whatever happened before', () => {
    const shuffled = [...many].reverse().sort((a, b) => compareByAge(a.record, b.record));
    expect(textsOf(shuffled)).toEqual(textsOf(many));
  });
});

/** How many segments of `after` hold a chunk that `before` has not. */
function changedSegments(
  before: readonly SpelledRecord[],
  after: readonly SpelledRecord[],
): number {
  const known = new Set(textsOf(before));
  let segment = 0;
  const changed = new Set<number>();
  for (const { records, text } of cutChunks(after)) {
    if (startsSegment(records[0]!.record.id)) segment++;
    if (!known.has(text)) changed.add(segment);
  }
  return changed.size;
}

test('utf8Length counts the bytes that a text takes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
      const wellFormed = text.toWellFormed();
      expect(utf8Length(wellFormed)).toBe(Buffer.byteLength(wellFormed));
    }),
  );
});
