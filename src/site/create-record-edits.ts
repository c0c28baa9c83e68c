import { createEffect } from 'solid-js';
import type { ArgumentFields, ArgumentsOf, Mutator } from '../model/mutator.ts';
import { createOutbox } from '../tab/create-outbox.ts';
import { useClient } from '../tab/solid.tsx';
import { createEdits, type Changes, type Edits } from './create-edits.ts';
import { shopWords, wordOf } from './shop-words.ts';
import { useSite } from './site-context.tsx';

/** What is edited, and how it is sent. */
export interface RecordEditsOptions<Field extends string, Args extends ArgumentFields> {
  readonly mutator: Mutator<Args>;
  readonly id: string;
  /** The name of the draft in which what is typed survives. */
  readonly draft: string;
  readonly fields: readonly Field[];
  readonly present: (field: Field) => string;
  /** The mutator's arguments, from what was changed, if anything was; undefined where there is nothing to send. */
  readonly toArguments: (changes: Changes<Field> | undefined) => ArgumentsOf<Args> | undefined;
}

/** Edits of one record, and sending them. */
export interface RecordEdits<Field extends string> {
  readonly edits: Edits<Field>;
  /** Keeps the changes for sending. Settles with the sentence that is to be said of it. */
  readonly save: () => Promise<string>;
}

/** Edits of a record that one mutator saves; what was refused because somebody else was faster goes back into them. */
export function createRecordEdits<Field extends string, Args extends ArgumentFields>(
  options: RecordEditsOptions<Field, Args>,
): RecordEdits<Field> {
  const { mutator, id } = options;
  const client = useClient();
  const { status } = useSite();
  const outbox = createOutbox();
  const edits = createEdits(options.draft, options.fields, options.present);
  const taken = new Set<string>();
  createEffect(() => {
    for (const { id: change, name, args, state, error } of outbox()) {
      if (name !== mutator.name || args['id'] !== id || taken.has(change)) continue;
      if (state !== 'rejected' || error?.code !== 'conflict') continue;
      // While something else is being typed it stays among what was refused, with its text.
      if (!edits.adopt({ seen: {}, ...args } as unknown as Changes<Field>)) continue;
      taken.add(change);
      void client.discard(change);
    }
  });
  return Object.freeze({
    edits,
    async save() {
      const args = options.toArguments(edits.changes());
      if (!args) return shopWords.unchanged;
      const outcome = await client.mutate(mutator, args);
      if (outcome.ok) edits.sent();
      return wordOf(outcome, status()) || shopWords.saved;
    },
  });
}
