import { describe, expect, it } from 'vitest';
import type { KeptText } from '../../../src/site/reading/kept-text.ts';
import { createVisits } from '../../../src/site/reading/unread.ts';

function memory(text?: string): KeptText {
  return {
    read: () => text,
    write: (next) => {
      text = next;
    },
    forget: () => {
      text = undefined;
    },
    follow: () => () => undefined,
  };
}

const made = (id: string, day: number) => ({
  id,
  createdTime: `2026-03-${String(day).padStart(2, '0')}T00:00:00.000Z`,
});
const HOUR = 3_600_000;

describe('what is new since the last visit', () => {
  it('is nothing on a first visit, and what came since on the next', () => {
    let now = 1_000 * HOUR;
    const visits = createVisits(() => now, memory());
    const before = [made('a', 1), made('b', 2)];
    visits.seen(before);
    expect([...visits.unread(before)]).toEqual([]);
    now += 24 * HOUR;
    const after = [...before, made('c', 3), made('d', 4)];
    expect([...visits.unread(after)]).toEqual(['c', 'd']);
    visits.seen(after);
    expect([...visits.unread(after)]).toEqual(['c', 'd']);
  });

  it('stays new while a visit lasts, and is no longer so on the one after', () => {
    let now = 1_000 * HOUR;
    const visits = createVisits(() => now, memory());
    visits.seen([made('a', 1)]);
    now += 24 * HOUR;
    const all = [made('a', 1), made('b', 2)];
    visits.seen(all);
    now += HOUR / 4;
    expect([...visits.unread(all)]).toEqual(['b']);
    visits.seen(all);
    now += HOUR;
    expect([...visits.unread(all)]).toEqual([]);
  });

  it('is shared by tabs, and loses what was read in one of them', () => {
    let now = 1_000 * HOUR;
    const kept = memory();
    const [one, other] = [createVisits(() => now, kept), createVisits(() => now, kept)];
    one.seen([made('a', 1)]);
    now += 24 * HOUR;
    const all = [made('a', 1), made('b', 2), made('c', 3)];
    one.seen(all);
    other.read('b');
    expect([...one.unread(all)]).toEqual(['c']);
  });

  it('loses what is read after half an hour on one page', () => {
    let now = 1_000 * HOUR;
    const visits = createVisits(() => now, memory());
    visits.seen([made('a', 1)]);
    now += 24 * HOUR;
    const all = [made('a', 1), made('b', 2), made('c', 3)];
    // Shown, and nobody has come back to the list since.
    now += HOUR;
    visits.read('b');
    expect([...visits.unread(all)]).toEqual(['c']);
    now += HOUR / 4;
    expect([...visits.unread(all)]).toEqual(['c']);
  });

  it('counts what comes while somebody looks on as new', () => {
    const visits = createVisits(() => 1_000 * HOUR, memory());
    visits.seen([made('a', 1)]);
    const more = [made('a', 1), made('b', 2)];
    visits.seen(more);
    expect([...visits.unread(more)]).toEqual(['b']);
  });

  it('begins anew where what was kept cannot be read', () => {
    const visits = createVisits(() => 1, memory('{"read":'));
    visits.seen([made('a', 1)]);
    expect([...visits.unread([made('a', 1)])]).toEqual([]);
  });
});
