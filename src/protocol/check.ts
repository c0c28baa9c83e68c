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

/** One of the checks above, or what is made of them; `place` is where the value stands. */
export type Check<T> = (value: unknown, place: string) => T;

/** An object with these members; others are dropped, as are those whose check gives undefined. */
export function objectOf<T extends object>(members: {
  readonly [Name in keyof T]-?: Check<T[Name]>;
}): Check<T> {
  return (value, place) => {
    const object = asObject(value, place);
    const checked = Object.entries<Check<unknown>>(members).map(
      ([name, check]) => [name, check(object[name], `${place}.${name}`)] as const,
    );
    return Object.fromEntries(checked.filter(([, member]) => member !== undefined)) as T;
  };
}

/** A list of these. */
export function listOf<T>(check: Check<T>): Check<readonly T[]> {
  return (value, place) => asList(value, place).map((member) => check(member, place));
}

/** These by names that are not known beforehand. */
export function mapOf<T>(check: Check<T>): Check<Readonly<Record<string, T>>> {
  return (value, place) =>
    Object.fromEntries(
      Object.entries(asObject(value, place)).map(([name, member]) => [
        name,
        check(member, `${place}.${name}`),
      ]),
    );
}

/** This, or nothing. */
export function maybe<T>(check: Check<T>): Check<T | undefined> {
  return (value, place) => (value === undefined ? undefined : check(value, place));
}

function invalid(place: string, expected: string, value: unknown): SyncError {
  const got =
    value === undefined ? 'nothing' : (JSON.stringify(value) ?? typeof value).slice(0, 60);
  return new SyncError('invalid-response', `${place} is ${got}, expected ${expected}`);
}
