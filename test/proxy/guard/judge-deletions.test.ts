import { describe, expect, test } from 'vitest';
import {
  judgeDeletions,
  type Evidence,
  type HeldById,
} from '../../../src/proxy/guard/judge-deletions.ts';

const MINUTE = 60_000;
const ids = (count: number, from = 1) => Array.from({ length: count }, (_, n) => `rec${from + n}`);

/** A collection of so many records, and one guard's memory of it. */
function collectionOf(count: number) {
  let published = new Set(ids(count));
  let held: HeldById = new Map();
  let now = Date.UTC(2026, 1, 20);
  const judge = (
    removed: readonly string[],
    {
      isWhole = true,
      evidence = [],
      standing = [],
    }: {
      isWhole?: boolean;
      evidence?: readonly (readonly [string, Evidence])[];
      standing?: readonly string[];
    } = {},
  ) => {
    const judgement = judgeDeletions((id) => published.has(id), published.size, {
      deletions: {
        removed,
        isWhole,
        standing: new Set(standing),
        evidence: new Map(evidence),
      },
      held,
      now,
      trueAt: now - 1_000,
    });
    held = judgement.held;
    published = new Set([...published].filter((id) => !judgement.released.has(id)));
    return judgement.released.size;
  };
  return {
    sweep: (removed: readonly string[]) => judge(removed),
    judge,
    wait: (ms: number) => {
      now += ms;
    },
    heldCount: () => held.size,
    count: () => published.size,
  };
}

const seen = (list: readonly string[]) => list.map((id) => [id, 'seen'] as const);

describe('[invariant I13] the deletion guard', () => {
  test.each([
    ['10 of 24', 24, 10, 10],
    ['11 of 24', 24, 11, 0],
    ['11 of 109', 109, 11, 0],
    ['11 of 110, a tenth', 110, 11, 11],
    ['100 of 1,000, a tenth', 1_000, 100, 100],
    ['101 of 1,000', 1_000, 101, 0],
    ['the only one', 1, 1, 0],
    ['2 of 3', 3, 2, 2],
    ['3 of 3', 3, 3, 0],
  ])('[fault N13] of a sweep that misses %s', (_, count, missing, released) => {
    expect(collectionOf(count).sweep(ids(missing))).toBe(released);
  });

  test('[fault N13] lets go after three sweeps that agree, ten minutes apart', () => {
    const table = collectionOf(40);
    for (const [waitMs, released] of [
      [0, 0],
      [5 * MINUTE, 0],
      [5 * MINUTE, 0],
      [9 * MINUTE, 0],
      [1 * MINUTE, 40],
    ] as const) {
      table.wait(waitMs);
      expect(table.sweep(ids(40))).toBe(released);
    }
    expect([table.heldCount(), table.count()]).toEqual([0, 0]);
  });

  test('begins to count anew for a record that was there in between', () => {
    const table = collectionOf(40);
    table.sweep(ids(40));
    table.wait(10 * MINUTE);
    table.sweep(ids(20));
    table.wait(10 * MINUTE);
    expect(table.sweep(ids(40))).toBe(20);
    expect(table.heldCount()).toBe(20);
  });

  test('holds nothing any more once the records are back', () => {
    const table = collectionOf(40);
    table.sweep(ids(40));
    table.sweep([]);
    expect([table.heldCount(), table.count()]).toEqual([0, 40]);
  });

  test('what comes back by the change feed is held no more, and a feed’s silence counts as no sweep', () => {
    const table = collectionOf(40);
    table.sweep(ids(40));
    for (let n = 0; n < 5; n++) {
      table.wait(10 * MINUTE);
      table.judge([], { isWhole: false, standing: ['rec1'] });
    }
    expect([table.heldCount(), table.count()]).toEqual([39, 40]);
  });

  test('lets up to 10 go that were seen to be gone, be they all there are', () => {
    const few = collectionOf(10);
    expect(few.judge(ids(10), { isWhole: false, evidence: seen(ids(10)) })).toBe(10);
    const last = collectionOf(1);
    expect(last.judge(['rec1'], { evidence: seen(['rec1']) })).toBe(1);
    const many = collectionOf(40);
    expect(many.judge(ids(11), { isWhole: false, evidence: seen(ids(11)) })).toBe(0);
  });

  test('a deletion that was seen goes out while others wait; one that was not waits with them', () => {
    const table = collectionOf(60);
    table.sweep(ids(40));
    expect(table.judge(['rec50'], { isWhole: false, evidence: seen(['rec50']) })).toBe(1);
    expect(table.sweep([...ids(40), 'rec51'])).toBe(0);
    expect(table.heldCount()).toBe(41);
  });

  test('never holds what Offprint deleted itself, nor counts it', () => {
    const table = collectionOf(40);
    const own = ids(30).map((id) => [id, 'own'] as const);
    expect(table.judge(ids(35), { isWhole: false, evidence: own })).toBe(35);
    expect(table.judge(ids(5, 36), { evidence: ids(5, 36).map((id) => [id, 'own']) })).toBe(5);
  });

  test('[fault N15] a clock set back by a day puts nothing off for a day', () => {
    const table = collectionOf(40);
    table.sweep(ids(40));
    table.wait(-24 * 60 * MINUTE);
    table.sweep(ids(40));
    table.wait(10 * MINUTE);
    table.sweep(ids(40));
    table.wait(10 * MINUTE);
    expect(table.sweep(ids(40))).toBe(40);
  });
});
