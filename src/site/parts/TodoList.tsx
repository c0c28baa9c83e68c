import { createSignal, For, Show, type JSX } from 'solid-js';
import { problemOfTitle, todoWords } from '../todo-words.ts';
import type { Todo, TodoChange } from '../todos.ts';
import { TodoItem } from './TodoItem.tsx';

/** The to-dos of a filter, and the box that stands for all of them. One at a time is edited. */
export function TodoList(props: {
  readonly shown: readonly Todo[];
  readonly isAllCompleted: boolean;
  /** What is said where the filter leaves none. */
  readonly none: string;
  /** Settles with what is wrong, or ''. */
  readonly change: (change: TodoChange) => Promise<string>;
  /** The one that had the focus is gone, and there is no next one. */
  readonly onEmpty: () => void;
}): JSX.Element {
  const [editing, setEditing] = createSignal<string>();
  let list: HTMLUListElement | undefined;

  const rename = async ({ id }: Todo, title: string) => {
    const isEmptied = title.trim() === '';
    const problem = isEmptied ? '' : problemOfTitle(title);
    if (problem) return problem;
    setEditing(undefined);
    return props.change(isEmptied ? { type: 'remove', id } : { type: 'rename', id, title });
  };
  /** The focus goes to the one that takes the place of what had it. */
  const remove = async ({ id }: Todo) => {
    const place = props.shown.findIndex((todo) => todo.id === id);
    if (await props.change({ type: 'remove', id })) return;
    const buttons = list?.querySelectorAll<HTMLElement>('.destroy') ?? [];
    const next = buttons[Math.min(place, buttons.length - 1)];
    if (next) next.focus();
    else props.onEmpty();
  };

  return (
    <div class="main">
      <input
        id="toggle-all"
        class="toggle-all"
        type="checkbox"
        checked={props.isAllCompleted}
        onChange={(event) => {
          const isCompleted = event.currentTarget.checked;
          void props.change({ type: 'complete-all', isCompleted });
        }}
      />
      <label for="toggle-all">{todoWords.toggleAll}</label>
      <ul class="todo-list" aria-label={todoWords.list} ref={(element) => (list = element)}>
        <For each={props.shown}>
          {(todo) => (
            <TodoItem
              todo={todo}
              isEditing={editing() === todo.id}
              onEdit={() => setEditing(todo.id)}
              onCancel={() => setEditing(undefined)}
              onRename={(title) => rename(todo, title)}
              onComplete={(isCompleted) =>
                props.change({ type: 'complete', id: todo.id, isCompleted })
              }
              onRemove={() => void remove(todo)}
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
