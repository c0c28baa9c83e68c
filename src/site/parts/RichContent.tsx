import { createMemo, type JSX } from 'solid-js';
import type { RichText } from '../../model/rich-text.ts';
import { useSite } from '../site-context.tsx';

/** A rich-text field, drawn as the site's host draws it: as elements in the page, as text on a server. */
export function RichContent(props: { readonly text: RichText }): JSX.Element {
  const { router, drawRichText } = useSite();
  const nodes = createMemo(() => drawRichText(props.text, router));
  return <div class="prose">{nodes()}</div>;
}
