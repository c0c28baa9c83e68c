import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { bytesOf } from '../../model/hash.ts';
import type { Encoding } from './object-store.ts';

/** The bytes of a text as it may be sent. */
export type EncodedForms = Readonly<Record<Encoding, Uint8Array<ArrayBuffer>>>;

/** Compresses a text that many will ask for, once. */
export function encodedForms(text: string): EncodedForms {
  const identity = bytesOf(text);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 5 };
  return {
    identity,
    br: new Uint8Array(brotliCompressSync(identity, { params })),
    gzip: new Uint8Array(gzipSync(identity)),
  };
}
