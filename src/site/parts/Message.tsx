import { Show, type JSX } from 'solid-js';
import { Link } from './Link.tsx';
import { PageHeading } from './PageHeading.tsx';

/** What a message says, and where it leads. */
export interface MessageProps {
  readonly title: string;
  readonly text: string;
  readonly link?: { readonly to: string; readonly label: string } | undefined;
}

/** A whole page that is only a message: empty, not found, not on this device. */
export function Message(props: MessageProps): JSX.Element {
  return (
    <section class="message">
      <TideMark />
      <PageHeading class="message-title">{props.title}</PageHeading>
      <p>{props.text}</p>
      <Show when={props.link}>
        {(link) => (
          <Link to={link().to} class="button">
            {link().label}
          </Link>
        )}
      </Show>
    </section>
  );
}

/** Three lines that the water leaves: the site's ornament. */
export function TideMark(): JSX.Element {
  return (
    <svg class="tide-mark" viewBox="0 0 120 24" width="120" height="24" aria-hidden="true">
      <path d="M0 6q15-8 30 0t30 0 30 0 30 0" />
      <path d="M12 13q12-6 24 0t24 0 24 0 24 0" />
      <path d="M30 20q10-5 20 0t20 0 20 0" />
    </svg>
  );
}
