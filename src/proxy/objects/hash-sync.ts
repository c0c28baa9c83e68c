import { createHash } from 'node:crypto';
import type { Hash } from '../../model/hash.ts';

/** The name of a text, as `hashText` of model/ gives it, at once: thousands of promises cost more than the hashing. */
export function hashTextSync(text: string): Hash {
  return createHash('sha256').update(text, 'utf8').digest('base64url');
}

/** The name of some bytes. */
export function hashBytesSync(bytes: Uint8Array): Hash {
  return createHash('sha256').update(bytes).digest('base64url');
}
