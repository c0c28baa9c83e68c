import { createUniqueId, For, Match, Show, Switch, type JSX } from 'solid-js';

/** A field as a form draws it. */
export interface FieldProps {
  readonly label: string;
  readonly name: string;
  readonly value: string;
  readonly onType: (text: string) => void;
  /** The sentence about it, or ''. */
  readonly problem?: string | undefined;
  /** One line where left out; 'lines' for longer text. */
  readonly kind?: 'lines' | 'secret' | undefined;
  /** Makes it a choice: each value with its words. */
  readonly choices?: readonly (readonly [value: string, words: string])[] | undefined;
}

/**
 * A labelled field with the sentence about what is wrong with it. A reader of the screen hears that with the field, as its
 * description; who is in the field already hears it at once.
 */
export function Field(props: FieldProps): JSX.Element {
  const id = createUniqueId();
  const isInvalid = () => (props.problem ? 'true' : undefined);
  const described = () => (props.problem ? `${id}-problem` : undefined);
  const roleHere = () => (document.activeElement?.id === id ? 'alert' : undefined);
  const onInput = (event: { readonly currentTarget: { readonly value: string } }) =>
    props.onType(event.currentTarget.value);
  return (
    <div class="field" classList={{ 'field-short': props.choices !== undefined }}>
      <label for={id}>{props.label}</label>
      <Switch
        fallback={
          <input
            id={id}
            name={props.name}
            type={props.kind === 'secret' ? 'password' : 'text'}
            autocomplete={props.kind === 'secret' ? 'current-password' : 'off'}
            aria-invalid={isInvalid()}
            aria-describedby={described()}
            value={props.value}
            onInput={onInput}
          />
        }
      >
        <Match when={props.choices}>
          {(choices) => (
            <select
              id={id}
              name={props.name}
              aria-invalid={isInvalid()}
              aria-describedby={described()}
              onInput={onInput}
            >
              <For each={choices()}>
                {([value, words]) => (
                  <option value={value} selected={value === props.value}>
                    {words}
                  </option>
                )}
              </For>
            </select>
          )}
        </Match>
        <Match when={props.kind === 'lines'}>
          <textarea
            id={id}
            name={props.name}
            rows={4}
            aria-invalid={isInvalid()}
            aria-describedby={described()}
            value={props.value}
            onInput={onInput}
          />
        </Match>
      </Switch>
      <Show when={props.problem}>
        <p class="field-problem" id={`${id}-problem`} role={roleHere()}>
          {props.problem}
        </p>
      </Show>
    </div>
  );
}
