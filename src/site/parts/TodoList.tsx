import { For, Show, type JSX } from 'solid-js';
import type { TodoEdit } from '../create-todo-edit.ts';
import { typedText } from '../plain/typed-text.ts';
import { problemOfTitle, todoWords } from '../todo-words.ts';
import type { Todo, TodoChange } from '../todos.ts';
import { TodoItem } from './TodoItem.tsx';

/** The to-dos of a filter, and the box that stands for all of them. One at a time is edited. */
export function TodoList(props: {
  readonly shown: readonly Todo[];
  readonly edit: TodoEdit;
  /** Whether there is such a one, shown or not. */
  readonly isHere: (id: string) => boolean;
  readonly isAllCompleted: boolean;
  /** What is said where the filter leaves none. */
  readonly none: string;
  /** Settles with what is wrong, or ''. */
  readonly change: (change: TodoChange) => Promise<string>;
  /** The same, and the page says what is wrong. */
  readonly press: (change: TodoChange) => Promise<string>;
  /** The one that had the focus is gone, and there is no next one. */
  readonly onEmpty: () => void;
}): JSX.Element {
  let list: HTMLUListElement | undefined;

  const rename = async ({ id }: Todo, title: string) => {
    // Removed by another tab: the page has what was typed.
    if (!props.isHere(id)) return '';
    const isEmptied = typedText(title) === '';
    const problem =
      (!isEmptied && problemOfTitle(title)) ||
      (await props.change(isEmptied ? { type: 'remove', id } : { type: 'rename', id, title }));
    // Not of another one, nor of what was typed meanwhile, nor of one that another tab has removed.
    const isSaved = props.edit.id() === id && (props.edit.typed() ?? title) === title;
    if (!problem && isSaved && (isEmptied || props.isHere(id))) props.edit.end();
    return problem;
  };
  /** A change of one that may leave the list: then the focus goes to the one that takes its place. */
  const changeOne = async ({ id }: Todo, change: TodoChange, focused: string) => {
    const place = props.shown.findIndex((todo) => todo.id === id);
    const problem = await props.press(change);
    if (problem || props.shown.some((todo) => todo.id === id)) return problem;
    // Somebody may have gone on by then.
    if (document.activeElement?.matches('a, button, input, select')) return '';
    const alike = list?.querySelectorAll<HTMLElement>(focused) ?? [];
    const next = alike[Math.min(place, alike.length - 1)];
    if (next) next.focus();
    else props.onEmpty();
    return '';
  };

  const completeAll = async (box: HTMLInputElement) => {
    const problem = await props.press({ type: 'complete-all', isCompleted: box.checked });
    if (problem) box.checked = props.isAllCompleted;
  };

  return (
    <div class="main">
      <input
        id="toggle-all"
        class="toggle-all"
        type="checkbox"
        checked={props.isAllCompleted}
        onChange={(event) => void completeAll(event.currentTarget)}
      />
      <label for="toggle-all">{todoWords.toggleAll}</label>
      <ul class="todo-list" aria-label={todoWords.list} ref={(element) => (list = element)}>
        <For each={props.shown}>
          {(todo) => (
            <TodoItem
              todo={todo}
              edit={props.edit}
              onRename={(title) => rename(todo, title)}
              onComplete={(isCompleted) =>
                changeOne(todo, { type: 'complete', id: todo.id, isCompleted }, '.toggle')
              }
              onRemove={() => void changeOne(todo, { type: 'remove', id: todo.id }, '.destroy')}
            />
          )}
        </For>
      </ul>
      <Show when={props.shown.length === 0}>
        <p class="todo-none">{props.none}</p>
      </Show>
    </div>
  );
}
