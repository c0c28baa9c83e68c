/** What arranging needs to know of a section. */
export interface Section {
  readonly id: string;
  readonly position: number | null;
  readonly type: string;
}

/** A section that stands by itself, and whether its picture is on the other side. */
export interface PlacedSection<S> {
  readonly section: S;
  readonly isReversed: boolean;
}

/** The home page in its order: what stands by itself, then all features together. */
export interface Arrangement<S> {
  readonly body: readonly PlacedSection<S>[];
  readonly features: readonly S[];
}

/**
 * Arranges the sections by position, compared as numbers, sections without one last, ties by id (B50). Features leave
 * the order and come after everything else (B51); a type that is not known is left out (B52).
 */
export function arrangeSections<S extends Section>(sections: readonly S[]): Arrangement<S> {
  const ordered = [...sections].sort(comparePosition);
  let texts = 0;
  const body: PlacedSection<S>[] = [];
  for (const section of ordered) {
    if (section.type === 'hero') body.push({ section, isReversed: false });
    if (section.type === 'text_and_image') body.push({ section, isReversed: texts++ % 2 === 1 });
  }
  return { body, features: ordered.filter(({ type }) => type === 'feature') };
}

function comparePosition(a: Section, b: Section): number {
  const byPosition = (a.position ?? Infinity) - (b.position ?? Infinity);
  // Infinity − Infinity is NaN, which is neither order: both have no position.
  if (byPosition) return byPosition;
  return a.id < b.id ? -1 : 1;
}
