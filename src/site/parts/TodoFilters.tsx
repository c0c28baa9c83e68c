import { For, Show, type JSX } from 'solid-js';
import { todoPath, type TodoFilter } from '../routes.ts';
import { useSite } from '../site-context.tsx';
import { itemsLeft, todoWords } from '../todo-words.ts';

/** What is left, which ones are shown, and the way to be rid of the completed ones. */
export function TodoFilters(props: {
  readonly filter: TodoFilter;
  readonly left: number;
  readonly hasCompleted: boolean;
  readonly onClear: () => void;
}): JSX.Element {
  const { router } = useSite();
  return (
    <div class="footer">
      <span class="todo-count" role="status">
        {itemsLeft(props.left)}
      </span>
      <ul class="filters" aria-label={todoWords.filters}>
        <For each={FILTERS}>
          {(filter) => (
            <li>
              <a
                href={router.href(todoPath(filter))}
                class={props.filter === filter ? 'selected' : undefined}
                aria-current={props.filter === filter ? 'true' : undefined}
              >
                {todoWords[filter]}
              </a>
            </li>
          )}
        </For>
      </ul>
      <Show when={props.hasCompleted}>
        <button type="button" class="clear-completed" onClick={() => props.onClear()}>
          {todoWords.clearCompleted}
        </button>
      </Show>
    </div>
  );
}

const FILTERS: readonly TodoFilter[] = ['all', 'active', 'completed'];
