import {
  checkArguments,
  type MutationContext,
  type AnyMutator,
  type Role,
} from '../../model/mutator.ts';
import type { MutationFailure, SentMutation } from '../../protocol/mutation.ts';
import type { AskedMutation } from './executor.ts';

/** What a mutation is worth before anything is looked up: to be run, to be refused, or a robot's. */
export type CheckedMutation =
  | { readonly kind: 'asked'; readonly mutation: AskedMutation }
  | { readonly kind: 'rejected'; readonly error: MutationFailure }
  | { readonly kind: 'trapped' };

/** What a check needs to know. */
export interface CheckTerms {
  readonly mutators: Readonly<Record<string, AnyMutator>>;
  readonly clientId: string;
  readonly role: Role;
  readonly nowMs: number;
  readonly newId: () => string;
}

/**
 * Checks one mutation's name, role and arguments. An argument that no person sees (a text of at most no characters) and
 * that is filled all the same traps who fills every field.
 */
export function checkMutation(sent: SentMutation, terms: CheckTerms): CheckedMutation {
  const { clientId, role, mutators } = terms;
  const { id, name, args } = sent;
  const mutator = Object.hasOwn(mutators, name) ? mutators[name] : undefined;
  if (!mutator) return rejected('not-found', `There is no change of the name "${name}".`);
  if (mutator.role === 'editor' && role !== 'editor') {
    return rejected('unauthorized', 'Only an editor may do this; sign in.');
  }
  if (isTrapped(mutator, args)) return { kind: 'trapped' };
  const checked = checkArguments(mutator, args);
  if (!checked.ok) {
    const sentences = Object.entries(checked.problems).map(([argument, problem]) =>
      argument === '' ? problem : `"${argument}" ${problem}`,
    );
    return rejected('invalid-arguments', `${sentences.join('; ')}.`);
  }
  const ctx = contextOf(mutator, sent.ctx, terms);
  if (!ctx) return rejected('invalid-arguments', `${name} needs ${mutator.makes} new ids.`);
  return { kind: 'asked', mutation: { clientId, id, name, args, ctx } };
}

function isTrapped({ args: schema }: AnyMutator, args: SentMutation['args']): boolean {
  return Object.entries(schema).some(([name, argument]) => {
    const value = Object.hasOwn(args, name) ? args[name] : undefined;
    return (
      argument.kind === 'text' && argument.max === 0 && typeof value === 'string' && value !== ''
    );
  });
}

/** The context as it was sent; nobody acts in the future, whatever their clock says. */
function contextOf(
  { makes = 0 }: AnyMutator,
  sent: MutationContext | undefined,
  { nowMs, newId }: CheckTerms,
): MutationContext | undefined {
  if (!sent) return { now: nowMs, newIds: Array.from({ length: makes }, newId) };
  const newIds = sent.newIds.slice(0, makes);
  const isUnique = new Set(newIds).size === newIds.length;
  return newIds.length === makes && isUnique
    ? { now: Math.min(sent.now, nowMs), newIds }
    : undefined;
}

function rejected(code: MutationFailure['code'], message: string): CheckedMutation {
  return { kind: 'rejected', error: { code, message } };
}
