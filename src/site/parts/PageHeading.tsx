import { createEffect, type JSX } from 'solid-js';
import { useSite } from '../site-context.tsx';

/** A page's one main heading. After a navigation it takes the focus, so that keyboard and screen reader begin there. */
export function PageHeading(props: {
  readonly class?: string;
  readonly children: JSX.Element;
}): JSX.Element {
  const { router } = useSite();
  let heading: HTMLHeadingElement | undefined;
  createEffect(() => {
    router.place();
    // Not at once: within one update a heading may come and go, and only the one that stays may take the focus.
    queueMicrotask(() => {
      if (heading?.isConnected && router.takeFocus()) heading.focus({ preventScroll: true });
    });
  });
  return (
    <h1 ref={(element) => (heading = element)} tabindex="-1" class={props.class}>
      {props.children}
    </h1>
  );
}
