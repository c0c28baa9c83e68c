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

/** Formats an instant in UTC by the pattern letters that people use most; ISO 8601 without a pattern. */
export function formatDate(date: Date, pattern: string): string {
  const iso = date.toISOString();
  if (pattern === '') return iso;
  const parts: Readonly<Record<string, string>> = {
    YYYY: iso.slice(0, 4),
    MM: iso.slice(5, 7),
    DD: iso.slice(8, 10),
    HH: iso.slice(11, 13),
    mm: iso.slice(14, 16),
    ss: iso.slice(17, 19),
    SSS: iso.slice(20, 23),
    M: String(date.getUTCMonth() + 1),
    D: String(date.getUTCDate()),
    X: String(Math.floor(date.getTime() / 1000)),
    x: String(date.getTime()),
  };
  return pattern.replaceAll(
    /\[([^\]]*)\]|YYYY|MM|DD|HH|mm|ss|SSS|M|D|X|x/g,
    (found, literal?: string) => literal ?? parts[found] ?? found,
  );
}
