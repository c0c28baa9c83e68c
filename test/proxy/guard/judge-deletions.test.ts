import { describe, expect, test } from 'vitest';
import { createSeededRandom, type SeededRandom } from '../../fakes/seeded-random.ts';
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
    ids: () => [...published],
    count: () => published.size,
  };
}

const seen = (list: readonly string[]) => list.map((id) => [id, 'seen'] as const);

describe('[invariant I13] the deletion guard', () => {
  test.for([
    ['10 of 24', 24, 10, 10],
    ['11 of 24', 24, 11, 0],
    ['11 of 109', 109, 11, 0],
    ['11 of 110, a tenth', 110, 11, 11],
    ['100 of 1,000, a tenth', 1_000, 100, 100],
    ['101 of 1,000', 1_000, 101, 0],
    ['the only one', 1, 1, 0],
    ['2 of 3', 3, 2, 2],
    ['3 of 3', 3, 3, 0],
  ] as const)('[fault N13] of a sweep that misses %s', ([, count, missing, released]) => {
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

/** What a bad upstream shows of a list: which of these records its sweep misses. */
type Illness = (all: readonly string[]) => readonly string[];

function illness(random: SeededRandom): Illness {
  const from = random.next();
  const share = random.next();
  const kinds: readonly Illness[] = [
    // An empty answer that looks well; a token that lost a scope; a view that was renamed, or filters more than it did.
    (all) => all,
    // A walk that ended early, or lost a page of a hundred in the middle.
    (all) => all.slice(Math.floor(from * all.length)),
    (all) => {
      const at = Math.floor(from * all.length);
      return all.slice(at, at + 100);
    },
    (all) => all.filter((_, n) => (n * 7919) % 1000 < share * 1000),
    // Another one each time.
    (all) => all.filter(() => random.chance(share)),
  ];
  return random.pick(kinds);
}

/** More than ten that are more than a tenth, or all there are: never in one go, and never without being asked. */
const isMass = (released: number, of: number) =>
  released > 0 && ((released > 10 && released > of / 10) || released === of);

describe('[figure R15] in a thousand random stories', () => {
  test('no bad upstream gets a deletion beyond ten and a tenth published, and what it missed stays once it is well', () => {
    let held = 0;
    for (let seed = 1; seed <= 1_000; seed++) {
      const random = createSeededRandom(`bad upstream ${seed}`);
      const table = collectionOf(random.spread(1, 1_500));
      const ill = illness(random);
      // Shorter than three sweeps ten minutes apart: it then counts as meant (I13).
      let leftMs = 20 * MINUTE - 1;
      for (let sweeps = random.int(1, 30); sweeps > 0; sweeps--) {
        const of = table.count();
        const released = table.sweep(ill(table.ids()));
        expect([seed, released, of, isMass(released, of)]).toEqual([seed, released, of, false]);
        held += table.heldCount() > 0 ? 1 : 0;
        const waitMs = random.int(500, Math.max(501, leftMs / 2));
        if (waitMs > leftMs) break;
        leftMs -= waitMs;
        table.wait(waitMs);
        // The change feed speaks in between, of other things.
        if (random.chance(0.3)) expect(table.judge([], { isWhole: false })).toBe(0);
      }
      const before = table.count();
      expect(table.sweep([])).toBe(0);
      expect([seed, table.heldCount(), table.count()]).toEqual([seed, 0, before]);
    }
    // The stories are about something.
    expect(held).toBeGreaterThan(1_000);
  });

  test('every small deletion that is meant passes at once, before and after a bad day', () => {
    for (let seed = 1; seed <= 1_000; seed++) {
      const random = createSeededRandom(`small deletions ${seed}`);
      const count = random.spread(12, 3_000);
      const table = collectionOf(count);
      const most = Math.max(10, Math.floor(count / 10));
      const some = (n: number) => table.ids().filter((_, i) => i % Math.ceil(count / n) === 0);
      const first = some(random.int(1, Math.min(most, count - 1))).slice(0, most);
      expect([seed, table.sweep(first)]).toEqual([seed, first.length]);
      table.sweep(table.ids());
      table.wait(random.int(1, 15) * MINUTE);
      table.sweep([]);
      const second = table.ids().slice(0, Math.min(10, table.count() - 1));
      expect([seed, table.sweep(second)]).toEqual([seed, second.length]);
    }
  });

  test('every purge that is meant is public within three sweeps, ten minutes apart', () => {
    for (let seed = 1; seed <= 1_000; seed++) {
      const random = createSeededRandom(`purges ${seed}`);
      const table = collectionOf(random.spread(12, 3_000));
      const left = table.count() - random.int(11, table.count());
      const purged = table.ids().slice(left);
      for (let sweeps = 0; sweeps < 3; sweeps++) {
        table.sweep(purged);
        table.wait(10 * MINUTE + random.int(0, MINUTE));
      }
      expect([seed, table.count(), table.heldCount()]).toEqual([seed, left, 0]);
    }
  });
});
