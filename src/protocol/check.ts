import { SyncError } from './failure.ts';

/** A JSON object whose members are not yet known. */
export type Unchecked = Readonly<Record<string, unknown>>;

/**
 * Small checks for what arrives from a wire, a port, a channel or an older build. Each gives the value in its type or
 * throws `SyncError('invalid-response')` naming the place, so that nothing unchecked is ever used.
 */
export function asObject(value: unknown, place: string): Unchecked {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Unchecked;
  throw invalid(place, 'an object', value);
}

/** A list, its members unchecked. */
export function asList(value: unknown, place: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw invalid(place, 'a list', value);
}

/** A string. */
export function asText(value: unknown, place: string): string {
  if (typeof value === 'string') return value;
  throw invalid(place, 'a string', value);
}

/** A string in the form of a hash. */
export function asHash(value: unknown, place: string): string {
  if (typeof value === 'string' && /^[A-Za-z0-9_-]{43}$/.test(value)) return value;
  throw invalid(place, 'a hash of 43 base64url characters', value);
}

/** A whole number, zero or more, that JavaScript holds exactly. */
export function asCount(value: unknown, place: string): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw invalid(place, 'a whole number', value);
}

/** True or false. */
export function asBoolean(value: unknown, place: string): boolean {
  if (typeof value === 'boolean') return value;
  throw invalid(place, 'true or false', value);
}

function invalid(place: string, expected: string, value: unknown): SyncError {
  const got =
    value === undefined ? 'nothing' : (JSON.stringify(value) ?? typeof value).slice(0, 60);
  return new SyncError('invalid-response', `${place} is ${got}, expected ${expected}`);
}
