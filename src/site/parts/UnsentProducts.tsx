import { createMemo, For, type JSX } from 'solid-js';
import { createDrafts } from '../drafts.ts';
import { shopWords } from '../shop-words.ts';
import { UnsentText } from './UnsentText.tsx';

/** What was typed for products that are gone, whoever deleted them, and whenever. */
export function UnsentProducts(props: {
  /** The ids of all products; undefined where nobody knows yet. */
  readonly present: readonly string[] | undefined;
}): JSX.Element {
  const drafts = createDrafts(() => localStorage, import.meta.env.BASE_URL);
  const gone = createMemo(() => {
    if (!props.present) return [];
    const here = new Set(props.present.map(productDraft));
    return drafts.names(productDraft('')).filter((name) => !here.has(name));
  });
  return (
    <For each={gone()}>
      {(name) => <UnsentText draft={name} fields={FIELDS} title={shopWords.unsentProduct} />}
    </For>
  );
}

/** The name of the draft of what is changed in a product. */
export const productDraft = (product: string): string => `product:${product}`;

const FIELDS = [
  ['name', shopWords.name],
  ['description', shopWords.description],
] as const;
