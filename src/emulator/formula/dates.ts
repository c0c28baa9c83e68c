const MS_BY_UNIT: Readonly<Record<string, number>> = {
  millisecond: 1,
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
};

/** Adds a number of units, in UTC; an unknown unit counts as days. */
export function addToDate(date: Date, count: number, unit: string): Date {
  const name = unit.toLowerCase().replace(/s$/, '');
  const moved = new Date(date);
  if (name === 'month') moved.setUTCMonth(moved.getUTCMonth() + count);
  else if (name === 'quarter') moved.setUTCMonth(moved.getUTCMonth() + 3 * count);
  else if (name === 'year') moved.setUTCFullYear(moved.getUTCFullYear() + count);
  else moved.setTime(moved.getTime() + count * (MS_BY_UNIT[name] ?? 86_400_000));
  return moved;
}

/** How many whole units lie between two instants; negative when `a` is the earlier. */
export function differenceInUnit(a: Date, b: Date, unit: string): number {
  const name = unit.toLowerCase().replace(/s$/, '');
  const months = (a.getUTCFullYear() - b.getUTCFullYear()) * 12 + a.getUTCMonth() - b.getUTCMonth();
  if (name === 'month') return months;
  if (name === 'year') return Math.trunc(months / 12);
  return Math.trunc((a.getTime() - b.getTime()) / (MS_BY_UNIT[name] ?? 1_000));
}

const MONTHS =
  'January February March April May June July August September October November December'.split(
    ' ',
  );
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');
const LETTERS =
  /\[([^\]]*)\]|YYYY|YY|MMMM|MMM|MM|M|DD|Do|D|dddd|ddd|HH|H|hh|h|mm|m|ss|s|SSS|A|a|Q|X|x/g;

/** Formats an instant in UTC by the pattern letters that people use; ISO 8601 without a pattern. */
export function formatDate(date: Date, pattern: string): string {
  const iso = date.toISOString();
  if (pattern === '') return iso;
  const month = MONTHS[date.getUTCMonth()] ?? '';
  const weekday = DAYS[date.getUTCDay()] ?? '';
  const hour = date.getUTCHours() % 12 || 12;
  const half = date.getUTCHours() < 12 ? 'am' : 'pm';
  const day = date.getUTCDate();
  const parts: Readonly<Record<string, string | number>> = {
    YYYY: iso.slice(0, 4),
    YY: iso.slice(2, 4),
    MMMM: month,
    MMM: month.slice(0, 3),
    MM: iso.slice(5, 7),
    M: date.getUTCMonth() + 1,
    DD: iso.slice(8, 10),
    Do: `${String(day)}${ordinalOf(day)}`,
    D: day,
    dddd: weekday,
    ddd: weekday.slice(0, 3),
    HH: iso.slice(11, 13),
    H: date.getUTCHours(),
    hh: String(hour).padStart(2, '0'),
    h: hour,
    mm: iso.slice(14, 16),
    m: date.getUTCMinutes(),
    ss: iso.slice(17, 19),
    s: date.getUTCSeconds(),
    SSS: iso.slice(20, 23),
    A: half.toUpperCase(),
    a: half,
    Q: Math.floor(date.getUTCMonth() / 3) + 1,
    X: Math.floor(date.getTime() / 1000),
    x: date.getTime(),
  };
  return pattern.replaceAll(LETTERS, (found, literal?: string) =>
    String(literal ?? parts[found] ?? found),
  );
}

/** Reads an instant in UTC by a pattern of numbers and month names; an invalid date where the text does not fit. */
export function parseDate(text: string, pattern: string): Date {
  const letters: string[] = [];
  const source = pattern.replaceAll(
    /([.*+?^${}()|[\]\\])|(YYYY|MMMM|MMM|MM|M|DD|D|HH|H|mm|ss)/g,
    (_found, sign: string | undefined, letter: string | undefined) => {
      if (letter === undefined) return `\\${sign ?? ''}`;
      letters.push(letter);
      return letter.startsWith('MMM') ? '([A-Za-z]+)' : '(\\d+)';
    },
  );
  const found = new RegExp(`^${source}$`).exec(text.trim());
  const read = (...names: readonly string[]): string | undefined =>
    names
      .map((name) => found?.[letters.indexOf(name) + 1])
      .find((_value, at) => letters.includes(names[at] ?? ''));
  const named = read('MMMM', 'MMM')?.slice(0, 3).toLowerCase();
  const month =
    named === undefined
      ? Number(read('MM', 'M') ?? 1) - 1
      : MONTHS.findIndex((name) => name.slice(0, 3).toLowerCase() === named);
  if (found === null || month < 0) return new Date(Number.NaN);
  const time = [read('HH', 'H'), read('mm'), read('ss')].map((part) => Number(part ?? 0));
  const [hours = 0, minutes = 0, seconds = 0] = time;
  const day = Number(read('DD', 'D') ?? 1);
  return new Date(Date.UTC(Number(read('YYYY') ?? 1970), month, day, hours, minutes, seconds));
}

/** The number of a date's week, the first being the one with 1 January in it; weeks begin on Sunday. */
export function weekOfYear(date: Date): number {
  const first = new Date(Date.UTC(date.getUTCFullYear(), 0, 1));
  const days = Math.floor((date.getTime() - first.getTime()) / 86_400_000);
  return Math.floor((days + first.getUTCDay()) / 7) + 1;
}

function ordinalOf(day: number): string {
  if (day >= 11 && day <= 13) return 'th';
  return ['th', 'st', 'nd', 'rd'][day % 10] ?? 'th';
}
