import { createSignal, type Accessor } from 'solid-js';
import { createDrafts, type Draft } from './drafts.ts';

/** The to-do that is being edited in this tab, one at a time, and what is typed for it. */
export interface TodoEdit {
  readonly id: Accessor<string | undefined>;
  /** Undefined where nothing was typed yet. */
  readonly typed: Accessor<string | undefined>;
  readonly begin: (id: string) => void;
  readonly type: (title: string) => void;
  readonly end: () => void;
}

/** What is typed survives a reload, and the to-do itself where another tab removes it. */
export function createTodoEdit(): TodoEdit {
  const drafts = createDrafts(() => localStorage, import.meta.env.BASE_URL);
  const [edit, setEdit] = createSignal(drafts.own(DRAFT));
  const put = (next: Draft) => {
    setEdit(next);
    drafts.write(DRAFT, next);
  };
  return Object.freeze({
    id: () => edit()['id'],
    typed: () => edit()['title'],
    begin: (id: string) => void setEdit({ id }),
    type: (title: string) => put({ ...edit(), title }),
    end: () => put({}),
  });
}

const DRAFT = 'todo-edit';
