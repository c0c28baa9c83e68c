import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { canonicalJson } from '../../model/canonical.ts';
import { bytesOf } from '../../model/hash.ts';
import type { JsonValue } from '../../model/record.ts';
import type { Manifest } from '../../protocol/manifest.ts';
import type { Encoding } from '../objects/object-store.ts';

/** A manifest ready to be sent: checked, spelled and compressed once. */
export interface Publication {
  readonly manifest: Manifest;
  readonly text: string;
  /** `W/"<log>.<seq>"`: weak, since the same publication is sent in several encodings. */
  readonly etag: string;
  readonly bytesByEncoding: Readonly<Record<Encoding, Uint8Array<ArrayBuffer>>>;
}

/** Spells a manifest and compresses it. */
export function createPublication(manifest: Manifest): Publication {
  const text = canonicalJson(manifest as unknown as JsonValue);
  const identity = bytesOf(text);
  return Object.freeze({
    manifest,
    text,
    etag: `W/"${manifest.log}.${manifest.seq}"`,
    bytesByEncoding: {
      identity,
      br: new Uint8Array(
        brotliCompressSync(identity, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
      ),
      gzip: new Uint8Array(gzipSync(identity)),
    },
  });
}
