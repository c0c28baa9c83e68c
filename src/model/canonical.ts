import type { JsonValue } from './record.ts';

/**
 * The one spelling of a JSON value (RFC 8785): keys sorted by UTF-16 code unit, no white space, numbers and strings
 * as ECMAScript prints them, −0 as 0. Two equal values give the same text in every realm, so a hash can name them.
 * Throws a TypeError for what JSON cannot say (NaN, Infinity, undefined) and for strings with a lone surrogate.
 */
export function canonicalJson(value: JsonValue): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return canonicalNumber(value);
  if (typeof value === 'string') return canonicalString(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object') return canonicalObject(value);
  throw new TypeError(`canonical form: ${typeof value} is not a JSON value`);
}

function canonicalNumber(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`canonical form: ${value} is not a JSON number`);
  return JSON.stringify(value === 0 ? 0 : value);
}

function canonicalString(value: string): string {
  if (!value.isWellFormed()) {
    throw new TypeError(
      'canonical form: a string holds a lone surrogate; call toWellFormed() first',
    );
  }
  return JSON.stringify(value);
}

function canonicalObject(value: { readonly [key: string]: JsonValue }): string {
  // The default sort compares UTF-16 code units, which is what RFC 8785 §3.2.3 asks for.
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${canonicalString(key)}:${canonicalJson(value[key]!)}`).join(',')}}`;
}

/** `Array.isArray` does not narrow read-only arrays. */
function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
