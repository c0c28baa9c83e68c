import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { momentOf } from '../../src/site/zoned-time.ts';

const iso = (local: string, zone: string) => {
  const moment = momentOf(local, zone);
  return moment === undefined ? undefined : new Date(moment).toISOString();
};

describe('[B104] a local time of a zone', () => {
  it('is one moment, whatever the reader’s own zone', () => {
    expect(iso('2027-04-08T09:00:00', 'Europe/Prague')).toBe('2027-04-08T07:00:00.000Z');
    expect(iso('2027-04-09T16:40:00', 'Europe/Prague')).toBe('2027-04-09T14:40:00.000Z');
    expect(iso('2027-01-21T18:30:00', 'Europe/Lisbon')).toBe('2027-01-21T18:30:00.000Z');
    expect(iso('2027-01-01T00:00', 'Asia/Kathmandu')).toBe('2026-12-31T18:15:00.000Z');
    expect(iso('2027-07-01T12:00:00', 'America/St_Johns')).toBe('2027-07-01T14:30:00.000Z');
    expect(iso('2027-07-01T12:00:00', 'Pacific/Kiritimati')).toBe('2027-06-30T22:00:00.000Z');
  });

  it('is right on both sides of a clock change', () => {
    // 28 March 2027: at 01:00 UTC clocks in Prague go from 02:00 to 03:00; on 31 October back again.
    expect(iso('2027-03-28T01:59:59', 'Europe/Prague')).toBe('2027-03-28T00:59:59.000Z');
    expect(iso('2027-03-28T03:00:00', 'Europe/Prague')).toBe('2027-03-28T01:00:00.000Z');
    expect(iso('2027-10-31T01:59:59', 'Europe/Prague')).toBe('2027-10-30T23:59:59.000Z');
    expect(iso('2027-10-31T03:00:00', 'Europe/Prague')).toBe('2027-10-31T02:00:00.000Z');
  });

  it('that is skipped is moved on by what was skipped, and of one that comes twice it is the first', () => {
    expect(iso('2027-03-28T02:30:00', 'Europe/Prague')).toBe('2027-03-28T01:30:00.000Z');
    expect(iso('2027-10-31T02:30:00', 'Europe/Prague')).toBe('2027-10-31T00:30:00.000Z');
    // Half an hour, in the other half of the year.
    expect(iso('2027-10-03T02:15:00', 'Australia/Lord_Howe')).toBe('2027-10-02T15:45:00.000Z');
    expect(iso('2027-04-04T01:45:00', 'Australia/Lord_Howe')).toBe('2027-04-03T14:45:00.000Z');
  });

  it('is none where the text is no local time, or the zone none', () => {
    for (const local of ['soon', '', '2027-04-31T09:00:00', '2027-04-08T25:00:00', '2027-04-08']) {
      expect(momentOf(local, 'Europe/Prague'), local).toBeUndefined();
    }
    expect(momentOf('2027-04-08T09:00:00', 'Europe/Atlantis')).toBeUndefined();
    expect(momentOf('2027-04-08T09:00:00', '')).toBeUndefined();
  });

  it('leads back to the moment whose local time it is; to the first of two', () => {
    const zones = Intl.supportedValuesOf('timeZone');
    // Since 1975 every zone is whole minutes from UTC.
    const moments = fc.integer({ min: Date.UTC(1975, 0) / 1000, max: Date.UTC(2045, 0) / 1000 });
    fc.assert(
      fc.property(moments, fc.constantFrom(...zones), (seconds, timeZone) => {
        const moment = seconds * 1000;
        const local = new Intl.DateTimeFormat('sv-SE', {
          timeZone,
          dateStyle: 'short',
          timeStyle: 'medium',
        }).format(moment);
        const found = momentOf(local.replace(' ', 'T'), timeZone)!;
        const differenceMs = moment - found;
        if (differenceMs === 0) return;
        expect(differenceMs).toBeGreaterThan(0);
        expect(differenceMs).toBeLessThanOrEqual(24 * 3_600_000);
        // It is the same on the clocks there.
        const again = new Intl.DateTimeFormat('sv-SE', {
          timeZone,
          dateStyle: 'short',
          timeStyle: 'medium',
        }).format(found);
        expect(again).toBe(local);
      }),
      { numRuns: 400 },
    );
  });
});
