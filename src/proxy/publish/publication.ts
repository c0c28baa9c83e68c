import { canonicalJson } from '../../model/canonical.ts';
import type { JsonValue } from '../../model/record.ts';
import type { Manifest } from '../../protocol/manifest.ts';
import { encodedForms, type EncodedForms } from '../objects/encoded-forms.ts';

/** A manifest ready to be sent: checked, spelled and compressed once. */
export interface Publication {
  readonly manifest: Manifest;
  readonly text: string;
  /** `W/"<log>.<seq>"`: weak, since the same publication is sent in several encodings. */
  readonly etag: string;
  readonly bytesByEncoding: EncodedForms;
}

/** Spells a manifest and compresses it. */
export function createPublication(manifest: Manifest): Publication {
  const text = canonicalJson(manifest as unknown as JsonValue);
  return Object.freeze({
    manifest,
    text,
    etag: `W/"${manifest.log}.${manifest.seq}"`,
    bytesByEncoding: encodedForms(text),
  });
}
