import { SyncError } from './failure.ts';

/** A JSON object whose members are not yet known. */
export type Unchecked = Readonly<Record<string, unknown>>;

/**
 * Small checks for what arrives from a wire, a port, a channel or an older build. Each gives the value in its type or
 * throws `SyncError('invalid-response')` naming the place, so that nothing unchecked is ever used; `place` is where the
 * value stands.
 */
export type Check<T> = (value: unknown, place: string) => T;

/** A JSON object, its members unchecked. */
export const asObject = checkThat<Unchecked>(
  'an object',
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);

/** A list, its members unchecked. */
export const asList = checkThat<readonly unknown[]>('a list', Array.isArray);

/** A string. */
export const asText = checkThat<string>('a string', (value) => typeof value === 'string');

/** A string in the form of a hash. */
export const asHash = checkThat<string>(
  'a hash of 43 base64url characters',
  (value) => typeof value === 'string' && /^[A-Za-z0-9_-]{43}$/.test(value),
);

/** A whole number, zero or more, that JavaScript holds exactly. */
export const asCount = checkThat<number>(
  'a whole number',
  (value) => Number.isSafeInteger(value) && (value as number) >= 0,
);

/** True or false. */
export const asBoolean = checkThat<boolean>('true or false', (value) => typeof value === 'boolean');

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

function checkThat<T>(expected: string, isRight: (value: unknown) => boolean): Check<T> {
  return (value, place) => {
    if (isRight(value)) return value as T;
    const got =
      value === undefined ? 'nothing' : (JSON.stringify(value) ?? typeof value).slice(0, 60);
    throw new SyncError('invalid-response', `${place} is ${got}, expected ${expected}`);
  };
}
