import { expect, test } from 'vitest';
import {
  asBoolean,
  asCount,
  asHash,
  asList,
  asObject,
  asText,
  listOf,
  mapOf,
  objectOf,
} from '../../src/protocol/check.ts';

test('[D6] each check passes its own kind through and refuses every other', () => {
  const hash = 'A'.repeat(43);
  const samples = { object: { a: 1 }, list: [1], text: 'x', hash, count: 7, flag: false };
  const others = [null, undefined, 1.5, -1, NaN, Infinity, 2 ** 53];
  const kinds = [
    [asObject, ['object']],
    [asList, ['list']],
    [asText, ['text', 'hash']],
    [asHash, ['hash']],
    [asCount, ['count']],
    [asBoolean, ['flag']],
  ] as const;
  for (const [check, own] of kinds) {
    for (const [name, value] of Object.entries(samples)) {
      const passes = (own as readonly string[]).includes(name);
      if (passes) expect(check(value, 'it')).toBe(value);
      else expect(() => check(value, 'it')).toThrow(/^it is .*, expected /);
    }
    for (const value of others) expect(() => check(value, 'it')).toThrow(/^it is /);
  }
});

test('[D6] a refusal names the place, however deep it lies', () => {
  const check = mapOf(objectOf<{ hashes: readonly string[] }>({ hashes: listOf(asHash) }));
  expect(() => check({ articles: { hashes: ['x'] } }, 'manifest')).toThrow(
    /^manifest\.articles\.hashes is "x", expected a hash/,
  );
});

test('a refusal quotes at most 60 characters of what came', () => {
  expect(() => asCount('x'.repeat(10_000), 'manifest.seq')).toThrow(
    new RegExp(`^manifest\\.seq is "x{59}, expected a whole number$`),
  );
});
