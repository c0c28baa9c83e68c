import {
  compareValues,
  FormulaError,
  isTruthy,
  toDate,
  toNumber,
  toText,
  type FormulaValue,
} from './value.ts';
import { addToDate, differenceInUnit, formatDate, parseDate, weekOfYear } from './dates.ts';

/** A function of a formula: takes its values, all worked out already, and yields one. */
export type FormulaFunction = (...args: readonly FormulaValue[]) => FormulaValue;

const blank: FormulaValue = null;

const text =
  (body: (text: string, ...rest: readonly FormulaValue[]) => FormulaValue): FormulaFunction =>
  (first = blank, ...rest) =>
    body(toText(first), ...rest);

const math =
  (body: (...numbers: readonly number[]) => number): FormulaFunction =>
  (...args) =>
    body(...args.flat().map((value) => toNumber(value as FormulaValue)));

const compare =
  (isRight: (order: number) => boolean): FormulaFunction =>
  (a = blank, b = blank) =>
    isRight(compareValues(a, b));

const compareDates =
  (isRight: (a: number, b: number, unit: string) => boolean): FormulaFunction =>
  (a = blank, b = blank, unit = blank) =>
    a === null || b === null
      ? false
      : isRight(toDate(a).getTime(), toDate(b).getTime(), toText(unit));

const position = (needle: string, hay: string, from: FormulaValue = null): number =>
  hay.indexOf(needle, Math.max(0, toNumber(from) - 1)) + 1;

function sameUnit(a: number, b: number, unit: string): boolean {
  if (unit === '') return a === b;
  const length: Readonly<Record<string, number>> = {
    year: 4,
    month: 7,
    day: 10,
    hour: 13,
    minute: 16,
    second: 19,
  };
  const kept = length[unit.replace(/s$/, '')] ?? 24;
  return new Date(a).toISOString().slice(0, kept) === new Date(b).toISOString().slice(0, kept);
}

/** The text with one part changed wherever it is, or only where it is for the nth time. */
function substitute(
  text: string,
  { from, to, which }: { readonly from: string; readonly to: string; readonly which: number },
): string {
  if (from === '') return text;
  if (which === 0) return text.replaceAll(from, () => to);
  const parts = text.split(from);
  if (which < 1 || which >= parts.length) return text;
  return [parts.slice(0, which).join(from), parts.slice(which).join(from)].join(to);
}

function awayFromZero(number: number): number {
  return Math.sign(number) * Math.ceil(Math.abs(number));
}

function listOf(value: FormulaValue): readonly FormulaValue[] {
  return Array.isArray(value) ? (value as readonly FormulaValue[]) : [value];
}

function toPattern(pattern: FormulaValue, flags: string): RegExp {
  try {
    return new RegExp(toText(pattern), flags);
  } catch {
    // The constructor's only failure is a pattern that does not parse.
    throw new FormulaError('#ERROR!');
  }
}

/** Every function and operator that needs only its values; those that need the record are in `compile`. */
export const FUNCTIONS: Readonly<Record<string, FormulaFunction>> = {
  '=': compare((order) => order === 0),
  '!=': compare((order) => order !== 0),
  '<': compare((order) => order < 0),
  '>': compare((order) => order > 0),
  '<=': compare((order) => order <= 0),
  '>=': compare((order) => order >= 0),
  '&': (...args) => args.map(toText).join(''),
  '+': math((a = 0, b = 0) => a + b),
  '-': math((a = 0, b = 0) => a - b),
  '*': math((a = 0, b = 0) => a * b),
  '/': math((a = 0, b = 0) => a / b),
  negate: math((a = 0) => -a),
  TRUE: () => true,
  FALSE: () => false,
  BLANK: () => null,
  ERROR: () => {
    throw new FormulaError('#ERROR!');
  },
  NOT: (value = blank) => !isTruthy(value),
  XOR: (...args) => args.filter(isTruthy).length % 2 === 1,
  ABS: math((a = 0) => Math.abs(a)),
  CEILING: math((a = 0, step = 1) => Math.ceil(a / step) * step),
  FLOOR: math((a = 0, step = 1) => Math.floor(a / step) * step),
  INT: math((a = 0) => Math.floor(a)),
  MAX: math((...all) => Math.max(...all)),
  MIN: math((...all) => Math.min(...all)),
  MOD: math((a = 0, b = 1) => a - b * Math.floor(a / b)),
  ROUND: math((a = 0, digits = 0) => Math.round(a * 10 ** digits) / 10 ** digits),
  ROUNDUP: math((a = 0, digits = 0) => awayFromZero(a * 10 ** digits) / 10 ** digits),
  ROUNDDOWN: math((a = 0, digits = 0) => Math.trunc(a * 10 ** digits) / 10 ** digits),
  EVEN: math((a = 0) => 2 * awayFromZero(a / 2)),
  ODD: math((a = 0) => (a < 0 ? -1 : 1) * (2 * Math.ceil((Math.abs(a) - 1) / 2) + 1)),
  EXP: math((a = 0) => Math.exp(a)),
  LOG: math((a = 0, base = 10) => Math.log(a) / Math.log(base)),
  POWER: math((a = 0, b = 0) => a ** b),
  SQRT: math((a = 0) => Math.sqrt(a)),
  AVERAGE: math((...all) => all.reduce((a, b) => a + b, 0) / all.length),
  COUNT: (...args) => args.flat().filter((value) => typeof value === 'number').length,
  COUNTALL: (...args) => args.flat().length,
  SUM: math((...all) => all.reduce((a, b) => a + b, 0)),
  VALUE: text((value) => toNumber(value.replaceAll(/[^\d.+-]/g, ''))),
  LEN: text((value) => value.length),
  LOWER: text((value) => value.toLowerCase()),
  UPPER: text((value) => value.toUpperCase()),
  TRIM: text((value) => value.trim()),
  T: (value = blank) => (typeof value === 'string' ? value : ''),
  LEFT: text((value, count = 1) => value.slice(0, toNumber(count))),
  RIGHT: text((value, count = 1) => (toNumber(count) === 0 ? '' : value.slice(-toNumber(count)))),
  MID: text((value, from = 1, count = 0) =>
    value.slice(toNumber(from) - 1, toNumber(from) - 1 + toNumber(count)),
  ),
  CONCATENATE: (...args) => args.map(toText).join(''),
  REPT: text((value, count = 0) => value.repeat(Math.max(0, toNumber(count)))),
  SUBSTITUTE: text((value, from = '', ...[to = '', which = null]) =>
    substitute(value, { from: toText(from), to: toText(to), which: toNumber(which) }),
  ),
  REPLACE: text((value, from = 1, ...[count = 0, to = '']) => {
    const start = toNumber(from) - 1;
    return value.slice(0, start) + toText(to) + value.slice(start + toNumber(count));
  }),
  FIND: (needle = blank, hay = blank, from) => position(toText(needle), toText(hay), from),
  SEARCH: (needle = blank, hay = blank, from) =>
    position(toText(needle).toLowerCase(), toText(hay).toLowerCase(), from) || null,
  REGEX_MATCH: text((value, pattern = '') => toPattern(pattern, 'u').test(value)),
  REGEX_EXTRACT: text((value, pattern = '') => toPattern(pattern, 'u').exec(value)?.[0] ?? null),
  REGEX_REPLACE: text((value, pattern = '', to = '') =>
    value.replace(toPattern(pattern, 'gu'), toText(to)),
  ),
  ENCODE_URL_COMPONENT: text((value) => encodeURIComponent(value)),
  ARRAYJOIN: (list = blank, by = ', ') => listOf(list).map(toText).join(toText(by)),
  ARRAYCOMPACT: (list = blank) => listOf(list).filter((value) => value !== null && value !== ''),
  ARRAYFLATTEN: (list = blank) => listOf(list).flat(),
  ARRAYUNIQUE: (list = blank) => [
    ...new Map(listOf(list).map((value) => [toText(value), value])).values(),
  ],
  COUNTA: (...args) => args.flat().filter((value) => value !== null && value !== '').length,
  IS_AFTER: compareDates((a, b) => a > b),
  IS_BEFORE: compareDates((a, b) => a < b),
  IS_SAME: compareDates(sameUnit),
  DATEADD: (date = blank, count = 0, unit = 'day') =>
    addToDate(toDate(date), toNumber(count), toText(unit)),
  DATETIME_DIFF: (a = blank, b = blank, unit = 'second') =>
    differenceInUnit(toDate(a), toDate(b), toText(unit)),
  DATETIME_FORMAT: (date = blank, pattern = blank) => formatDate(toDate(date), toText(pattern)),
  DATETIME_PARSE: (value = blank, pattern = blank) =>
    pattern === null ? toDate(value) : parseDate(toText(value), toText(pattern)),
  // The emulator knows no zone but UTC and no language but English.
  SET_TIMEZONE: (date = blank) => date,
  SET_LOCALE: (date = blank) => date,
  TIMESTR: (date = blank) => toDate(date).toISOString().slice(11, 19),
  DATESTR: (date = blank) => toDate(date).toISOString().slice(0, 10),
  YEAR: (date = blank) => toDate(date).getUTCFullYear(),
  MONTH: (date = blank) => toDate(date).getUTCMonth() + 1,
  DAY: (date = blank) => toDate(date).getUTCDate(),
  MINUTE: (date = blank) => toDate(date).getUTCMinutes(),
  SECOND: (date = blank) => toDate(date).getUTCSeconds(),
  WEEKNUM: (date = blank) => weekOfYear(toDate(date)),
  HOUR: (date = blank) => toDate(date).getUTCHours(),
  WEEKDAY: (date = blank) => toDate(date).getUTCDay(),
};
