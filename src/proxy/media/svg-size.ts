/** The measures that a drawing says of itself, in its own units; nulls where it says none. Nothing of it is run. */
export function svgSize(bytes: Uint8Array): {
  readonly width: number | null;
  readonly height: number | null;
} {
  const root = /<svg\b[^>]{0,2000}/i.exec(Buffer.from(bytes.subarray(0, 8_192)).toString('latin1'));
  const told = (name: string) =>
    new RegExp(`\\s${name}\\s*=\\s*["']([^"']{1,100})`, 'i').exec(root?.[0] ?? '')?.[1] ?? '';
  const width = lengthOf(told('width'));
  const height = lengthOf(told('height'));
  if (width !== null && height !== null) return { width, height };
  const [, , boxWidth = '', boxHeight = ''] = told('viewBox')
    .trim()
    .split(/[\s,]+/);
  const box = { width: lengthOf(boxWidth), height: lengthOf(boxHeight) };
  return box.width === null || box.height === null ? { width: null, height: null } : box;
}

/** Whole pixels, at least one; null for percentages, other units and nonsense. */
function lengthOf(text: string): number | null {
  const length = /^\s*(\d{1,5}(?:\.\d{1,6})?)(?:px)?\s*$/.exec(text)?.[1];
  return length === undefined || Number(length) === 0
    ? null
    : Math.max(1, Math.round(Number(length)));
}
