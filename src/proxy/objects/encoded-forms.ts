import { brotliCompressSync, gzipSync } from 'node:zlib';
import { bytesOf } from '../../model/hash.ts';
import { brotliOptions } from './brotli-options.ts';
import type { Encoding } from './object-store.ts';

/** The bytes of a text as it may be sent. */
export type EncodedForms = Readonly<Record<Encoding, Uint8Array<ArrayBuffer>>>;

/** Compresses a text that many will ask for, once. */
export function encodedForms(text: string): EncodedForms {
  const identity = bytesOf(text);
  return {
    identity,
    br: new Uint8Array(brotliCompressSync(identity, brotliOptions(5, identity.length))),
    gzip: new Uint8Array(gzipSync(identity)),
  };
}
