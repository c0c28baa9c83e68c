import { createSignal, onMount, type JSX } from 'solid-js';
import { createDrafts } from '../drafts.ts';
import { useSite } from '../site-context.tsx';
import { notAdded, problemOfTitle, todoWords } from '../todo-words.ts';

/** The field for the next one. What is typed survives a reload. */
export function NewTodo(props: {
  readonly ref: (element: HTMLInputElement) => void;
  /** Settles with what is wrong, or ''. */
  readonly onAdd: (title: string) => Promise<string>;
}): JSX.Element {
  const { router } = useSite();
  const drafts = createDrafts(() => localStorage, import.meta.env.BASE_URL);
  const [problem, setProblem] = createSignal('');
  const [title, setTitle] = createSignal(drafts.read(DRAFT)['title'] ?? '');
  let input: HTMLInputElement | undefined;
  const type = (text: string) => {
    setTitle(text);
    drafts.write(DRAFT, text ? { title: text } : {});
  };
  const add = async () => {
    const typed = title();
    setProblem(problemOfTitle(typed));
    if (problem()) return;
    // Emptied at once, so that the next one can be typed; what is refused comes back.
    type('');
    const refusal = await props.onAdd(typed.trim());
    const isOvertaken = refusal !== '' && title() !== '';
    setProblem(isOvertaken ? notAdded(typed.trim(), refusal) : refusal);
    if (refusal && !isOvertaken) type(typed);
  };
  onMount(() => {
    const isFree = document.activeElement === null || document.activeElement === document.body;
    if (router.takeFocus() || isFree) input?.focus({ preventScroll: true });
  });
  return (
    <form
      class="header"
      novalidate
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <input
        ref={(element) => {
          input = element;
          props.ref(element);
        }}
        class="new-todo"
        type="text"
        placeholder={todoWords.placeholder}
        aria-label={todoWords.newTodo}
        aria-describedby={problem() ? 'todo-problem' : undefined}
        autocomplete="off"
        enterkeyhint="done"
        autofocus
        value={title()}
        onInput={(event) => type(event.currentTarget.value)}
      />
      <p id="todo-problem" class="field-problem" role="alert">
        {problem()}
      </p>
    </form>
  );
}

const DRAFT = 'todo';
