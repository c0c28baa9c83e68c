/** One figure of the bench: its samples, and the floor measured beside it where there is one. */
export interface Measurement {
  readonly articles: number;
  readonly what: string;
  readonly unit: 'ms' | 'bytes' | 'MB' | '/s' | 'calls' | 'changes';
  readonly samples: readonly number[];
  readonly floor?: readonly number[];
  /** What is to be reached: at most, or at least, so many times the floor, or at most this value. */
  readonly limit?:
    | { readonly ratio: number }
    | { readonly atLeast: number }
    | { readonly value: number };
}

/** The middle of some samples; the lower one of two. */
export function median(samples: readonly number[]): number {
  return samples.toSorted((a, b) => a - b)[(samples.length - 1) >> 1] ?? NaN;
}

/** A figure as a line: median, floor, ratio, limit and whether it is kept. */
export function describe({ what, unit, samples, floor, limit }: Measurement): string {
  const value = median(samples);
  const parts = [`${what}: ${spell(value)} ${unit}`];
  if (floor) {
    const ratio = value / median(floor);
    parts.push(`floor ${spell(median(floor))} ${unit}`, `${ratio.toFixed(2)} ×`);
  }
  if (limit) {
    const { bound, isKept } = judge(limit, { value, floor: median(floor ?? []), unit });
    parts.push(`limit ${bound}${isKept ? '' : ', NOT KEPT'}`);
  }
  return parts.join(' · ');
}

function judge(
  limit: NonNullable<Measurement['limit']>,
  { value, floor, unit }: { value: number; floor: number; unit: string },
): { readonly bound: string; readonly isKept: boolean } {
  if ('value' in limit) {
    return { bound: `${spell(limit.value)} ${unit}`, isKept: value <= limit.value };
  }
  if ('atLeast' in limit) {
    return { bound: `at least ${limit.atLeast} ×`, isKept: value >= limit.atLeast * floor };
  }
  return { bound: `${limit.ratio} ×`, isKept: value <= limit.ratio * floor };
}

function spell(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(1);
}

/** A new window's address bar is a page of Chromium's own, which takes the processor for about a second. */
export const WINDOW_MS = 2000;
