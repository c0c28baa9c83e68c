import { createEffect, createMemo, createSignal, on, Show, type JSX } from 'solid-js';
import { createLocal } from '../../tab/create-local.ts';
import { createPage } from '../create-page.ts';
import { createTodoEdit } from '../create-todo-edit.ts';
import { NewTodo } from '../parts/NewTodo.tsx';
import { TodoFilters } from '../parts/TodoFilters.tsx';
import { TodoKeeping } from '../parts/TodoKeeping.tsx';
import { TodoList } from '../parts/TodoList.tsx';
import { matchRoute, type TodoFilter } from '../routes.ts';
import { useSite } from '../site-context.tsx';
import { problemOfTitle, todoWords, whyNotChanged } from '../todo-words.ts';
import { todos, todosOf, type Todo, type TodoChange } from '../todos.ts';
import { words } from '../words.ts';
import stylesHref from '../styles/todo.css?url';

/** `/todo/:filter?`: the private list. Its elements have the class names of TodoMVC's specification. */
export function TodoPage(): JSX.Element {
  const { status } = useSite();
  const list = createLocal(todos);
  const edit = createTodoEdit();
  const filter = createFilter();
  const all = createMemo(() => todosOf(list.rows));
  const shown = createMemo(() => all().filter(SHOWN[filter()]));
  const left = () => all().filter(SHOWN.active).length;
  let input: HTMLInputElement | undefined;
  let lostNote: HTMLElement | undefined;
  createPage({ title: () => words.todo, isWaiting: () => list.state === 'loading' });
  /** Settles with what is wrong, or ''. */
  const change = async (wanted: TodoChange) => {
    const outcome = await list.change(wanted);
    return outcome.ok ? '' : whyNotChanged(outcome.error);
  };
  const [problem, setProblem] = createSignal('');
  /** A change by a press alone, with no field to say what is wrong with it. */
  const press = async (wanted: TodoChange) => {
    setProblem('');
    setProblem(await change(wanted));
    return problem();
  };
  const isHere = (id: string | undefined) => all().some((todo) => todo.id === id);
  /** What was typed for one that another tab has removed. */
  const lost = () => list.state === 'ready' && !isHere(edit.id()) && edit.typed();
  /** What was typed is first to be taken, or left. */
  const begin = (id: string) =>
    lost() ? lostNote?.querySelector('button')?.focus() : edit.begin(id);
  const leave = () => {
    // The button goes, and the focus with it.
    input?.focus();
    edit.end();
  };
  let isAdding = false;
  const addAgain = async (title: string) => {
    // A second press while the first is on its way means the same.
    if (isAdding) return;
    isAdding = true;
    const problem = await press({ type: 'add', id: crypto.randomUUID(), title });
    isAdding = false;
    if (!problem) leave();
  };
  const isNotKept = () => list.storage === 'memory';
  return (
    <section class="todoapp" aria-labelledby="todo-title">
      <div class="page-head">
        <h1 id="todo-title" tabindex="-1">
          {words.todo}
        </h1>
        <p>{isNotKept() ? todoWords.leadNotKept : todoWords.lead}</p>
      </div>
      <div class="todo-sheet">
        <NewTodo
          ref={(element) => (input = element)}
          onAdd={(title) => change({ type: 'add', id: crypto.randomUUID(), title })}
        />
        <Show when={all().length > 0}>
          <TodoFilters
            filter={filter()}
            left={left()}
            hasCompleted={left() < all().length}
            onClear={() => void press({ type: 'clear-completed' }).then(() => input?.focus())}
          />
          <TodoList
            shown={shown()}
            edit={{ ...edit, begin }}
            isHere={isHere}
            isAllCompleted={left() === 0}
            none={filter() === 'active' ? todoWords.noneActive : todoWords.noneCompleted}
            change={change}
            press={press}
            onEmpty={() => input?.focus()}
          />
        </Show>
      </div>
      <Show when={lost()}>
        {(title) => (
          <div class="todo-lost" ref={(element) => (lostNote = element)}>
            <p role="alert">
              {todoWords.lost} <bdi>{title()}</bdi>
            </p>
            <Show when={!problemOfTitle(title())}>
              <button type="button" class="button" onClick={() => void addAgain(title())}>
                {todoWords.addAgain}
              </button>
            </Show>
            <button type="button" class="button button-quiet" onClick={leave}>
              {todoWords.discard}
            </button>
          </div>
        )}
      </Show>
      <p class="field-problem todo-problem" role="alert">
        {list.state === 'error' ? todoWords.error : problem()}
      </p>
      <Show when={isNotKept()}>
        <p class="read-only">
          {status().host === 'shared' ? todoWords.notKept : todoWords.notKeptHere}
        </p>
      </Show>
      <TodoKeeping rows={list.rows} change={change} />
    </section>
  );
}

/** Loaded before the page is shown. */
export const todoStyles: string = stylesHref;

const SHOWN: Readonly<Record<TodoFilter, (todo: Todo) => boolean>> = {
  all: () => true,
  active: ({ isCompleted }) => !isCompleted,
  completed: ({ isCompleted }) => isCompleted,
};

/** The filter in the address. A navigation from one to another leaves the focus where it is: on its link. */
function createFilter(): () => TodoFilter {
  const { router } = useSite();
  const filter = createMemo<TodoFilter>((before) => {
    const route = matchRoute(router.place().path);
    return route.page === 'todo' ? route.filter : before;
  }, 'all');
  createEffect(on(router.place, () => void router.takeFocus(), { defer: true }));
  return filter;
}
