/** How long failures in a row make a poll wait. */
export interface BackoffOptions {
  readonly baseMs: number;
  readonly capMs: number;
}

/** Reading Airtable: the first retry within 1 s, none later than 5 minutes. */
export const READ_BACKOFF: BackoffOptions = { baseMs: 1_000, capMs: 5 * 60_000 };

/**
 * Full jitter (B24): max(`retryAfterMs`, random(0 … min(cap, base · 2ⁿ))), n = failures in a row before this one.
 * `random` gives 0 ≤ x < 1.
 */
export function backoffMs(
  failuresBefore: number,
  random: () => number,
  { baseMs, capMs, retryAfterMs = 0 }: BackoffOptions & { readonly retryAfterMs?: number },
): number {
  // 2 ** 40 of anything is above every cap; beyond that the power itself would overflow.
  const ceiling = Math.min(capMs, baseMs * 2 ** Math.min(failuresBefore, 40));
  return Math.max(retryAfterMs, Math.floor(random() * ceiling));
}
