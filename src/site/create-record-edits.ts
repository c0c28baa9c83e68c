import { createEffect, createMemo, createSignal, on, onCleanup, type Accessor } from 'solid-js';
import type { ArgumentFields, ArgumentsOf, Mutator } from '../model/mutator.ts';
import { createOutbox } from '../tab/create-outbox.ts';
import { useClient } from '../tab/solid.tsx';
import { createEdits, type Changes, type Edits } from './create-edits.ts';
import { createSteps } from './create-steps.ts';
import { shopWords, stepWords, wordOf } from './shop-words.ts';
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
  /** Keeps the changes for sending. */
  readonly save: () => Promise<void>;
  /** What is to be said of what was saved last; '' once something is typed, or the record reads otherwise. */
  readonly said: Accessor<string>;
}

/**
 * Edits of a record that one mutator saves. What was refused because somebody else was faster goes back into them, once
 * somebody looks at them: until then every tab tells that it was refused.
 */
export function createRecordEdits<Field extends string, Args extends ArgumentFields>(
  options: RecordEditsOptions<Field, Args>,
): RecordEdits<Field> {
  const { mutator, id } = options;
  const client = useClient();
  const { status } = useSite();
  const outbox = createOutbox();
  const edits = createEdits(options.draft, options.fields, options.present);
  const { step, follow } = createSteps(outbox);
  const [said, setSaid] = createSignal('');
  const taken = new Set<string>();
  const isVisible = createVisible();
  createEffect(() => {
    if (!isVisible()) return;
    for (const { id: change, name, args, state, error } of outbox()) {
      if (name !== mutator.name || args['id'] !== id || taken.has(change)) continue;
      if (state !== 'rejected' || error?.code !== 'conflict') continue;
      // While something else is being typed it stays among what was refused, with its text.
      if (!edits.adopt({ seen: {}, ...args } as unknown as Changes<Field>)) continue;
      taken.add(change);
      void client.discard(change);
    }
  });
  const texts = createMemo(() =>
    options.fields.map((field) => edits.text(field).trim()).join('\0'),
  );
  const hush = () => {
    setSaid('');
    follow(undefined);
  };
  createEffect(on(texts, hush, { defer: true }));
  return Object.freeze({
    edits,
    said: () => said() || stepWords(step(), { sent: shopWords.saved }),
    async save() {
      hush();
      const [changes, typed] = [edits.changes(), texts()];
      const args = options.toArguments(changes);
      if (!args) return void setSaid(shopWords.unchanged);
      const { revision } = status().outbox;
      const outcome = await client.mutate(mutator, args);
      setSaid(wordOf(outcome, status()));
      if (!outcome.ok) return;
      edits.sent(changes);
      // Of what was typed meanwhile nothing is to be said.
      if (texts() === typed) follow({ ...outcome.value, revision });
    },
  });
}

/** Whether somebody can see this page. */
function createVisible(): Accessor<boolean> {
  const read = () => document.visibilityState === 'visible';
  const [isVisible, setVisible] = createSignal(read());
  const look = () => setVisible(read());
  document.addEventListener('visibilitychange', look);
  onCleanup(() => document.removeEventListener('visibilitychange', look));
  return isVisible;
}
