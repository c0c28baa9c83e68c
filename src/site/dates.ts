/** All dates and numbers are written in one way, the language of the words; 24 hours, day before month. */
const LOCALE = 'en-GB';

const longDay = new Intl.DateTimeFormat(LOCALE, {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  // A date without a time is the same day everywhere: it is read and written in one zone.
  timeZone: 'UTC',
});
const timeOfDay = new Intl.DateTimeFormat(LOCALE, { hour: '2-digit', minute: '2-digit' });
const ownDay = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'long', year: 'numeric' });
const numbers = new Intl.NumberFormat(LOCALE);

/** `2026-10-15` as '15 October 2026'; what is no date gives ''. */
export function longDate(isoDate: string): string {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(isoDate) ? Date.parse(`${isoDate}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(at) ? '' : longDay.format(at);
}

/**
 * A moment on the reader's own clock: '14:02'; with the day where that is not today's: '14:02 on 12 October'; and with the
 * year where that is another one.
 */
export function clockTime(at: number, now: number): string {
  const time = timeOfDay.format(at);
  const [day, today] = [ownDay.format(at), ownDay.format(now)];
  return day === today ? time : `${time} on ${day.replace(today.slice(-' 2026'.length), '')}`;
}

/** 10000 as '10,000'. */
export function grouped(count: number): string {
  return numbers.format(count);
}
