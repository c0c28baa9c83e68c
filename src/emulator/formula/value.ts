import { parseInstant } from '../parse-instant.ts';

/** What a formula can yield; null is Airtable's BLANK(). A date is an instant. */
export type FormulaValue = string | number | boolean | null | Date | readonly FormulaValue[];

/** Thrown while evaluating; the record's value is then `#Error!`, which a filter leaves out. */
export class FormulaError extends Error {}

/**
 * Whether what was thrown while evaluating is the formula's fault: it asks for what JavaScript has no room for, such as a
 * text of a gigabyte or brackets ten thousand deep, or encodes half a character.
 */
export function isFormulaFault(error: unknown): boolean {
  return [FormulaError, RangeError, URIError].some((kind) => error instanceof kind);
}

/** A value as text, as `&` and the text functions see it. */
export function toText(value: FormulaValue): string {
  if (value === null) return '';
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString();
  if (Array.isArray(value)) return value.map(toText).join(', ');
  if (typeof value === 'boolean') return value ? '1' : '0';
  return String(value);
}

/** A value as a number, as arithmetic sees it: blank is 0, true is 1; throws for text that is none. */
export function toNumber(value: FormulaValue): number {
  if (value === null) return 0;
  if (value instanceof Date) return value.getTime();
  const number = Number(Array.isArray(value) ? toText(value) : value);
  if (Number.isNaN(number)) throw new FormulaError('#ERROR!');
  return number;
}

/** A value as an instant; throws for what is none, as Airtable's date functions do. */
export function toDate(value: FormulaValue): Date {
  const date = value instanceof Date ? value : new Date(parseInstant(toText(value)));
  if (Number.isNaN(date.getTime())) throw new FormulaError('#ERROR!');
  return date;
}

/** Whether a filter keeps a record with this result: not for 0, false, '', NaN, [] and blank. */
export function isTruthy(value: FormulaValue): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

/** Orders two values for `<` and `>`, and tells whether they are equal: blank equals '' and 0. */
export function compareValues(a: FormulaValue, b: FormulaValue): number {
  if (a instanceof Date || b instanceof Date) {
    if (a === null || b === null) return Number(a !== null) - Number(b !== null);
    return toDate(a).getTime() - toDate(b).getTime();
  }
  const isText =
    typeof a === 'string' || typeof b === 'string' || Array.isArray(a) || Array.isArray(b);
  if (!isText) return toNumber(a) - toNumber(b);
  const [left, right] = [toText(a), toText(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
