import type { JSX } from 'solid-js';
import type { Edits } from '../create-edits.ts';
import { conflictOf, shopWords } from '../shop-words.ts';

/** Both values of a field that two people have changed; nothing is lost before the editor has chosen. */
export function Conflict<Field extends string>(props: {
  readonly field: Field;
  readonly label: string;
  readonly edits: Edits<Field>;
}): JSX.Element {
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
        <button type="button" class="button" onClick={() => props.edits.keepMine(props.field)}>
          {shopWords.keepMine}
        </button>
        <button type="button" class="button" onClick={() => props.edits.takeTheirs(props.field)}>
          {shopWords.takeTheirs}
        </button>
      </div>
    </div>
  );
}
