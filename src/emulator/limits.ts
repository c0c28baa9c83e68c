import { ApiError } from './api-error.ts';

/** How many requests the emulator takes before it refuses, as settings; the defaults are Airtable's. */
export interface LimitSettings {
  /** Requests in any one second per base. */
  readonly perSecond: number;
  /** Requests in any one second per token, over all bases it reaches. */
  readonly perSecondOfToken: number;
  /** How long every request is refused after one too many, in ms. */
  readonly penaltyMs: number;
  /** Which of the two bodies a refusal has: `errors` is quoted from live replies, `error` from the documentation. */
  readonly rateLimitBody: 'errors' | 'error';
  /** Data calls in a calendar month (UTC), or no cap. Metadata is free of it. */
  readonly perMonth: number;
  /** What a used-up month means: every data call is refused, as reported, or two a second go on, as once documented. */
  readonly overrun: 'refuse' | 'slow';
}

/** The data calls each plan of Airtable has in a month, for a whole workspace. */
const CALLS_PER_MONTH = {
  free: 1_000,
  team: 100_000,
  business: Number.POSITIVE_INFINITY,
  enterprise: Number.POSITIVE_INFINITY,
} as const;

/** The name of one of Airtable's plans. */
export type PlanName = keyof typeof CALLS_PER_MONTH;

/** Says whether a text is the name of a plan. */
export function isPlan(text: string): text is PlanName {
  return Object.hasOwn(CALLS_PER_MONTH, text);
}

/**
 * The limits of a plan (business) as far as nothing else is asked for. A token may always do ten times as much as a
 * base takes, as Airtable's 50 and 5.
 */
export function limitSettings(
  plan: PlanName = 'business',
  wanted: Partial<LimitSettings> = {},
): LimitSettings {
  const { perSecond = 5 } = wanted;
  return {
    perSecond,
    perSecondOfToken: 10 * perSecond,
    penaltyMs: 30_000,
    rateLimitBody: 'errors',
    perMonth: CALLS_PER_MONTH[plan],
    overrun: 'refuse',
    ...wanted,
  };
}

/** What has been used of the month's calls; kept over restarts. */
export interface MonthlyUse {
  readonly month: string;
  readonly calls: number;
}

/** Counts requests to one base, and refuses those beyond the limits. */
export interface Limits {
  /** Counts one request; throws the 429 when it is one too many. */
  readonly admit: (request: LimitedRequest) => void;
  readonly startPenalty: () => void;
  readonly monthlyUse: () => MonthlyUse;
  readonly restoreUse: (use: MonthlyUse) => void;
  readonly reset: () => void;
}

/** One request as the limits see it. `isMetered` says that it counts for the month: metadata does not. */
interface LimitedRequest {
  readonly token: string;
  readonly isMetered: boolean;
  /** Whether it names a base; only those count for the base's second. */
  readonly isOfBase: boolean;
}

/** Sliding windows of one second, a penalty, and a month's count, all by the clock that is handed in. */
export function createLimits(settings: LimitSettings, now: () => number): Limits {
  let windows = createWindows(now);
  let penaltyEndsAtMs = Number.NEGATIVE_INFINITY;
  let use: MonthlyUse = { month: '', calls: 0 };
  const startPenalty = (): void => {
    penaltyEndsAtMs = now() + settings.penaltyMs;
  };
  const countMonth = (): void => {
    const month = new Date(now()).toISOString().slice(0, 7);
    const calls = use.month === month ? use.calls : 0;
    const isOver = calls >= settings.perMonth;
    if (isOver && settings.overrun === 'refuse') throw billingLimitExceeded();
    if (isOver && !windows.take('overrun', SLOW_PER_SECOND)) {
      throw rateLimitReached(settings.rateLimitBody);
    }
    use = { month, calls: calls + 1 };
  };
  return Object.freeze({
    admit: ({ token, isMetered, isOfBase }: LimitedRequest) => {
      if (now() < penaltyEndsAtMs) throw rateLimitReached(settings.rateLimitBody);
      const isWithin =
        (!isOfBase || windows.take('base', settings.perSecond)) &&
        windows.take(`token ${token}`, settings.perSecondOfToken);
      if (!isWithin) {
        startPenalty();
        throw rateLimitReached(settings.rateLimitBody);
      }
      if (isMetered) countMonth();
    },
    startPenalty,
    monthlyUse: () => use,
    restoreUse: (restored: MonthlyUse) => {
      use = restored;
    },
    reset: () => {
      windows = createWindows(now);
      penaltyEndsAtMs = Number.NEGATIVE_INFINITY;
      use = { month: '', calls: 0 };
    },
  });
}

/** What an older page of Airtable's documentation allows once a month is used up. */
const SLOW_PER_SECOND = 2;

/** One sliding window of a second for each name; `take` says whether there was room. */
function createWindows(now: () => number): { take: (name: string, most: number) => boolean } {
  const takenAtMs = new Map<string, readonly number[]>();
  return {
    take: (name, most) => {
      const recent = (takenAtMs.get(name) ?? []).filter((at) => now() - at < 1_000);
      const hasRoom = recent.length < most;
      takenAtMs.set(name, hasRoom ? [...recent, now()] : recent);
      return hasRoom;
    },
  };
}

/** 429: too many requests; waiting helps. */
export function rateLimitReached(shape: LimitSettings['rateLimitBody']): ApiError {
  const message = 'Rate limit exceeded. Please try again later';
  const error = { error: { type: 'RATE_LIMIT_REACHED', message } };
  const errors = { errors: [{ error: 'RATE_LIMIT_REACHED', message }] };
  return new ApiError(429, shape === 'error' ? error : errors);
}

/** 429: the month is used up; waiting does not help before the next one. */
export function billingLimitExceeded(): ApiError {
  const message =
    "API billing plan limit exceeded. You've reached the maximum number of requests allowed for this month.";
  return new ApiError(429, { errors: [{ error: 'PUBLIC_API_BILLING_LIMIT_EXCEEDED', message }] });
}
