import { fnv1a } from '../model/fnv1a.ts';

/** A drawn avatar on a field of 48 by 48: a disc above water, each author's own. */
export interface AvatarDrawing {
  /** Which of the `AVATAR_TINTS` colour sets it wears. */
  readonly tint: number;
  readonly disc: { readonly x: number; readonly y: number; readonly r: number };
  /** Paths of the water, from far to near. */
  readonly waves: readonly string[];
}

/** How many colour sets the style sheet has. */
export const AVATAR_TINTS = 6;

/** The avatar of an author: the same text always gives the same drawing, and nothing of the text can be read from it. */
export function drawAvatar(author: string): AvatarDrawing {
  const next = numbersFrom(fnv1a(author.normalize('NFC').trim().toLowerCase()));
  const tint = Math.floor(next() * AVATAR_TINTS);
  const r = 6 + Math.round(next() * 7);
  const disc = { x: 10 + Math.round(next() * 28), y: 12 + Math.round(next() * 10), r };
  const top = 22 + Math.round(next() * 6);
  const waves = [0, 8, 16].map((step) => wave(top + step, Math.round(next() * 14) - 7));
  return { tint, disc, waves };
}

/** One swell from edge to edge, filled down to the lower edge; a negative height is its mirror image. */
function wave(y: number, height: number): string {
  return `M0 ${y}q12 ${height} 24 0t24 0V48H0Z`;
}

/** Numbers in [0, 1) that follow from a seed: a Weyl sequence, mixed (the finaliser of MurmurHash3). */
function numbersFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
  };
}
