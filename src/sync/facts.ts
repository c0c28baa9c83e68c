import { toFailure, type Failure } from '../protocol/failure.ts';
import { placeOf, type Place } from '../protocol/version.ts';
import type { Checked, Current } from '../store/layout.ts';

/** What the engine knows beside its state; times in milliseconds since 1970, for display only (I15). */
export interface Facts {
  readonly version?: Place;
  readonly progress?: { readonly done: number; readonly total: number };
  readonly checkedAt?: number;
  readonly upstreamReadAt?: number;
  readonly offlineSince?: number;
  readonly failure?: Failure;
  /** True once a check has succeeded in this life: what is kept may be years old until then. */
  readonly isConfirmed: boolean;
  readonly isOutdated: boolean;
}

/** Before anything was read. */
export function firstFacts(): Facts {
  return { isConfirmed: false, isOutdated: false };
}

/** What is kept, as its new owner finds it. */
export function afterClaim(
  { failure, offlineSince, isOutdated }: Facts,
  current: Current | undefined,
  checked: Checked | undefined,
): Facts {
  return {
    isConfirmed: false,
    isOutdated,
    ...(failure && offlineSince !== undefined ? { failure, offlineSince } : {}),
    ...(current ? { version: placeOf(current) } : {}),
    ...(current ? { checkedAt: Math.max(checked?.at ?? 0, current.committedAt) } : {}),
    ...(checked ? { upstreamReadAt: checked.upstreamReadAt } : {}),
  };
}

/** A check succeeded: no failure holds any more. */
export function afterCheck(facts: Facts, { at, upstreamReadAt }: Checked): Facts {
  const { failure: _failure, offlineSince: _since, ...rest } = facts;
  return { ...rest, checkedAt: at, upstreamReadAt, isConfirmed: true };
}

/** A version was committed; the first sync, if it was one, is over. */
export function afterCommit(facts: Facts, version: Place): Facts {
  const { progress: _progress, ...rest } = facts;
  return { ...rest, version };
}

/**
 * A check failed. A reader is told since when nothing is known, which is the last check that went well, be it in an
 * earlier life: from the first failure on the age would be younger than the truth (P8).
 */
export function afterFailure(facts: Facts, error: unknown, at: number): Facts {
  const failure = toFailure(error);
  const isOutdated = facts.isOutdated || failure.code === 'newer-version';
  // A check in the future is from before the clock was set back.
  const lastKnownAt = Math.min(facts.checkedAt ?? at, at);
  return { ...facts, failure, offlineSince: facts.offlineSince ?? lastKnownAt, isOutdated };
}
