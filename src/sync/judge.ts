import { isOlder, isSameVersion, type Version } from '../protocol/version.ts';

/** What a manifest is, beside the version that is kept. */
export type Verdict =
  /** The version that is kept. */
  | 'same'
  /** To be fetched. */
  | 'newer'
  /** Not newer, or not yet believed: no news, and no check either. */
  | 'ignored'
  /** Ignored so often that asking at the usual pace is of no use. */
  | 'distrusted';

/** Answers in a row that did not fit, and since when (milliseconds). */
export interface Doubt {
  readonly log: string;
  readonly polls: number;
  readonly sinceAt: number;
}

/**
 * Judges a manifest by its log and seq (docs/spec.md, P7). Of the same log a higher seq is newer and a lower one is ignored;
 * another log is adopted if it starts above, or once 3 polls in a row over 60 s have named it: a shared cache may serve
 * an old file now and then (fault N5), a publisher that lost its state does so for good.
 */
export function judge(
  kept: Version | undefined,
  found: Version,
  { doubt, now }: { readonly doubt: Doubt | undefined; readonly now: number },
): { readonly verdict: Verdict; readonly doubt: Doubt | undefined } {
  if (!kept || isOlder(kept, found)) return { verdict: 'newer', doubt: undefined };
  if (isSameVersion(kept, found)) return { verdict: 'same', doubt: undefined };
  const isOtherLog = kept.log !== found.log;
  if (isOtherLog && found.seq > kept.seq) return { verdict: 'newer', doubt: undefined };
  const grown = grow(doubt, found.log, now);
  if (!isOtherLog) {
    return { verdict: grown.polls > PATIENCE_POLLS ? 'distrusted' : 'ignored', doubt: grown };
  }
  const isAgreed = grown.polls >= PATIENCE_POLLS && now - grown.sinceAt >= AGREEMENT_MS;
  return isAgreed ? { verdict: 'newer', doubt: undefined } : { verdict: 'ignored', doubt: grown };
}

function grow(doubt: Doubt | undefined, log: string, now: number): Doubt {
  // A clock set back behind `sinceAt` starts the minute anew.
  if (doubt?.log !== log || now < doubt.sinceAt) return { log, polls: 1, sinceAt: now };
  return { ...doubt, polls: doubt.polls + 1 };
}

const PATIENCE_POLLS = 3;
const AGREEMENT_MS = 60_000;

/** How long to leave a distrusted source alone (fault N5). */
export const DISTRUST_MS = 60_000;
