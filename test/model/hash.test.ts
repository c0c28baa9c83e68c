import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fnv1a } from '../../src/model/fnv1a.ts';
import { bytesOf, hashBytes, hashText, isHash, toBase64Url } from '../../src/model/hash.ts';

describe('hashText', () => {
  test('names a text by the base64url SHA-256 of its UTF-8 bytes', async () => {
    expect(await hashText('')).toBe('47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU');
    expect(await hashText('abc')).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0');
  });

  test('agrees with another implementation, and with hashBytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 40 }), async (text) => {
        const expected = createHash('sha256').update(Buffer.from(text)).digest('base64url');
        expect(await hashText(text)).toBe(expected);
        expect(await hashBytes(bytesOf(text))).toBe(expected);
        expect(isHash(expected)).toBe(true);
      }),
    );
  });
});

describe('isHash', () => {
  test('takes 43 base64url characters and nothing else', () => {
    expect(isHash('a'.repeat(43))).toBe(true);
    for (const value of [
      'a'.repeat(42),
      'a'.repeat(44),
      `${'a'.repeat(42)}=`,
      `${'a'.repeat(42)}/`,
      `${'a'.repeat(43)}\n`,
      7,
      null,
    ]) {
      expect(isHash(value)).toBe(false);
    }
  });
});

test('toBase64Url writes no padding and no character that an address would change', () => {
  expect(toBase64Url(new Uint8Array([251, 255, 254]))).toBe('-__-');
  expect(toBase64Url(new Uint8Array([0]))).toBe('AA');
});

describe('fnv1a', () => {
  test('gives these very numbers: they decide what is published where', () => {
    expect(['', 'a', 'recArticleLamps01'].map(fnv1a)).toEqual([2166202364, 3826114868, 2675778027]);
  });

  test('spreads ids that differ in one letter evenly over 64 places', () => {
    const counts = Array.from({ length: 64 }, () => 0);
    for (let i = 0; i < 64_000; i++) counts[fnv1a(`rec${String(i).padStart(14, '0')}`) % 64]!++;
    expect(Math.min(...counts)).toBeGreaterThan(700);
    expect(Math.max(...counts)).toBeLessThan(1_300);
  });
});
