import type { JSX } from 'solid-js';
import { useSite } from '../site-context.tsx';

/** A link to a path of this site, such as `/blog?page=2`. The click itself is taken by the router. */
export function Link(props: {
  readonly to: string;
  readonly class?: string;
  readonly rel?: string;
  readonly current?: 'page' | 'true' | undefined;
  readonly children: JSX.Element;
}): JSX.Element {
  const { router } = useSite();
  return (
    <a
      href={router.href(props.to)}
      class={props.class}
      rel={props.rel}
      aria-current={props.current}
    >
      {props.children}
    </a>
  );
}
