import { createEffect, type JSX } from 'solid-js';
import { useSite } from '../site-context.tsx';

/**
 * A page's one main heading. After a navigation it takes the focus, so that keyboard and screen reader begin there; and
 * where it comes in place of what had the focus, such as an article that is deleted while it is read, or nothing has it.
 */
export function PageHeading(props: {
  readonly class?: string;
  readonly children: JSX.Element;
}): JSX.Element {
  const { router } = useSite();
  let heading: HTMLHeadingElement | undefined;
  let focused: Element | null;
  let former: Element | null;
  /** What had the focus is gone, or the page is another one, and the focus is nowhere. */
  const isUnheard = (heading: Element) =>
    [focused, former].some((one) => one?.isConnected === false) &&
    document.activeElement?.querySelector('h1') === heading;
  createEffect(() => {
    router.place();
    // Not at once: within one update a heading may come and go, and only the one that stays may take the focus.
    queueMicrotask(() => {
      if (heading?.isConnected && (router.takeFocus() || isUnheard(heading))) {
        heading.focus({ preventScroll: true });
      }
      focused = former = null;
    });
  });
  return (
    <h1
      ref={(element) => {
        heading = element;
        // A heading is made before what it replaces is removed.
        focused = document.activeElement;
        former = document.querySelector('#root:not([data-version]) main h1[tabindex]');
      }}
      tabindex="-1"
      class={props.class}
    >
      {props.children}
    </h1>
  );
}
