/** The name of an object: the base64url SHA-256 of its bytes, 43 characters, no padding (RFC 4648 §5). */
export type Hash = string;

const encoder = new TextEncoder();

/** The bytes of a text in UTF-8. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text);
}

/** SHA-256 of some bytes, 32 bytes (FIPS 180-4, by Web Crypto, which every realm here has). */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

/** The name under which these bytes are published. */
export async function hashBytes(bytes: Uint8Array<ArrayBuffer>): Promise<Hash> {
  return toBase64Url(await sha256(bytes));
}

/** The name of a text: that of its UTF-8 bytes. */
export function hashText(text: string): Promise<Hash> {
  return hashBytes(bytesOf(text));
}

/** True for a string that has the form of a `Hash`; it says nothing about what the name stands for. */
export function isHash(value: unknown): value is Hash {
  return typeof value === 'string' && /^[A-Za-z0-9_-]{43}$/.test(value);
}

/** 32 bytes as base64url without padding. */
export function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/** The bytes that a hash spells: 32 of them. */
export function fromBase64Url(hash: Hash): Uint8Array {
  const binary = atob(hash.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (unit) => unit.charCodeAt(0));
}
