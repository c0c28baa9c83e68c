import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pollIntervalMs, retryDelayMs } from '../../src/sync/schedule.ts';

const pace = { tabs: 'visible', isOnline: true, isSavingData: false, pollAfterMs: 1000 } as const;

describe('the interval after a success', () => {
  it('[B21] is what the manifest asks for while a tab is visible', () => {
    expect(pollIntervalMs(pace)).toBe(1000);
    expect(pollIntervalMs({ ...pace, pollAfterMs: 15_000 })).toBe(15_000);
  });

  it('is ten times as long, and at least 30 s, while all tabs are hidden', () => {
    expect(pollIntervalMs({ ...pace, tabs: 'hidden' })).toBe(30_000);
    expect(pollIntervalMs({ ...pace, tabs: 'hidden', pollAfterMs: 15_000 })).toBe(150_000);
  });

  it('is five times as long for a person who saves data', () => {
    expect(pollIntervalMs({ ...pace, isSavingData: true })).toBe(5000);
  });

  it('is longer, never endless, while the browser believes to be offline', () => {
    expect(pollIntervalMs({ ...pace, isOnline: false })).toBe(30_000);
  });

  it('[fault N17] is never so short that a mistaken manifest makes a loop', () => {
    expect(pollIntervalMs({ ...pace, pollAfterMs: 0 })).toBeGreaterThanOrEqual(250);
  });

  it('[promise P6] is never so long that a mistaken manifest is the last', () => {
    const dayMs = 24 * 60 * 60_000;
    expect(pollIntervalMs({ ...pace, pollAfterMs: dayMs })).toBe(dayMs);
    expect(pollIntervalMs({ ...pace, pollAfterMs: Number.MAX_SAFE_INTEGER })).toBe(dayMs);
  });
});

describe('the wait after failures', () => {
  it('[B24] is random below a bound that doubles, up to 5 minutes', () => {
    expect([1, 2, 3, 8, 9, 50].map((n) => retryDelayMs(n, 0.999_999, 0))).toEqual([
      2000, 4000, 8000, 256_000, 300_000, 300_000,
    ]);
    expect(retryDelayMs(5, 0.5, 0)).toBe(16_000);
  });

  it('[B24][fault N17] is at least what the server asked for, and at least a second', () => {
    fc.assert(
      fc.property(
        fc.nat(60),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.nat(3_600_000),
        (failures, random, floorMs) => {
          const delay = retryDelayMs(failures, random, floorMs);
          expect(delay).toBeGreaterThanOrEqual(Math.max(1000, floorMs));
          expect(delay).toBeLessThanOrEqual(Math.max(300_000, floorMs));
        },
      ),
    );
  });
});
