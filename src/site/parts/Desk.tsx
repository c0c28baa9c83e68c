import { createMemo, createSignal, onCleanup, Show, type JSX } from 'solid-js';
import type { RecordOf } from '../../model/schema.ts';
import { createMany } from '../../tab/create-many.ts';
import { createAll, useClient } from '../../tab/solid.tsx';
import { products } from '../collections.ts';
import { createFound } from '../create-found.ts';
import { createRecordEdits } from '../create-record-edits.ts';
import { createRemoved } from '../create-removed.ts';
import { firstQuery } from '../first-query.ts';
import { focusHeading } from '../focus-heading.ts';
import { keepPlaces } from '../keep-places.ts';
import { removeProduct, saveProduct } from '../mutators.ts';
import { named, shopWords, wordOf } from '../shop-words.ts';
import { useSite } from '../site-context.tsx';
import { viewStateOf } from '../view-state.ts';
import { words } from '../words.ts';
import { AddProduct } from './AddProduct.tsx';
import { Field } from './Field.tsx';
import { LoadingNote } from './LoadingNote.tsx';
import { LongList } from './LongList.tsx';
import { EDITABLE, ProductCard } from './ProductCard.tsx';
import { UndoBar } from './UndoBar.tsx';
import { productDraft, UnsentProducts } from './UnsentProducts.tsx';

/** The products as editors see them: a card for each, and a form for another one. */
export function Desk(): JSX.Element {
  const { status } = useSite();
  const client = useClient();
  // The ids alone are a list; each card follows its own record (B82), and none moves away under whoever has renamed it.
  const { limit: _all, ...whole } = firstQuery(products);
  const ids = createAll(products, () => ({ ...whole, select: [] }), { watchAction: 'collection' });
  const places = createMemo<readonly string[] | undefined>((before) => {
    if (ids.state !== 'ready') return before;
    const now = ids.rows.map(({ id }) => id);
    return keepPlaces(before ?? [], now);
  });
  const list = createMany(products, places);
  const view = () => viewStateOf({ state: list.state, isFilled: list.rows.length > 0 }, status());
  const [restored, setRestored] = createSignal<string>();
  const found = createFound(() => list.rows, { nameOf: ({ name }) => named(name), here: restored });
  const find = (text: string) => {
    // Whoever looks for another one is done with it; its card may not take the focus again.
    setRestored(undefined);
    found.find(text);
  };
  const present = () => (list.state === 'ready' ? list.rows.map(({ id }) => id) : undefined);
  const removed = createRemoved(present);
  const remove = async ({ id, name, description }: RecordOf<typeof products>) => {
    const outcome = await client.mutate(removeProduct, { id });
    // Whoever types in another field by then goes on there.
    const takesFocus = !document.activeElement?.matches('input, textarea');
    if (outcome.ok) removed.add({ id, name, description, takesFocus });
    return wordOf(outcome, status());
  };
  /** A card that closes without having been told to: was its product deleted, what was being typed can be brought back. */
  const lose = ({ id, name, description }: RecordOf<typeof products>, isEdited: boolean) => {
    if (list.rows.some((other) => other.id === id)) return;
    // The next key may be a space: it must press nothing, nor go on in what another product says.
    if (document.activeElement?.closest('form')?.id === `product-${id}`) focusHeading();
    if (isEdited) removed.add({ id, name, description, takesFocus: false });
  };
  return (
    <>
      <UnsentProducts present={present()} />
      <section class="desk" aria-labelledby="products-title">
        <h2 id="products-title">{shopWords.products}</h2>
        <Show when={view() === 'loading'}>
          <LoadingNote />
        </Show>
        <Show when={view() === 'empty'}>
          <p class="quiet">{shopWords.noProducts}</p>
        </Show>
        <Show when={view() === 'not-here' || view() === 'error'}>
          <p class="quiet">{words.notHere}</p>
        </Show>
        <Show when={list.rows.length > STEP || found.wanted()}>
          <div class="desk-find">
            <Field label={shopWords.findProduct} name="find" value={found.wanted()} onType={find} />
            <p role="status">{found.rows().length === 0 ? shopWords.notFound : ''}</p>
          </div>
        </Show>
        {/* Another list for each search: what it was made to show is nothing to the next one. */}
        <Show when={`for ${found.search()}`} keyed>
          <LongList class="product-cards" rows={found.rows()} step={STEP}>
            {(product) => (
              <li>
                <EditedProduct
                  product={product}
                  takesFocus={product.id === restored()}
                  onRemove={() => remove(product)}
                  onGone={(isEdited) => lose(product, isEdited)}
                />
              </li>
            )}
          </LongList>
        </Show>
        <UndoBar removed={removed} onRestore={setRestored} />
      </section>
      <AddProduct />
    </>
  );
}

/** Of a thousand forms on one page Chromium's autofill takes seconds for each change, whoever drew them. */
const STEP = 60;

/** A card with its edits. Deleted by somebody else it does not take with it what is being typed: it can be brought back. */
function EditedProduct(props: {
  readonly product: RecordOf<typeof products>;
  readonly takesFocus: boolean;
  readonly onRemove: () => Promise<string>;
  /** It leaves, and nobody has pressed 'Delete' in it; whether there are edits that are not saved. */
  readonly onGone: (isEdited: boolean) => void;
}): JSX.Element {
  const { id } = props.product;
  let isRemoving = false;
  const remove = async () => {
    // A second press while the first is on its way means the same.
    if (isRemoving) return '';
    isRemoving = true;
    const said = await props.onRemove();
    isRemoving = said === '';
    return said;
  };
  const { edits, save, said } = createRecordEdits({
    mutator: saveProduct,
    id,
    draft: productDraft(id),
    fields: EDITABLE,
    present: (field) => props.product[field],
    toArguments: (changes) => changes && { id, ...changes },
  });
  onCleanup(() => {
    if (!isRemoving) props.onGone(edits.changes() !== undefined);
  });
  return (
    <ProductCard
      product={props.product}
      edits={edits}
      takesFocus={props.takesFocus}
      said={said()}
      onSave={save}
      onRemove={remove}
    />
  );
}
