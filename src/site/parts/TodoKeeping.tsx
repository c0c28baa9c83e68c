import { createSignal, createUniqueId, For, Show, type JSX } from 'solid-js';
import { saveJson } from '../save-json.ts';
import { readTodoFile, todoFile } from '../todo-file.ts';
import { importedOf, KEEP_CHOICES, todoWords } from '../todo-words.ts';
import { keepForDaysOf, todosOf, type TodoChange, type TodoRow } from '../todos.ts';

/** What becomes of the list in time: how long completed ones stay, and the way out of this device and in. */
export function TodoKeeping(props: {
  readonly rows: readonly TodoRow[];
  /** Settles with what is wrong, or ''. */
  readonly change: (change: TodoChange) => Promise<string>;
}): JSX.Element {
  const id = createUniqueId();
  const [said, setSaid] = createSignal('');
  const all = () => todosOf(props.rows);
  const days = () => keepForDaysOf(props.rows);

  /** What is to be said of a file, once it is taken in. */
  const take = async (file: File) => {
    if (file.size > MAX_FILE_BYTES) return todoWords.tooLarge;
    // It may have gone since it was chosen.
    const text = await file.text().catch(() => undefined);
    if (text === undefined) return todoWords.unreadable;
    const todos = readTodoFile(text, () => crypto.randomUUID());
    if (!todos) return todoWords.noTodoFile;
    const before = all().length;
    const problem = await props.change({ type: 'import', todos });
    const added = all().length - before;
    return problem || importedOf(added, todos.length - added);
  };

  const keepFor = async (select: HTMLSelectElement) => {
    const wanted = select.value ? Number(select.value) : null;
    const problem = await props.change({ type: 'keep-for', days: wanted });
    setSaid(problem);
    // What is refused is not how long they stay.
    if (problem) select.value = `${days() ?? ''}`;
  };

  return (
    <section class="todo-keeping" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{todoWords.keeping}</h2>
      <div class="field field-short">
        <label for={`${id}-age`}>{todoWords.keepFor}</label>
        <select
          id={`${id}-age`}
          class="keep-for"
          onChange={(event) => void keepFor(event.currentTarget)}
        >
          <option value="" selected={days() === null}>
            {todoWords.keepForEver}
          </option>
          <For each={KEEP_CHOICES}>
            {([age, words]) => (
              <option value={age} selected={days() === age}>
                {words}
              </option>
            )}
          </For>
        </select>
      </div>
      <div class="form-end">
        <Show when={all().length > 0}>
          <button
            type="button"
            class="button button-quiet export"
            onClick={() => saveJson('todos.json', todoFile(all(), new Date()))}
          >
            {todoWords.exportAll}
          </button>
        </Show>
        <label class="button button-quiet import">
          {todoWords.importFile}
          <input
            class="visually-hidden"
            type="file"
            accept="application/json,.json"
            onChange={(event) => {
              const input = event.currentTarget;
              const file = input.files?.[0];
              // The same file may be chosen twice.
              if (file)
                void take(file)
                  .then(setSaid)
                  .finally(() => (input.value = ''));
            }}
          />
        </label>
        <p class="form-said" role="status">
          {said()}
        </p>
      </div>
    </section>
  );
}

/** Some thousand to-dos. */
const MAX_FILE_BYTES = 2 * 1024 * 1024;
