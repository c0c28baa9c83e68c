import { createSignal, createUniqueId, Show, type JSX } from 'solid-js';
import type { TodoEdit } from '../create-todo-edit.ts';
import { todoWords } from '../todo-words.ts';
import type { Todo } from '../todos.ts';
import { isComposing } from '../is-composing.ts';

/** One to-do: its box, its words, and its field while it is edited. */
export function TodoItem(props: {
  readonly todo: Todo;
  readonly edit: TodoEdit;
  /** Settles with what is wrong, or ''. */
  readonly onRename: (title: string) => Promise<string>;
  readonly onComplete: (isCompleted: boolean) => Promise<string>;
  readonly onRemove: () => void;
}): JSX.Element {
  const labelId = createUniqueId();
  const isEditing = () => props.edit.id() === props.todo.id;
  const beginEdit = () => props.edit.begin(props.todo.id);
  let editButton: HTMLButtonElement | undefined;
  const complete = async (box: HTMLInputElement) => {
    if (await props.onComplete(box.checked)) box.checked = props.todo.isCompleted;
  };
  return (
    <li classList={{ completed: props.todo.isCompleted, editing: isEditing() }}>
      <div class="view">
        <input
          class="toggle"
          type="checkbox"
          aria-labelledby={labelId}
          checked={props.todo.isCompleted}
          onChange={(event) => void complete(event.currentTarget)}
        />
        {/* oxlint-disable-next-line jsx-a11y/label-has-associated-control -- TodoMVC's element; a press is no toggle */}
        <label id={labelId} onDblClick={beginEdit}>
          {props.todo.title}
        </label>
        <button
          ref={(element) => (editButton = element)}
          type="button"
          class="edit-begin"
          aria-label={`${todoWords.edit}: ${props.todo.title}`}
          onClick={beginEdit}
        >
          <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
            <path d="m4 16 .9-3.6L13.6 3.7a1.5 1.5 0 0 1 2.1 0l.6.6a1.5 1.5 0 0 1 0 2.1L7.6 15.1 4 16Z" />
          </svg>
        </button>
        <button
          type="button"
          class="destroy"
          aria-label={`${todoWords.remove}: ${props.todo.title}`}
          onClick={() => props.onRemove()}
        >
          <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
            <path d="m5 5 10 10M15 5 5 15" />
          </svg>
        </button>
      </div>
      <Show when={isEditing()}>
        <EditField
          title={props.todo.title}
          edit={props.edit}
          onRename={props.onRename}
          onDone={() => editButton?.focus()}
        />
      </Show>
    </li>
  );
}

/** Enter and leaving it save, Escape does not. */
function EditField(props: {
  readonly title: string;
  readonly edit: TodoEdit;
  readonly onRename: (title: string) => Promise<string>;
  /** By keyboard: the focus has to go somewhere. */
  readonly onDone: () => void;
}): JSX.Element {
  // The field goes with what is done, and going it loses the focus: that saves nothing more.
  let isDone = false;
  const [problem, setProblem] = createSignal('');
  const problemId = createUniqueId();
  const save = async (title: string): Promise<void> => {
    if (isDone) return;
    isDone = true;
    // Somebody else's new words stay where these are the old ones.
    if (title === before) return props.edit.end();
    setProblem(await props.onRename(title));
    // It stays where something is wrong, or more was typed meanwhile.
    isDone = field?.isConnected === false;
  };
  const { title: before } = props;
  let field: HTMLInputElement | undefined;
  return (
    <>
      <input
        ref={(element) => {
          field = element;
          queueMicrotask(() => {
            element.focus();
            element.select();
          });
        }}
        class="edit"
        type="text"
        aria-label={todoWords.save}
        aria-describedby={problem() ? problemId : undefined}
        autocomplete="off"
        enterkeyhint="done"
        value={props.edit.typed() ?? before}
        onInput={(event) => props.edit.type(event.currentTarget.value)}
        onBlur={(event) => void save(event.currentTarget.value)}
        onKeyDown={(event) => {
          // Enter ends a composed word first, as in Japanese.
          if (isComposing(event)) return;
          if (event.key === 'Enter') {
            event.preventDefault();
            void save(event.currentTarget.value).then(() => isDone && props.onDone());
          } else if (event.key === 'Escape') {
            isDone = true;
            props.edit.end();
            props.onDone();
          }
        }}
      />
      <p id={problemId} class="field-problem" role="alert">
        {problem()}
      </p>
    </>
  );
}
