import { Show, type JSX } from 'solid-js';
import { isReadOnly } from '../is-read-only.ts';
import { shopWords } from '../shop-words.ts';
import { useSite } from '../site-context.tsx';

/** What is there only where the site takes changes; where it does not, a sentence says why, once that is known. */
export function Writable(props: { readonly children: JSX.Element }): JSX.Element {
  const { status } = useSite();
  return (
    <Show
      when={status().writable}
      fallback={
        <Show when={isReadOnly(status())}>
          <p class="read-only">{shopWords.readOnly}</p>
        </Show>
      }
    >
      {props.children}
    </Show>
  );
}
