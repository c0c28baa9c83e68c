import { fromBase64Url, type Hash } from './hash.ts';

const MODULUS = 1n << 256n;

/**
 * The digest of a set of records: Σ SHA-256(canonical record) mod 2²⁵⁶, as 64 hexadecimal digits. It does not depend on
 * order, so a change is one subtraction and one addition.
 */
export type Digest = string;

/** The digest of no records at all. */
export const EMPTY_DIGEST: Digest = '0'.repeat(64);

/** The digest after some records left and some came, given the hashes of both. Exact, in any order. */
export function updateDigest(
  digest: Digest,
  removed: Iterable<Hash>,
  added: Iterable<Hash>,
): Digest {
  let sum = BigInt(`0x${digest}`);
  for (const hash of removed) sum -= numberOf(hash);
  for (const hash of added) sum += numberOf(hash);
  return (((sum % MODULUS) + MODULUS) % MODULUS).toString(16).padStart(64, '0');
}

/** A hash as the number its 32 bytes spell, most significant first. */
function numberOf(hash: Hash): bigint {
  let hex = '';
  for (const byte of fromBase64Url(hash)) hex += byte.toString(16).padStart(2, '0');
  return BigInt(`0x${hex}`);
}
