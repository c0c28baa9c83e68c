/** A part of some bytes: from `start` up to, not including, `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The one range a `Range` header asks for (RFC 9110 §14.1.2); 'unsatisfiable' where it lies outside; undefined where
 * the whole is to be sent: no header, another unit, several ranges, or nonsense.
 */
export function byteRangeOf(
  header: string | undefined,
  size: number,
): ByteRange | 'unsatisfiable' | undefined {
  const asked = ONE_RANGE.exec(header?.trim() ?? '');
  if (!asked) return undefined;
  const [, first, last] = asked;
  // Without a first byte, so many of the last are meant.
  const start = first ? Number(first) : Math.max(0, size - Number(last));
  const end = first && last ? Number(last) + 1 : Infinity;
  if (end <= start) return undefined;
  return start < size ? { start, end: Math.min(end, size) } : 'unsatisfiable';
}

/** From a first byte on, up to a last one, or so many at the end. */
const ONE_RANGE = /^bytes=(?!-$)(\d{0,15})-(\d{0,15})$/;
