/** How much of something one asker may have: `burst` at once, and `perSecond` for ever. */
export interface RateTerms {
  readonly burst: number;
  readonly perSecond: number;
}

/** Counts by asker; a bucket that fills by itself for each. */
export interface RateLimit {
  /**
   * Takes one, or as many as are given where there is one at least: what is missing is owed. 0 where that was allowed, else
   * how many ms to wait before there is one again.
   */
  readonly take: (asker: string, count?: number) => number;
  /** How long until there is one, without taking it. */
  readonly waitMs: (asker: string) => number;
}

/** More askers than this at a time are forgotten, the longest unheard of first: memory is not theirs to fill. */
const MAX_ASKERS = 50_000;

/** Creates a limit with full buckets. */
export function createRateLimit({ burst, perSecond }: RateTerms, now: () => number): RateLimit {
  const bucketByAsker = new Map<string, { readonly left: number; readonly at: number }>();

  const leftOf = (asker: string) => {
    const bucket = bucketByAsker.get(asker);
    if (!bucket) return burst;
    const passedMs = now() - bucket.at;
    if (passedMs >= 0) return Math.min(burst, bucket.left + (passedMs / 1_000) * perSecond);
    // A clock that was set back gives nothing and takes nothing; from now on the bucket fills again (fault N15).
    bucketByAsker.set(asker, { ...bucket, at: now() });
    return bucket.left;
  };

  const waitMs = (asker: string) => {
    const left = leftOf(asker);
    return left >= 1 ? 0 : Math.ceil(((1 - left) / perSecond) * 1_000);
  };

  return Object.freeze({
    waitMs,
    take: (asker: string, count = 1) => {
      const wait = waitMs(asker);
      if (wait > 0) return wait;
      const left = leftOf(asker) - count;
      bucketByAsker.delete(asker);
      bucketByAsker.set(asker, { left, at: now() });
      for (const oldest of bucketByAsker.keys()) {
        if (bucketByAsker.size <= MAX_ASKERS) break;
        bucketByAsker.delete(oldest);
      }
      return 0;
    },
  });
}
