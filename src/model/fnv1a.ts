/**
 * A small number from a text: 32-bit FNV-1a over its UTF-16 code units, unsigned. It decides where segments begin and
 * in which bucket an id lies; it is no protection against anybody.
 */
export function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  // A last mix, since the low bits of FNV-1a alone are weak for ids that differ in one letter.
  hash ^= hash >>> 15;
  return hash >>> 0;
}
