import { CHECKED_HEADER } from '../protocol/paths.ts';
import { RATE_LIMIT_MS } from './schedule.ts';

/**
 * How old the proxy's own knowledge is, in milliseconds, as a manifest's answer tells it: whole seconds since its last
 * good sweep, plus the time that a shared cache kept the answer. A negative or unreadable one counts as 0 (fault N15).
 * Undefined where the host says nothing, as a static one does.
 */
export function upstreamAgeMs(headers: Headers): number | undefined {
  const checked = headers.get(CHECKED_HEADER);
  if (checked === null) return undefined;
  return (seconds(checked) + seconds(headers.get('age'))) * 1000;
}

/**
 * How long ago the time was that a manifest states, by the server's own clock, so that a wrong clock here does not matter
 * (fault N15), plus the time that a shared cache kept the answer; without a `Date` header by the clock here. Never negative.
 */
export function statedAgeMs(headers: Headers, asOf: string, now: number): number {
  const served = instantOf(headers.get('date')) + seconds(headers.get('age')) * 1000;
  const age = (Number.isNaN(served) ? now : served) - instantOf(asOf);
  return Number.isNaN(age) ? 0 : Math.max(0, age);
}

/**
 * What a `Retry-After` asks for, in milliseconds (RFC 9110 §10.2.3: seconds, or a date, which is compared with the
 * server's own `Date`). 0 where there is none; 30 s for a 429 that names none (B24).
 */
export function retryAfterMs(response: Pick<Response, 'headers' | 'status'>, now: number): number {
  const asked = response.headers.get('retry-after');
  const fallbackMs = response.status === 429 ? RATE_LIMIT_MS : 0;
  if (asked === null) return fallbackMs;
  if (/^\s*\d+\s*$/.test(asked)) return Number(asked) * 1000;
  const until = instantOf(asked);
  if (Number.isNaN(until)) return fallbackMs;
  const served = instantOf(response.headers.get('date'));
  return Math.max(0, until - (Number.isNaN(served) ? now : served));
}

function seconds(text: string | null): number {
  const value = Number(text ?? 0);
  return Number.isFinite(value) && value > 0 ? value : 0;
}

/** A date as milliseconds since 1970, NaN where it is none. */
export function instantOf(text: string | null): number {
  // oxlint-disable-next-line no-restricted-globals -- parsing a text is no clock (I14)
  return Date.parse(text ?? '');
}
