/** The language of the words, as in dates.ts. */
const LOCALE = 'en-GB';

const day = new Intl.DateTimeFormat(LOCALE, {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
});

/** The reader's own day: 'Saturday 21 November 2026'. */
export function fullDate(at: number): string {
  return day.format(at).replace(',', '');
}

/** A moment on the clocks of a place: 'Thursday 8 April 2027, 09:00 in Prague'; without one, on the reader's own. */
export function momentIn(at: number, timeZone?: string): string {
  const format = new Intl.DateTimeFormat(LOCALE, {
    weekday: 'short',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
  });
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const { weekday, month, year, hour, minute } = part;
  const place = timeZone ? ` in ${placeOf(timeZone)}` : '';
  return `${weekday} ${part['day']} ${month} ${year}, ${hour}:${minute}${place}`;
}

/** 'Europe/Prague' is 'Prague', 'America/New_York' is 'New York'. */
function placeOf(timeZone: string): string {
  return timeZone.slice(timeZone.lastIndexOf('/') + 1).replaceAll('_', ' ');
}
