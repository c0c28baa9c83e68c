import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareByAge } from '../../src/model/record.ts';
import { SyncError } from '../../src/protocol/failure.ts';
import { chunkIndexOf, decodeRoot } from '../../src/protocol/root.ts';

const hash = 'h'.repeat(43);
const root = {
  chunks: [{ hash, first: ['2026-01-01T00:00:00.000Z', 'a'], count: 1, bytes: 2 }],
  count: 1,
  digest: '0'.repeat(64),
  ids: [hash],
};

describe('decodeRoot', () => {
  test('gives back what was sent, with and without an order list', () => {
    expect(decodeRoot(JSON.parse(JSON.stringify(root)))).toEqual(root);
    expect(decodeRoot({ ...root, order: hash })).toEqual({ ...root, order: hash });
  });

  test('refuses anything else', () => {
    for (const wrong of [
      undefined,
      '',
      { ...root, chunks: {} },
      { ...root, chunks: [{ ...root.chunks[0], hash: 'x' }] },
      { ...root, chunks: [{ ...root.chunks[0], first: ['only one'] }] },
      { ...root, count: '1' },
      { ...root, digest: null },
      { ...root, digest: 'zz' },
      { ...root, digest: 'F'.repeat(64) },
      { ...root, ids: 'x' },
      { ...root, ids: ['x'] },
      { ...root, order: 'x' },
    ]) {
      expect(() => decodeRoot(wrong)).toThrow(SyncError);
    }
  });
});

describe('chunkIndexOf', () => {
  test('finds the last chunk that begins at or before a record, as looking at all of them does', () => {
    const places = fc.record({
      createdTime: fc.constantFrom('1', '2', '3'),
      id: fc.constantFrom('a', 'b', 'c'),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(places, { selector: (p) => p.createdTime + p.id }),
        places,
        (firsts, wanted) => {
          const chunks = firsts
            .sort(compareByAge)
            .map(({ createdTime, id }) => ({ first: [createdTime, id] as const }));
          const expected = firsts.filter((first) => compareByAge(first, wanted) <= 0).length - 1;
          expect(chunkIndexOf(chunks, wanted.createdTime, wanted.id)).toBe(expected);
        },
      ),
    );
  });
});
