import { SyncError } from '../protocol/failure.ts';

/**
 * The bytes of a response after decompression. Stops reading and throws 'too-large' as soon as there are more than
 * `maxBytes` (fault N16). `within` bounds each wait for more, not the whole: a slow but steady body may finish (fault N3).
 */
export async function readBody(
  response: Response,
  { what, maxBytes, within }: BodyLimits,
): Promise<Uint8Array<ArrayBuffer>> {
  const tooLarge = () =>
    new SyncError('too-large', `${what}: more than ${maxBytes} bytes; refused`);
  if (!response.body) return new Uint8Array();
  const reader = response.body.getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await within(reader.read());
      if (done) break;
      length += value.byteLength;
      if (length > maxBytes) throw tooLarge();
      parts.push(value);
    }
  } catch (error) {
    // Letting go of the body ends the connection; that it fails as well is of no interest.
    reader.cancel().catch(() => undefined);
    throw error;
  }
  return joined(parts, length);
}

/** How much, and how long to wait for each part. */
export interface BodyLimits {
  /** The request, for messages. */
  readonly what: string;
  readonly maxBytes: number;
  readonly within: <T>(work: Promise<T>) => Promise<T>;
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.byteLength;
  }
  return bytes;
}
