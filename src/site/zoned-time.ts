/**
 * The moment, in milliseconds since 1970, at which clocks of a time zone show this local time (`2027-04-08T09:00:00`).
 * A time that a clock change skips is moved on by what was skipped; of one that comes twice it is the first. Undefined
 * where the text is no local time, or the zone is not known here. It does not depend on the reader's own zone.
 */
export function momentOf(local: string, timeZone: string): number | undefined {
  const wall = wallClock(local);
  const offsetAt = offsetsOf(timeZone);
  if (wall === undefined || !offsetAt) return undefined;
  // A zone changes its offset at most once within so long a time, so one of these two holds at that local time.
  const before = wall - offsetAt(wall - DAY_MS);
  const after = wall - offsetAt(wall + DAY_MS);
  const shown = [before, after].filter((moment) => moment + offsetAt(moment) === wall);
  return shown.length > 0 ? Math.min(...shown) : before;
}

const DAY_MS = 24 * 60 * 60_000;
const LOCAL = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?$/;

/** A local time as if it were UTC. */
function wallClock(local: string): number | undefined {
  const match = LOCAL.exec(local);
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match
    .slice(1)
    .map((digits) => Number(digits ?? 0));
  const wall = Date.UTC(year!, month! - 1, day, hour, minute, second);
  // 31 April is no day, and 25:00 no time: Date would carry them over.
  const isReal = new Date(wall).toISOString().startsWith(local.slice(0, 16));
  return isReal && second! < 60 ? wall : undefined;
}

/** How far a zone's clocks are ahead of UTC at a moment, in milliseconds. Temporal would say, where there is one. */
function offsetsOf(timeZone: string): ((moment: number) => number) | undefined {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', { ...NUMERIC, timeZone });
  } catch {
    // RangeError: a zone that this browser has never heard of.
    return undefined;
  }
  return (moment) => {
    const part = Object.fromEntries(
      format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]),
    );
    const wall = Date.UTC(
      part['year']!,
      part['month']! - 1,
      part['day'],
      part['hour'],
      part['minute'],
      part['second'],
    );
    return wall - Math.floor(moment / 1000) * 1000;
  };
}

const NUMERIC: Intl.DateTimeFormatOptions = {
  calendar: 'gregory',
  numberingSystem: 'latn',
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
};
