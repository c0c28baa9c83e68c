import type { JSX } from 'solid-js';
import type { Edits } from '../create-edits.ts';
import { conflictOf, shopWords } from '../shop-words.ts';

/** Both values of a field that two people have changed; nothing is lost before the editor has chosen. */
export function Conflict<Field extends string>(props: {
  readonly field: Field;
  readonly label: string;
  readonly edits: Edits<Field>;
}): JSX.Element {
  // The buttons go once it is chosen; the field it was about is where the editor goes on.
  const choose = (button: HTMLElement, choice: (field: Field) => void) => {
    button.closest('form')?.querySelector<HTMLElement>(`[name="${props.field}"]`)?.focus();
    choice(props.field);
  };
  return (
    <div class="conflict" role="group" aria-label={props.label}>
      <p role="alert">{conflictOf(props.label)}</p>
      <dl>
        <dt>{shopWords.mine}</dt>
        <dd class="plain-text">{props.edits.text(props.field) || shopWords.emptyValue}</dd>
        <dt>{shopWords.theirs}</dt>
        <dd class="plain-text">{props.edits.theirs(props.field) || shopWords.emptyValue}</dd>
      </dl>
      <div class="form-end">
        <button
          type="button"
          class="button"
          onClick={(event) => choose(event.currentTarget, props.edits.keepMine)}
        >
          {shopWords.keepMine}
        </button>
        <button
          type="button"
          class="button"
          onClick={(event) => choose(event.currentTarget, props.edits.takeTheirs)}
        >
          {shopWords.takeTheirs}
        </button>
      </div>
    </div>
  );
}
