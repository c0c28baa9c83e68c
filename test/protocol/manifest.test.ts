import { describe, expect, test } from 'vitest';
import { SyncError } from '../../src/protocol/failure.ts';
import { decodeHead, decodeManifest, type Manifest } from '../../src/protocol/manifest.ts';

const hash = 'h'.repeat(43);
const manifest: Manifest = {
  protocol: 1,
  log: 'log',
  seq: 3,
  version: hash,
  publishedAt: '2026-01-01T00:00:00.000Z',
  pollAfterMs: 1000,
  writable: false,
  collections: { articles: { root: hash, count: 2, shape: hash, head: hash } },
  delta: { log: 'log', from: 2, to: 3, collections: {} },
  history: hash,
  live: ['posts'],
};

describe('decodeManifest', () => {
  test('gives back what was sent, unknown members left out so that a newer server can add some', () => {
    expect(decodeManifest({ ...manifest, weather: 'fine' })).toEqual(manifest);
  });

  test('tells another protocol from nonsense', () => {
    const codeOf = (value: unknown) => {
      try {
        decodeManifest(value);
      } catch (error) {
        return (error as SyncError).code;
      }
      return 'accepted';
    };
    expect(codeOf({ ...manifest, protocol: 2 })).toBe('newer-version');
    expect(codeOf({ ...manifest, protocol: '1' })).toBe('invalid-response');
    expect(codeOf({})).toBe('invalid-response');
    expect(codeOf('<!doctype html>')).toBe('invalid-response');
  });

  test('[D6] refuses any member of another type', () => {
    for (const wrong of [
      { log: 1 },
      { seq: 1.5 },
      { seq: Number.MAX_SAFE_INTEGER + 1 },
      { version: 'v' },
      { pollAfterMs: -1 },
      { writable: 'false' },
      { collections: [] },
      { collections: { articles: { root: 'r', count: 1, shape: hash } } },
      { collections: { articles: { root: hash, count: 1, shape: hash, head: 'x' } } },
      { delta: { log: 'log' } },
      { history: undefined },
      { live: [1] },
    ]) {
      expect(() => decodeManifest({ ...manifest, ...wrong })).toThrow(SyncError);
    }
  });
});

test('decodeHead takes records with an id and a createdTime, and their number', () => {
  const head = { rows: [{ id: 'a', createdTime: 't', title: 'x' }], total: 7 };
  expect(decodeHead(head)).toEqual(head);
  for (const wrong of [{ rows: [] }, { rows: [{ id: 1 }], total: 1 }, { rows: {}, total: 1 }]) {
    expect(() => decodeHead(wrong)).toThrow(SyncError);
  }
});
