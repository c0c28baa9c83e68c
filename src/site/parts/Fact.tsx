import type { JSX } from 'solid-js';

/** One line of a list of facts, in a `dl`: what it is, and how it is. `tone` is shown by a mark; the words alone carry it. */
export function Fact(props: {
  readonly label: string;
  readonly tone?: 'good' | 'away' | undefined;
  readonly children: JSX.Element;
}): JSX.Element {
  return (
    <div class="fact" data-tone={props.tone}>
      <dt>{props.label}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}
