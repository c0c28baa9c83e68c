import { createEffect, createMemo, createSignal, on } from 'solid-js';
import { createDrafts, type Draft } from './drafts.ts';

/** What an editor is changing in one record, field by field, beside what the record says meanwhile. */
export interface Edits<Field extends string> {
  /** What the field shows: what is being typed, else what the record says. */
  text(field: Field): string;
  type(field: Field, text: string): void;
  /** What the record says now where somebody else has changed a field that is being edited; else undefined. */
  theirs(field: Field): string | undefined;
  readonly keepMine: (field: Field) => void;
  readonly takeTheirs: (field: Field) => void;
  /** The edited fields, and what each was before; undefined where nothing is edited. */
  changes(): Changes<Field> | undefined;
  /** These are kept for sending: they are shown until the record says something new; what was typed since goes on. */
  sent(changes: Changes<Field> | undefined): void;
  /**
   * Goes on with changes that were refused; what was typed over them since stays. False, and nothing is taken, where one
   * of their fields holds something else that is being typed.
   */
  adopt(changes: Changes<Field>): boolean;
}

/** Changed fields with their new texts, and `seen`, the texts that the editor started from. */
export type Changes<Field extends string> = Partial<Record<Field, string>> & {
  readonly seen: Partial<Record<Field, string>>;
};

/** `seen` is what the record said when the editor began; `sent` one that waits for its own effect to come back. */
interface Edit {
  readonly text: string;
  readonly seen: string;
  /** What the record still says for a moment, until the effect of an earlier save comes back. */
  readonly before?: string;
  readonly sent?: true;
}

/**
 * Edits of a record whose fields `read` says. A field that is being edited is never overwritten by what comes in; the
 * others follow. They survive reload and crash as the draft of this name.
 */
export function createEdits<Field extends string>(
  name: string,
  fields: readonly Field[],
  read: (field: Field) => string,
): Edits<Field> {
  // Of a record that goes while its change is on the way, what it said last: by then it cannot be read.
  const memos = new Map(fields.map((field) => [field, createMemo(() => read(field))]));
  const present = (field: Field) => memos.get(field)!();
  const drafts = createDrafts(() => localStorage, import.meta.env.BASE_URL);
  const found = fromDraft(fields, drafts.read(name));
  const [edits, setEdits] = createSignal(found);
  const put = (field: Field, edit: Edit | undefined) => {
    const next: { [F in Field]?: Edit } = { ...edits() };
    if (edit) next[field] = edit;
    else delete next[field];
    setEdits(() => next);
    drafts.write(name, toDraft(next));
  };
  for (const field of fields) {
    createEffect(
      on(
        () => present(field),
        (now) => {
          const edit = edits()[field];
          if (!edit) return;
          // A page that is left before it hears that its change is kept leaves the draft behind; here the change is.
          const isKept = edit === found[field] && edit.text === now;
          if (isKept || (edit.sent && now !== edit.seen)) put(field, undefined);
        },
      ),
    );
  }
  const theirs = (field: Field) => {
    const edit = edits()[field];
    if (!edit || edit.sent) return undefined;
    const now = present(field);
    return [edit.seen, edit.before, edit.text].includes(now) ? undefined : now;
  };

  return Object.freeze({
    text: (field: Field) => edits()[field]?.text ?? present(field),
    type(field: Field, text: string) {
      const edit = edits()[field];
      if (edit?.sent) return put(field, { text, seen: edit.text, before: edit.seen });
      const seen = edit?.seen ?? present(field);
      put(field, text === seen && seen === present(field) ? undefined : { ...edit, text, seen });
    },
    theirs,
    keepMine(field: Field) {
      const edit = edits()[field];
      if (edit) put(field, { text: edit.text, seen: present(field) });
    },
    takeTheirs: (field: Field) => put(field, undefined),
    changes() {
      const edited = fields.flatMap((field) => {
        const edit = edits()[field];
        return edit && !edit.sent && edit.text !== present(field) ? [[field, edit] as const] : [];
      });
      if (edited.length === 0) return undefined;
      return {
        ...Object.fromEntries(edited.map(([field, { text }]) => [field, text])),
        seen: Object.fromEntries(edited.map(([field, { seen }]) => [field, seen])),
      } as Changes<Field>;
    },
    sent(changes?: Changes<Field>) {
      for (const field of fields) {
        const [edit, sent, now] = [edits()[field], changes?.[field], present(field)];
        if (!edit) continue;
        const { text } = edit;
        if (text === now) put(field, undefined);
        else if (text === sent) put(field, { text, seen: now, sent: true });
        else if (sent !== undefined) put(field, { text, seen: sent, before: now });
      }
    },
    adopt(changes: Changes<Field>) {
      const refused = fields.filter((field) => changes[field] !== undefined);
      const isOther = (field: Field) => {
        const edit = edits()[field];
        return edit && !edit.sent && ![edit.seen, edit.text].includes(changes[field]!);
      };
      if (refused.some(isOther)) return false;
      for (const field of refused) {
        const edit = edits()[field];
        const text = edit && !edit.sent ? edit.text : changes[field]!;
        put(field, { text, seen: changes.seen[field] ?? present(field) });
      }
      return true;
    },
  });
}

type EditsByField<Field extends string> = { readonly [F in Field]?: Edit };

function toDraft(edits: Readonly<Record<string, Edit | undefined>>): Draft {
  return Object.fromEntries(
    Object.entries(edits).flatMap(([field, edit]) =>
      edit && !edit.sent
        ? [[field, edit.text] as const, [`${field} seen`, edit.seen] as const]
        : [],
    ),
  );
}

function fromDraft<Field extends string>(
  fields: readonly Field[],
  draft: Draft,
): EditsByField<Field> {
  const kept = fields.flatMap((field) => {
    const [text, seen] = [draft[field], draft[`${field} seen`]];
    return text === undefined || seen === undefined ? [] : [[field, { text, seen }] as const];
  });
  return Object.fromEntries(kept) as EditsByField<Field>;
}
