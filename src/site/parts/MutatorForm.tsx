import { createUniqueId, type JSX } from 'solid-js';
import type { Form } from '../create-form.ts';
import { stepWords } from '../shop-words.ts';
import { Refused } from './Refused.tsx';
import { Field, type FieldProps } from './Field.tsx';

/** A form that sends one kind of change: its title, its fields, its button, and what is to be said of it. */
export function MutatorForm(props: {
  /** What a link to it names; such a link brings the focus along. */
  readonly id?: string;
  readonly form: Form;
  readonly title: string;
  readonly submit: string;
  readonly class?: string;
  /** Said beside the button once a change is sent. */
  readonly sent: string;
  /** Said there while it is kept on this device only. */
  readonly waits?: string;
  /** Said there where something else has failed. */
  readonly failure?: string;
  /** The fields. */
  readonly children: JSX.Element;
  /** Further buttons. */
  readonly beside?: JSX.Element;
}): JSX.Element {
  const titleId = createUniqueId();
  const said = () => stepWords(props.form.step(), props);
  return (
    <form
      id={props.id}
      tabindex={props.id && '-1'}
      class={`form ${props.class ?? ''}`}
      novalidate
      aria-labelledby={titleId}
      onSubmit={(event) => {
        event.preventDefault();
        void props.form.send(event.currentTarget);
      }}
    >
      <h2 id={titleId}>{props.title}</h2>
      <Refused form={props.form} />
      {props.children}
      <div class="form-end">
        <button type="submit" class="button button-strong">
          {props.submit}
        </button>
        {props.beside}
        <p class="form-said" role="status">
          {props.form.failure() || props.failure || said()}
        </p>
      </div>
    </form>
  );
}

/** A field of such a form. */
export function FormField(
  props: Pick<FieldProps, 'label' | 'name' | 'kind' | 'choices'> & {
    readonly form: Form;
    /** What it shows while nothing is typed. */
    readonly initial?: string;
  },
): JSX.Element {
  return (
    <Field
      label={props.label}
      name={props.name}
      kind={props.kind}
      choices={props.choices}
      value={props.form.text(props.name) || (props.initial ?? '')}
      problem={props.form.problem(props.name)}
      onType={(text) => props.form.type(props.name, text)}
    />
  );
}
