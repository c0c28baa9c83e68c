import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EMPTY_DIGEST, updateDigest } from '../../src/model/digest.ts';
import { toBase64Url } from '../../src/model/hash.ts';

const hashes = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(toBase64Url);

describe('updateDigest', () => {
  test('of one record is its hash in hexadecimal', () => {
    const hash = toBase64Url(Uint8Array.from({ length: 32 }, (_, i) => i));
    expect(updateDigest(EMPTY_DIGEST, [], [hash])).toBe(
      '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f',
    );
  });

  test('wraps around at 2²⁵⁶ in both directions', () => {
    const one = toBase64Url(Uint8Array.from({ length: 32 }, (_, i) => (i === 31 ? 1 : 0)));
    const all = updateDigest(EMPTY_DIGEST, [one], []);
    expect(all).toBe('f'.repeat(64));
    expect(updateDigest(all, [], [one])).toBe(EMPTY_DIGEST);
  });

  test('[D5] does not depend on the order of records', () => {
    fc.assert(
      fc.property(fc.array(hashes), (members) => {
        const forward = updateDigest(EMPTY_DIGEST, [], members);
        expect(updateDigest(EMPTY_DIGEST, [], members.toReversed())).toBe(forward);
        expect(forward).toMatch(/^[0-9a-f]{64}$/);
      }),
    );
  });

  test('[D5] after leaving and coming equals the digest of what is there', () => {
    fc.assert(
      fc.property(fc.array(hashes), fc.array(hashes), fc.array(hashes), (stay, leave, come) => {
        const before = updateDigest(EMPTY_DIGEST, [], [...stay, ...leave]);
        expect(updateDigest(before, leave, come)).toBe(
          updateDigest(EMPTY_DIGEST, [], [...stay, ...come]),
        );
      }),
    );
  });
});
