import type { AnyMutator } from '../model/mutator.ts';
import { SyncError } from '../protocol/failure.ts';
import type { MutationsOptions } from './mutations.ts';
import { mutatorNamed } from './pending.ts';

/** The mutator of this name, where a person may use it here and now; else throws why not. */
export function permitted(
  name: string,
  { mutators, outbox, isReadOnly }: Pick<MutationsOptions, 'mutators' | 'outbox' | 'isReadOnly'>,
): AnyMutator {
  const mutator = mutatorNamed(name, mutators);
  if (!mutator) throw new SyncError('invalid-arguments', `This site has no change "${name}".`);
  if (isReadOnly()) throw new SyncError('unauthorized', 'This site takes no changes.');
  if (mutator.role === 'editor' && !outbox.signedIn()) {
    throw new SyncError('unauthorized', 'Sign in to change this.');
  }
  return mutator;
}
