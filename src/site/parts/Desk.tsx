import { createEffect, For, Show, type Accessor, type JSX } from 'solid-js';
import type { RecordOf } from '../../model/schema.ts';
import type { OutboxEntry } from '../../protocol/worker-api.ts';
import { createMany } from '../../tab/create-many.ts';
import { createAll, createOutbox, useClient } from '../../tab/solid.tsx';
import { products } from '../collections.ts';
import { createEdits, type Changes } from '../create-edits.ts';
import { createRemoved } from '../create-removed.ts';
import { removeProduct, saveProduct } from '../mutators.ts';
import { shopWords } from '../shop-words.ts';
import { useSite } from '../site-context.tsx';
import { viewStateOf } from '../view-state.ts';
import { failureWords, words } from '../words.ts';
import { AddProduct } from './AddProduct.tsx';
import { LoadingNote } from './LoadingNote.tsx';
import { EDITABLE, ProductCard, type Editable } from './ProductCard.tsx';
import { UndoBar } from './UndoBar.tsx';

/** The products as editors see them: a card for each, and a form for another one. */
export function Desk(): JSX.Element {
  const { status } = useSite();
  const client = useClient();
  const outbox = createOutbox();
  // The ids alone are a list; each card follows its own record (B82).
  const ids = createAll(products, () => ({ orderBy: [['createdTime', 'asc']], select: [] }), {
    watchAction: 'collection',
  });
  const list = createMany(products, () =>
    ids.state === 'ready' ? ids.rows.map(({ id }) => id) : undefined,
  );
  const view = () => viewStateOf({ state: list.state, isFilled: list.rows.length > 0 }, status());
  const removed = createRemoved(() => list.rows.map(({ id }) => id));
  const remove = async ({ id, name, description }: RecordOf<typeof products>) => {
    const outcome = await client.mutate(removeProduct, { id });
    if (outcome.ok) removed.add({ id, name, description });
    return outcome.ok ? '' : failureWords[outcome.error.code];
  };
  return (
    <>
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
        <div class="product-cards">
          <For each={list.rows}>
            {(product) => (
              <EditedProduct product={product} outbox={outbox} onRemove={() => remove(product)} />
            )}
          </For>
        </div>
        <UndoBar removed={removed} />
      </section>
      <AddProduct />
    </>
  );
}

/** A card with its edits; what was refused because somebody else was faster goes back into them, for the editor to choose. */
function EditedProduct(props: {
  readonly product: RecordOf<typeof products>;
  readonly outbox: Accessor<readonly OutboxEntry[]>;
  readonly onRemove: () => Promise<string>;
}): JSX.Element {
  const client = useClient();
  const { id } = props.product;
  const edits = createEdits(`product:${id}`, EDITABLE, (field) => props.product[field]);
  createEffect(() => {
    for (const { id: change, name, args, state, error } of props.outbox()) {
      if (name !== saveProduct.name || args['id'] !== id) continue;
      if (state !== 'rejected' || error?.code !== 'conflict') continue;
      edits.adopt({ seen: {}, ...args } as Changes<Editable>);
      void client.discard(change);
    }
  });
  const save = async () => {
    const changes = edits.changes();
    if (!changes) return shopWords.unchanged;
    const { seen, ...fields } = changes;
    const outcome = await client.mutate(saveProduct, {
      id,
      ...fields,
      seen: seen as Record<string, string>,
    });
    if (outcome.ok) edits.sent();
    return outcome.ok ? shopWords.saved : failureWords[outcome.error.code];
  };
  return (
    <ProductCard product={props.product} edits={edits} onSave={save} onRemove={props.onRemove} />
  );
}
