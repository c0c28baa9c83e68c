import { For, type JSX } from 'solid-js';
import type { RichNode, RichText } from '../../model/rich-text.ts';
import { useSite } from '../site-context.tsx';

/**
 * A rich-text field, drawn as the site's host draws it: as elements in the page, as text on a server. Each block is
 * drawn by itself, and known by what it says: an edit elsewhere leaves it, and with it the reader's focus, selection
 * and place (B27).
 */
export function RichContent(props: { readonly text: RichText }): JSX.Element {
  const { router, drawRichText } = useSite();
  return (
    <div class="prose">
      <For each={props.text.map((block) => JSON.stringify(block))}>
        {(block) => drawRichText([JSON.parse(block) as RichNode], router)}
      </For>
    </div>
  );
}
