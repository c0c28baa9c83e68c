import { keptText } from './kept-text.ts';

/** Where somebody was in an article: which block of its text stood at the top of the screen, and how far it had gone by. */
export interface ReadingPlace {
  readonly block: number;
  /** 0 at the block's top, 1 at its end: true of every width and text size. */
  readonly share: number;
}

/** Where each article was left, on this device; undefined where it was not begun, or was read to its end. */
export function placeIn(id: string): ReadingPlace | undefined {
  const place = readPlaces().find(([of]) => of === id)?.[1];
  return place && place.block > 0 ? place : undefined;
}

/** Keeps a place; one of the first block, or none, forgets the article. */
export function keepPlace(id: string, place: ReadingPlace | undefined): void {
  const others = readPlaces().filter(([of]) => of !== id);
  const next = place && place.block > 0 ? [...others, [id, place] as const] : others;
  KEPT.write(JSON.stringify(next.slice(-MAX_PLACES)));
}

/** Forgets where every article was left. */
export function forgetPlaces(): void {
  KEPT.forget();
}

/** The place that the screen shows of a text; undefined above its second block, and where its end is in sight. */
export function placeOnScreen(text: Element): ReadingPlace | undefined {
  const { top, bottom } = text.getBoundingClientRect();
  if (top > 0 || bottom <= innerHeight) return undefined;
  const blocks = [...text.children];
  const block = blocks.findIndex((one) => one.getBoundingClientRect().bottom > 0);
  if (block <= 0) return undefined;
  const box = blocks[block]!.getBoundingClientRect();
  const share = box.height > 0 ? Math.max(0, -box.top) / box.height : 0;
  return { block, share: Math.min(1, share) };
}

/** Scrolls to a place; false where the text has no such block any more. */
export function goToPlace(text: Element, { block, share }: ReadingPlace): boolean {
  const element = text.children[block];
  if (!element) return false;
  const { top, height } = element.getBoundingClientRect();
  scrollTo({ top: scrollY + top + share * height, behavior: 'instant' });
  return true;
}

type Entry = readonly [id: string, place: ReadingPlace];

function readPlaces(): readonly Entry[] {
  try {
    const kept: unknown = JSON.parse(KEPT.read() ?? '[]');
    return (Array.isArray(kept) ? (kept as unknown[]) : []).filter(isEntry);
  } catch {
    // Written by hand, or by another build: as if nothing had been begun.
    return [];
  }
}

function isEntry(value: unknown): value is Entry {
  if (!Array.isArray(value) || typeof value[0] !== 'string') return false;
  const { block, share } = (value[1] ?? {}) as Partial<ReadingPlace>;
  return Number.isInteger(block) && Number.isFinite(share);
}

const KEPT = keptText('reading-places');

/** The articles somebody has under way; older ones are forgotten first. */
const MAX_PLACES = 50;
