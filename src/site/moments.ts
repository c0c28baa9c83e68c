import { clockTime } from './dates.ts';

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

/** A moment on the clocks of a place: 'Thu 8 April 2027, 9:00 AM in Prague'; without one, on the reader's own. */
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
  return `${weekday} ${part['day']} ${month} ${year}, ${ofTwelve(Number(hour), minute!)}${place}`;
}

/** A moment on the reader's own clock: '2:02 PM', and with the day where that is not today's: '2:02 PM on 12 October'. */
export function clockMoment(at: number, now: number): string {
  // The hours of the dashboard's clock (B103); elsewhere they are 24.
  return clockTime(at, now).replace(/^(\d\d):(\d\d)/, (_, hours: string, minutes: string) =>
    ofTwelve(Number(hours), minutes),
  );
}

/** 14 and '02' as '2:02 PM'. */
function ofTwelve(hours: number, minutes: string): string {
  return `${hours % 12 || 12}:${minutes} ${hours < 12 ? 'AM' : 'PM'}`;
}

/** 'Europe/Prague' is 'Prague', 'America/New_York' is 'New York'. */
function placeOf(timeZone: string): string {
  return timeZone.slice(timeZone.lastIndexOf('/') + 1).replaceAll('_', ' ');
}
