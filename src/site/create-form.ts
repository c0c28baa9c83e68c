import { createEffect, createMemo, createSignal, on, type Accessor } from 'solid-js';
import {
  checkArguments,
  type ArgumentFields,
  type ArgumentsOf,
  type Mutator,
} from '../model/mutator.ts';
import type { OutboxEntry } from '../protocol/worker-api.ts';
import { createOutbox } from '../tab/create-outbox.ts';
import { useClient } from '../tab/solid.tsx';
import { createSteps } from './create-steps.ts';
import { createDrafts, type Draft } from './drafts.ts';
import { problemIn, refusalOf, shopWords, wordOf } from './shop-words.ts';
import { useSite } from './site-context.tsx';
import type { Step } from './step-of-change.ts';

/** What a form sends, and how what is typed becomes arguments. */
export interface FormOptions<Args extends ArgumentFields> {
  readonly mutator: Mutator<Args>;
  /** Which draft is this form's; another one is begun where it changes. */
  readonly draft: Accessor<string>;
  /** The label of each field, for sentences about it. */
  readonly labels: Readonly<Record<string, string>>;
  /** A field that no person sees. What fills it in is refused, is kept in no draft, and is emptied by the refusal. */
  readonly trap?: string;
  readonly toArguments: (typed: Readonly<Record<string, string>>) => Record<string, unknown>;
  /** Whether a change of this mutator was made with this form, by its arguments; every one where left out. */
  readonly isOwn?: (args: OutboxEntry['args']) => boolean;
}

/** A form over one mutator: what is typed, what is wrong with it, and sending it. */
export interface Form {
  /** What is typed into a field, or ''. */
  text(field: string): string;
  type(field: string, text: string): void;
  /** The sentence about a field after a try to send it, or ''. */
  problem(field: string): string;
  /** What was not wrong with the fields, but with sending, mending, or showing it here: '' mostly. */
  readonly failure: Accessor<string>;
  /** How far the change has come that was sent last; undefined once something is typed again. */
  readonly step: Accessor<Step | undefined>;
  /** What was sent with this form and refused: its text is kept until it is mended or discarded. */
  readonly refused: Accessor<readonly OutboxEntry[]>;
  /** Puts what was refused back into the form; where another text is in it, only says what has to be done first. */
  readonly mend: (entry: OutboxEntry) => void;
  readonly discard: (entry: OutboxEntry) => void;
  /** True where it is kept for sending: then the form is empty again. Else the first field to look at has the focus. */
  send(element: HTMLFormElement): Promise<boolean>;
}

/**
 * A form whose text survives reload, crash and update. It checks what the worker and the proxy check, with the same
 * schema, before anything is sent.
 */
export function createForm<Args extends ArgumentFields>(options: FormOptions<Args>): Form {
  const client = useClient();
  const { status } = useSite();
  const outbox = createOutbox();
  const drafts = createDrafts(() => localStorage, import.meta.env.BASE_URL);
  /** What a draft holds of what is typed. */
  const kept = (all: Draft) => filled(options.trap ? { ...all, [options.trap]: '' } : all);
  let found = kept(drafts.read(options.draft()));
  const [typed, setTyped] = createSignal(found);
  const [problems, setProblems] = createSignal<Readonly<Record<string, string>>>({});
  const [failure, setFailure] = createSignal('');
  const { step, follow } = createSteps(outbox);
  let isSending = false;
  const forget = () => {
    setProblems({});
    setFailure('');
    follow(undefined);
  };
  createEffect(
    on(
      options.draft,
      (form) => {
        found = kept(drafts.read(form));
        setTyped(found);
        forget();
      },
      { defer: true },
    ),
  );
  const keep = (next: Readonly<Record<string, string>>) => {
    setTyped(next);
    drafts.write(options.draft(), kept(next));
  };
  createEffect(() => {
    const all = typed();
    if (all !== found || isEmpty(all)) return;
    const checked = checkArguments(options.mutator, options.toArguments(all));
    const isIt = ({ name, args, state }: OutboxEntry) =>
      name === options.mutator.name && !isOver(state) && checked.ok && isSame(args, checked.value);
    // A page that is left before it hears that its change is kept leaves the draft behind: sent again it would be made twice.
    if (outbox().some(isIt)) keep({});
  });

  const type = (field: string, text: string) => {
    keep({ ...typed(), [field]: text });
    setProblems({ ...problems(), [field]: '' });
    setFailure('');
    follow(undefined);
  };
  const sayProblems = (found: Readonly<Record<string, string>>) => {
    for (const [field, problem] of Object.entries(found)) {
      const label = options.labels[field];
      if (label) setProblems({ ...problems(), [field]: problemIn(label, problem) });
      else if (field === options.trap) {
        // Nobody could mend what nobody sees; a person presses again.
        setTyped({ ...typed(), [field]: '' });
        setFailure(shopWords.trapped);
      } else setFailure(refusalOf({ code: 'invalid-arguments' }));
    }
  };
  const refused = createMemo(() =>
    outbox().filter(
      ({ name, args, state }) =>
        isOver(state) && name === options.mutator.name && (options.isOwn?.(args) ?? true),
    ),
  );
  /** A text in the form that is not this one's; what was chosen is no text, and cannot be emptied. */
  const isInTheWay = (args: OutboxEntry['args']) =>
    Object.keys(options.labels).some((field) => {
      const [text, value = ''] = [(typed()[field] ?? '').trim(), args[field]];
      return text !== '' && typeof value === 'string' && text !== value.trim();
    });
  const discard = ({ id }: OutboxEntry) => void client.discard(id);

  return Object.freeze({
    text: (field: string) => typed()[field] ?? '',
    type,
    problem: (field: string) => problems()[field] ?? '',
    failure,
    step,
    refused,
    mend(entry: OutboxEntry) {
      if (isInTheWay(entry.args)) return void setFailure(shopWords.mendLater);
      for (const field of Object.keys(options.labels)) {
        const value = entry.args[field];
        if (typeof value === 'string' || typeof value === 'number') type(field, String(value));
      }
      // Until the text is safe in the draft, it stays where it was.
      if (isSame(drafts.read(options.draft()), kept(typed()))) discard(entry);
    },
    discard,
    async send(element: HTMLFormElement) {
      // A second press, while the first is on its way or with nothing typed since, means the same.
      const isDone = ![undefined, 'over'].includes(step()) && isEmpty(typed());
      if (isSending || isDone) return isDone;
      forget();
      const [form, all, { revision }] = [options.draft(), typed(), status().outbox];
      const checked = checkArguments(options.mutator, options.toArguments(all));
      if (!checked.ok) {
        sayProblems(checked.problems);
        element.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
        return false;
      }
      isSending = true;
      const outcome = await client
        .mutate(options.mutator, checked.value as ArgumentsOf<Args>)
        .finally(() => (isSending = false));
      if (form !== options.draft()) {
        // Whoever has gone on to another form does not find there again what was sent.
        if (outcome.ok && isSame(drafts.read(form), kept(all))) drafts.write(form, {});
        return outcome.ok;
      }
      setFailure(wordOf(outcome, status()));
      // What was typed while it was on its way is not lost with it.
      if (outcome.ok && typed() === all) keep({});
      if (outcome.ok) follow({ ...outcome.value, revision });
      return outcome.ok;
    },
  });
}

function filled(typed: Draft): Draft {
  return Object.fromEntries(Object.entries(typed).filter(([, text]) => text !== ''));
}

function isEmpty(typed: Draft): boolean {
  return isSame(filled(typed), {});
}

function isOver(state: OutboxEntry['state']): boolean {
  return state === 'rejected' || state === 'expired';
}

type Flat = Readonly<Record<string, unknown>>;

function isSame(one: Flat, other: Flat): boolean {
  const fields = Object.keys({ ...one, ...other });
  return fields.every((field) => one[field] === other[field]);
}
