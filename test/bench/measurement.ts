/** One figure of the bench: its samples, and the floor measured beside it where there is one. */
export interface Measurement {
  readonly articles: number;
  readonly what: string;
  readonly unit: 'ms' | 'bytes' | 'MB';
  readonly samples: readonly number[];
  readonly floor?: readonly number[];
  /** What is to be reached: at most so many times the floor, or at most this value. */
  readonly limit?: { readonly ratio: number } | { readonly value: number };
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
    const isKept =
      'value' in limit ? value <= limit.value : value <= limit.ratio * median(floor ?? []);
    const bound = 'value' in limit ? `${spell(limit.value)} ${unit}` : `${limit.ratio} ×`;
    parts.push(`limit ${bound}${isKept ? '' : ', NOT KEPT'}`);
  }
  return parts.join(' · ');
}

function spell(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(1);
}
