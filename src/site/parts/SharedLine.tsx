import { createEffect, Show, type JSX } from 'solid-js';
import type { SharedLine } from '../shared-line.ts';
import { shopWords } from '../shop-words.ts';
import { useSite } from '../site-context.tsx';
import { Link } from './Link.tsx';

/** Leads an editor to the form in which a shared line waits; whoever is none sees the line, and is told where it is. */
export function Shared(props: { readonly line: SharedLine }): JSX.Element {
  const { router, status } = useSite();
  const isEditor = () => status().role === 'editor';
  createEffect(() => {
    if (!isEditor()) return;
    // It is in the form from now on: a reload, or Back, after it is sent is not to bring it there again.
    history.replaceState(history.state, '', router.href('/quotes'));
    // The form below is drawn in the same moment.
    queueMicrotask(() =>
      document.querySelector<HTMLElement>('.wall-tools textarea')?.focus({ preventScroll: false }),
    );
  });
  return (
    <Show when={!isEditor()}>
      <section class="shared" aria-label={shopWords.shared}>
        <p class="quote-line plain-text">{props.line.content}</p>
        <p class="quiet">{shopWords.sharedWhy}</p>
        <Link to="/admin" class="button">
          {shopWords.signIn}
        </Link>
      </section>
    </Show>
  );
}
