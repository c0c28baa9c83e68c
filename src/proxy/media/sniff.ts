/** What some bytes are, judged by the bytes alone: what upstream or a file name says about them is a claim. */
export interface SniffedType {
  readonly type: string;
  /** May stand in a page as it is; everything else is only ever downloaded. */
  readonly isInline: boolean;
}

/**
 * The type of a file from its first bytes. SVG is a picture, but also a document that can hold scripts, so it is a download
 * when opened by itself; in `<img>` it shows and runs nothing.
 */
export function sniffType(bytes: Uint8Array): SniffedType {
  const magic = MAGICS.find(({ at, text }) => hasAt(bytes, at, text));
  if (magic) return { type: magic.type, isInline: true };
  if (hasAt(bytes, 4, 'ftyp') && /^(avif|avis|mif1)/.test(latin1(bytes, 8, 12))) {
    return { type: 'image/avif', isInline: true };
  }
  if (hasAt(bytes, 0, '%PDF-')) return { type: 'application/pdf', isInline: false };
  if (beginsSvg(latin1(bytes, 0, 1024))) return { type: 'image/svg+xml', isInline: false };
  return { type: 'application/octet-stream', isInline: false };
}

/**
 * True where an `<svg` element comes after nothing but a declaration, comments and its own doctype. One walk forwards: an
 * expression with repeated parts would try every way to divide what an attacker puts before it.
 */
function beginsSvg(text: string): boolean {
  let rest = text.replace(/^\u00ef\u00bb\u00bf/, '').trimStart();
  for (;;) {
    const part = PROLOGUE.find(({ start }) => rest.slice(0, start.length).toLowerCase() === start);
    if (!part) return /^<svg[\s>]/i.test(rest);
    const end = rest.indexOf(part.end, part.start.length);
    if (end < 0) return false;
    rest = rest.slice(end + part.end.length).trimStart();
  }
}

const PROLOGUE = [
  { start: '<?xml', end: '?>' },
  { start: '<!--', end: '-->' },
  { start: '<!doctype svg', end: '>' },
] as const;

const MAGICS = [
  { at: 0, text: '\u0089PNG\r\n\u001a\n', type: 'image/png' },
  { at: 0, text: '\u00ff\u00d8\u00ff', type: 'image/jpeg' },
  { at: 0, text: 'GIF87a', type: 'image/gif' },
  { at: 0, text: 'GIF89a', type: 'image/gif' },
  { at: 8, text: 'WEBPVP8', type: 'image/webp' },
] as const;

function hasAt(bytes: Uint8Array, at: number, text: string): boolean {
  return latin1(bytes, at, at + text.length) === text;
}

function latin1(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}
