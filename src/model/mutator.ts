import type { JsonValue } from './record.ts';
import type { Collection, RecordOf } from './schema.ts';

/** What a mutator may know beside its arguments: fixed when it first runs, stored, and sent with it. */
export interface MutationContext {
  /** Milliseconds since 1970 when the person acted. */
  readonly now: number;
  /** Ids for records that the mutator makes, never used before, in the order of their use. */
  readonly newIds: readonly string[];
}

/** The fields of a record that a mutator may set. */
export type FieldsOf<C extends Collection> = Partial<Omit<RecordOf<C>, 'id' | 'createdTime'>>;

/**
 * The records as a mutator sees and changes them, its own changes included. The changes of one run take effect together,
 * or not at all where it throws.
 */
export interface MutationTransaction {
  get<C extends Collection>(collection: C, id: string): Promise<RecordOf<C> | undefined>;
  /** A new record; fields not named are empty. Throws 'conflict' where the id is taken. */
  insert<C extends Collection>(collection: C, id: string, fields: FieldsOf<C>): Promise<void>;
  /** Sets some fields; equal values change nothing. Throws 'not-found' where there is no such record. */
  update<C extends Collection>(collection: C, id: string, fields: FieldsOf<C>): Promise<void>;
  /** Throws 'not-found' where there is no such record. */
  remove(collection: Collection, id: string): Promise<void>;
}

/** Who may ask for a mutation; an editor may do what a reader may. */
export type Role = 'reader' | 'editor';

/**
 * A named change of records. `run` is a function of the records, the arguments and the context alone and awaits only `tx`:
 * it runs in the worker at once, again over every newer version, and last in the proxy, whose result wins. It throws
 * `SyncError` ('conflict', 'not-found', …) with a sentence for the person where the change makes no sense any more.
 */
export interface Mutator<Args extends ArgumentFields = ArgumentFields> {
  readonly name: string;
  readonly role: Role;
  readonly args: Args;
  /** How many of `ctx.newIds` it uses; 0 where left out. */
  readonly makes?: number;
  run(tx: MutationTransaction, args: ArgumentsOf<Args>, ctx: MutationContext): Promise<void>;
}

/** Any mutator, its arguments checked by `checkArguments` before it is run. */
export interface AnyMutator extends Omit<Mutator, 'run'> {
  run(tx: MutationTransaction, args: never, ctx: MutationContext): Promise<void>;
}

/**
 * What an argument may be: text within a length in UTF-16 code units, a whole number within a range, or old values. A text
 * of `max: 0` is a trap for robots: a form hides it, and the proxy drops what fills it, as if it had been taken.
 */
export type Argument =
  | { readonly kind: 'text'; readonly min: number; readonly max: number; readonly optional?: true }
  | {
      readonly kind: 'integer';
      readonly min: number;
      readonly max: number;
      readonly optional?: true;
    }
  /** Values that the person saw before changing them, by field: texts, to notice that somebody else changed them too. */
  | { readonly kind: 'seen'; readonly optional: true };
export type ArgumentFields = Readonly<Record<string, Argument>>;

/** The arguments that a mutator's schema describes. */
export type ArgumentsOf<Args extends ArgumentFields> = {
  readonly [A in keyof Args as Args[A] extends { optional: true } ? never : A]: ValueOf<Args[A]>;
} & {
  readonly [A in keyof Args as Args[A] extends { optional: true } ? A : never]?: ValueOf<Args[A]>;
};
type ValueOf<A extends Argument> = A['kind'] extends 'text'
  ? string
  : A['kind'] extends 'integer'
    ? number
    : Readonly<Record<string, JsonValue>>;

/** A mutator with its argument types kept. */
export function defineMutator<const Args extends ArgumentFields>(
  mutator: Mutator<Args>,
): Mutator<Args> {
  return Object.freeze(mutator);
}

/**
 * The arguments where they are what the schema says; else a sentence for each that is not, by argument ('' for one too
 * many, or no object at all). Used by forms, worker and proxy alike.
 */
export function checkArguments(
  { args }: Pick<Mutator, 'args'>,
  value: unknown,
):
  | { readonly ok: true; readonly value: never }
  | { readonly ok: false; readonly problems: Readonly<Record<string, string>> } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { ok: false, problems: { '': 'the arguments are not an object' } };
  }
  const problems: Record<string, string> = {};
  for (const name of Object.keys(value)) {
    if (!Object.hasOwn(args, name)) problems[''] = `there is no argument "${name}"`;
  }
  for (const [name, argument] of Object.entries(args)) {
    const problem = problemOf(
      argument,
      Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined,
    );
    if (problem) problems[name] = problem;
  }
  return Object.keys(problems).length > 0
    ? { ok: false, problems }
    : { ok: true, value: value as never };
}

function problemOf(argument: Argument, value: unknown): string | undefined {
  if (value === undefined) return argument.optional ? undefined : 'is missing';
  if (argument.kind === 'text') return problemOfText(argument, value);
  if (argument.kind === 'integer') {
    const isInRange =
      Number.isSafeInteger(value) &&
      (value as number) >= argument.min &&
      (value as number) <= argument.max;
    return isInRange ? undefined : `is not a whole number from ${argument.min} to ${argument.max}`;
  }
  const isPlain = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isPlain ? undefined : 'is not a set of values by field';
}

function problemOfText(
  { min, max }: Extract<Argument, { readonly kind: 'text' }>,
  value: unknown,
): string | undefined {
  // NUL is published of no text (proxy/decode/well-formed.ts), so it would be gone when the change comes back.
  if (typeof value !== 'string' || !value.isWellFormed() || value.includes('\0'))
    return 'is not a text';
  if (value.trim().length < min)
    return min === 1 ? 'is empty' : `is shorter than ${min} characters`;
  return value.length > max ? `is longer than ${max} characters` : undefined;
}
