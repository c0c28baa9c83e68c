import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clockFace, timeLeft } from '../../src/site/countdown.ts';

const SECONDS: Readonly<Record<string, number>> = {
  week: 604_800,
  day: 86_400,
  hour: 3600,
  minute: 60,
  second: 1,
};

describe('[B104] what is left of a time', () => {
  it('is said in words, without what is zero', () => {
    expect(timeLeft((604_800 + 86_400 + 2 * 3600) * 1000)).toBe('1 week, 1 day, 2 hours');
    expect(timeLeft(61_000)).toBe('1 minute, 1 second');
    expect(timeLeft(3_600_000)).toBe('1 hour');
    expect(timeLeft(1)).toBe('1 second');
    expect(timeLeft(0)).toBe('');
    expect(timeLeft(-5)).toBe('');
  });

  it('adds up to the time again, largest unit first, each unit once and never zero', () => {
    const order = Object.keys(SECONDS);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4e10 }), (ms) => {
        const parts = timeLeft(ms)
          .split(', ')
          .map((part) => /^(\d+) ([a-z]+?)(s?)$/.exec(part)!);
        const units = parts.map(([, , unit]) => unit!);
        expect(units).toEqual(order.filter((unit) => units.includes(unit)));
        for (const [, count, , plural] of parts) expect(plural).toBe(count === '1' ? '' : 's');
        const sum = parts.reduce(
          (all, [, count, unit]) => all + Number(count) * SECONDS[unit!]!,
          0,
        );
        expect(sum).toBe(Math.ceil(ms / 1000));
      }),
    );
  });
});

it('[B103] shows the time on a clock of twelve hours', () => {
  expect(clockFace(0, 5, 9)).toEqual(['12:05:09', 'AM']);
  expect(clockFace(9, 0, 0)).toEqual(['9:00:00', 'AM']);
  expect(clockFace(12, 0, 0)).toEqual(['12:00:00', 'PM']);
  expect(clockFace(23, 59, 59)).toEqual(['11:59:59', 'PM']);
});
