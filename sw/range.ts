/** Which bytes a Range header asks for, both ends included; 'whole' where it is to be ignored (RFC 9110, 14.2). */
export type ByteRange =
  | { readonly first: number; readonly last: number }
  | 'whole'
  | 'unsatisfiable';

/**
 * Reads a Range header against a body of `size` bytes. An unknown unit, a malformed value and several ranges at once are
 * answered with the whole body, as the RFC allows; a range outside the body is 'unsatisfiable' (416).
 */
export function readRange(header: string, size: number): ByteRange {
  const [, from, to] = /^\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(header) ?? [];
  if (from === undefined || to === undefined || (from === '' && to === '')) return 'whole';
  if (from === '') return within(Math.max(0, size - Number(to)), size - 1, size);
  if (to !== '' && Number(to) < Number(from)) return 'whole';
  return within(Number(from), to === '' ? size - 1 : Math.min(Number(to), size - 1), size);
}

/**
 * The part of a full answer that a Range header asks for: 206, 416, or the answer itself where the header is to be
 * ignored. Safari plays nothing that answers a range with 200, and a 206 cannot be stored (fault S7): so the whole is
 * kept, and sliced here.
 */
export async function sliceResponse(header: string, full: Response): Promise<Response> {
  if (full.status !== 200) return full;
  const body = await full.clone().blob();
  const range = readRange(header, body.size);
  if (range === 'whole') return full;
  const headers = new Headers(full.headers);
  // The stored body is already decoded, so its old encoding and length no longer hold.
  headers.delete('content-encoding');
  if (range === 'unsatisfiable') {
    headers.set('content-range', `bytes */${body.size}`);
    headers.set('content-length', '0');
    return new Response(null, { status: 416, statusText: 'Range Not Satisfiable', headers });
  }
  const part = body.slice(range.first, range.last + 1);
  headers.set('content-range', `bytes ${range.first}-${range.last}/${body.size}`);
  headers.set('content-length', String(part.size));
  return new Response(part, { status: 206, statusText: 'Partial Content', headers });
}

function within(first: number, last: number, size: number): ByteRange {
  return first < size && first <= last ? { first, last } : 'unsatisfiable';
}
