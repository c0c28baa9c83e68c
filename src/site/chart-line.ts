/** A value at a moment. */
export interface Sample {
  readonly at: number;
  readonly value: number;
}

/** A place on a chart, in its own units from the top left. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

/**
 * Samples, oldest first, as spots on a chart of this size: the first at its left edge, the newest at its right, the least
 * value at the bottom. Where nothing moves they lie in the middle.
 */
export function chartSpots(
  samples: readonly Sample[],
  { width, height }: { readonly width: number; readonly height: number },
): readonly Spot[] {
  const values = samples.map(({ value }) => value);
  const least = Math.min(...values);
  const span = Math.max(...values) - least;
  const begin = samples[0]?.at ?? 0;
  const lasts = (samples.at(-1)?.at ?? 0) - begin;
  return samples.map(({ at, value }) => ({
    x: lasts > 0 ? ((at - begin) / lasts) * width : width,
    y: span > 0 ? height - ((value - least) / span) * height : height / 2,
  }));
}

/** At most so many of a list, evenly spread, the first and the last among them. */
export function spread<T>(all: readonly T[], most: number): readonly T[] {
  if (all.length <= most) return all;
  const step = (all.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, i) => all[Math.round(i * step)]!);
}
