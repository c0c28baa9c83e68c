/**
 * Reads a date, or a date and time, in ISO 8601 or as people write it; NaN where it is none. Without a zone of its own it
 * is in UTC, whatever the zone of this machine.
 */
export function parseInstant(text: string): number {
  if (HAS_ZONE.test(text) || IS_ISO_DATE.test(text)) return Date.parse(text);
  return Date.parse(IS_ISO_TIME.test(text) ? `${text}Z` : `${text} UTC`);
}

/** The platform reads these alone as UTC, and knows no zone behind them. */
const IS_ISO_DATE = /^(?:\d{4}|[+-]\d{6})(?:-\d\d){0,2}$/;
const IS_ISO_TIME = /\dT[\d:.]+$/;
/** The names of zones that the platform knows, and distances from UTC, which stand behind a time. */
const HAS_ZONE = /\b(?:UTC?|GMT|[ECMP][SD]T)\b|\d\s*Z$|:\d\d.*[+-]\d/i;
