import { ApiError } from './api-error.ts';

/** How many requests the emulator takes before it refuses, as settings; the defaults are Airtable's. */
export interface LimitSettings {
  /** Requests in any one second per base. */
  readonly perSecond: number;
  /** How long every request is refused after one too many, in ms. */
  readonly penaltyMs: number;
  /** Which of the two bodies a refusal has: `errors` is quoted from live replies, `error` from the documentation. */
  readonly rateLimitBody: 'errors' | 'error';
  /** Data calls in a calendar month (UTC), or no cap. Metadata is free of it. */
  readonly perMonth: number;
}

/** Airtable's own limits on a plan without a monthly cap. */
export const AIRTABLE_LIMITS: LimitSettings = {
  perSecond: 5,
  penaltyMs: 30_000,
  rateLimitBody: 'errors',
  perMonth: Number.POSITIVE_INFINITY,
};

/** What has been used of the month's calls; kept over restarts. */
export interface MonthlyUse {
  readonly month: string;
  readonly calls: number;
}

/** Counts requests to one base, and refuses those beyond the limits. */
export interface Limits {
  /** Counts one request; throws the 429 when it is one too many. `isMetered` says that it counts for the month. */
  readonly admit: (isMetered: boolean) => void;
  readonly startPenalty: () => void;
  readonly monthlyUse: () => MonthlyUse;
  readonly restoreUse: (use: MonthlyUse) => void;
  readonly reset: () => void;
}

/** A sliding window of one second, a penalty, and a month's count, all by the clock that is handed in. */
export function createLimits(settings: LimitSettings, now: () => number): Limits {
  let admittedAtMs: readonly number[] = [];
  let penaltyEndsAtMs = Number.NEGATIVE_INFINITY;
  let use: MonthlyUse = { month: '', calls: 0 };
  const countMonth = (): void => {
    const month = new Date(now()).toISOString().slice(0, 7);
    const calls = use.month === month ? use.calls : 0;
    if (calls >= settings.perMonth) throw billingLimitExceeded();
    use = { month, calls: calls + 1 };
  };
  const startPenalty = (): void => {
    penaltyEndsAtMs = now() + settings.penaltyMs;
  };
  return Object.freeze({
    admit: (isMetered: boolean) => {
      if (now() < penaltyEndsAtMs) throw rateLimitReached(settings.rateLimitBody);
      admittedAtMs = admittedAtMs.filter((at) => now() - at < 1_000);
      if (admittedAtMs.length >= settings.perSecond) {
        startPenalty();
        throw rateLimitReached(settings.rateLimitBody);
      }
      admittedAtMs = [...admittedAtMs, now()];
      if (isMetered) countMonth();
    },
    startPenalty,
    monthlyUse: () => use,
    restoreUse: (restored: MonthlyUse) => {
      use = restored;
    },
    reset: () => {
      admittedAtMs = [];
      penaltyEndsAtMs = Number.NEGATIVE_INFINITY;
      use = { month: '', calls: 0 };
    },
  });
}

/** 429: too many requests; waiting helps. */
export function rateLimitReached(shape: LimitSettings['rateLimitBody']): ApiError {
  const message = 'Rate limit exceeded. Please try again later';
  const error = { error: { type: 'RATE_LIMIT_REACHED', message } };
  const errors = { errors: [{ error: 'RATE_LIMIT_REACHED', message }] };
  return new ApiError(429, shape === 'error' ? error : errors);
}

function billingLimitExceeded(): ApiError {
  const message =
    "API billing plan limit exceeded. You've reached the maximum number of requests allowed for this month.";
  return new ApiError(429, { errors: [{ error: 'PUBLIC_API_BILLING_LIMIT_EXCEEDED', message }] });
}
