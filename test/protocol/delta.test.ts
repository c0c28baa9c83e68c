import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../src/model/canonical.ts';
import type { JsonValue } from '../../src/model/record.ts';
import {
  applyToRoot,
  decodeDelta,
  decodeHistory,
  diffRoots,
  type Delta,
} from '../../src/protocol/delta.ts';
import { SyncError } from '../../src/protocol/failure.ts';
import type { ChunkLine, Root } from '../../src/protocol/root.ts';

const hashOf = (text: string) => text.padEnd(43, '_').slice(0, 43);

/** A line as a chunk at this place with this content would have: place and content decide its name. */
const lineOf = (place: number, content: number): ChunkLine => ({
  hash: hashOf(`${place}-${content}`),
  first: [new Date(place * 1000).toISOString(), `rec${place}`],
  count: 1 + content,
  bytes: 100 + content,
});

const roots = fc
  .record({
    contentByPlace: fc.dictionary(fc.nat(12).map(String), fc.nat(2)),
    ids: fc.array(fc.nat(3), { minLength: 1, maxLength: 4 }),
    order: fc.option(fc.nat(2), { nil: undefined }),
  })
  .map(({ contentByPlace, ids, order }): Root => {
    const places = Object.keys(contentByPlace)
      .map(Number)
      .sort((a, b) => a - b);
    return {
      chunks: places.map((place) => lineOf(place, contentByPlace[place]!)),
      count: places.length,
      digest: String(places.length).padStart(64, '0'),
      ids: ids.map((id) => hashOf(`ids${id}`)),
      ...(order === undefined ? {} : { order: hashOf(`order${order}`) }),
    };
  });

describe('diffRoots and applyToRoot', () => {
  test('are inverses: byte for byte, between any two roots', () => {
    fc.assert(
      fc.property(roots, roots, (before, after) => {
        const delta = {
          changed: [],
          deleted: [],
          root: hashOf('root'),
          ...diffRoots(before, after),
        };
        const rebuilt = applyToRoot(before, delta);
        expect(canonicalJson(rebuilt as unknown as JsonValue)).toBe(
          canonicalJson(after as unknown as JsonValue),
        );
      }),
      { numRuns: 500 },
    );
  });

  test('name nothing where nothing changed', () => {
    fc.assert(
      fc.property(roots, (root) => {
        expect(diffRoots(root, root)).toMatchObject({ splices: [], ids: { at: {} } });
      }),
    );
  });

  test('replace one line for one edited chunk', () => {
    const before: Root = {
      chunks: [1, 2, 3].map((at) => lineOf(at, 0)),
      count: 3,
      digest: '',
      ids: [],
    };
    const after = { ...before, chunks: before.chunks.with(1, lineOf(2, 1)) };
    expect(diffRoots(before, after).splices).toEqual([
      { at: 1, remove: 1, insert: [lineOf(2, 1)] },
    ]);
  });
});

describe('decodeDelta', () => {
  const delta: Delta = {
    log: 'log',
    from: 1,
    to: 2,
    collections: {
      articles: {
        changed: [{ id: 'a', createdTime: '2026-01-01T00:00:00.000Z' }],
        deleted: ['b'],
        splices: [{ at: 0, remove: 1, insert: [lineOf(1, 1)] }],
        ids: { at: { '3': hashOf('x') } },
        order: hashOf('o'),
        count: 1,
        digest: '0'.repeat(64),
        root: hashOf('r'),
      },
    },
  };
  const parsed = () => JSON.parse(JSON.stringify(delta)) as Record<string, never>;

  test('gives back what was sent', () => {
    expect(decodeDelta(parsed())).toEqual(delta);
  });

  test('refuses any member of another type, naming its place', () => {
    const part = delta.collections['articles']!;
    const broken: unknown[] = [
      null,
      [],
      { ...delta, from: '1' },
      { ...delta, to: -1 },
      { ...delta, log: 7 },
      { ...delta, collections: [] },
      ...[
        { changed: {} },
        { changed: [{ id: 1 }] },
        { changed: [null] },
        { deleted: [1] },
        { splices: [{ at: 0.5, remove: 0, insert: [] }] },
        { splices: [{ at: 0, remove: 0, insert: [{ hash: 'short' }] }] },
        { ids: [] },
        { ids: { at: { '0': 'short' } } },
        { ids: { all: ['short'] } },
        { count: null },
        { digest: 1 },
        { root: 'r' },
        { order: 'o' },
      ].map((wrong) => ({ ...delta, collections: { articles: { ...part, ...wrong } } })),
    ];
    for (const value of broken) expect(() => decodeDelta(value)).toThrow(SyncError);
    expect(() => decodeDelta({ ...delta, to: -1 })).toThrow(
      'delta.to is -1, expected a whole number',
    );
  });
});

describe('decodeHistory', () => {
  test('gives the lines in their order and refuses others', () => {
    const line = { from: 1, to: 2, hash: hashOf('h'), bytes: 9 };
    expect(decodeHistory({ deltas: [line] })).toEqual({ deltas: [line] });
    for (const wrong of [{}, { deltas: {} }, { deltas: [{ ...line, hash: 'h' }] }]) {
      expect(() => decodeHistory(wrong)).toThrow(SyncError);
    }
  });
});
