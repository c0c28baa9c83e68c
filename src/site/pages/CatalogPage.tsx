import { createMemo, Show, type JSX } from 'solid-js';
import type { RecordOf } from '../../model/schema.ts';
import { createOne } from '../../tab/solid.tsx';
import { products } from '../collections.ts';
import { createPage } from '../create-page.ts';
import { createWhole } from '../create-whole.ts';
import { PageHeading } from '../parts/PageHeading.tsx';
import { PageStates } from '../parts/PageStates.tsx';
import { ProductNames } from '../parts/ProductNames.tsx';
import { ProductView } from '../parts/ProductView.tsx';
import { reviewDraft } from '../parts/ReviewForm.tsx';
import { Shelf } from '../parts/Shelf.tsx';
import { UnsentText } from '../parts/UnsentText.tsx';
import { matchRoute } from '../routes.ts';
import { named, shopWords } from '../shop-words.ts';
import { useSite } from '../site-context.tsx';
import { viewStateOf, type ViewState } from '../view-state.ts';
import { words } from '../words.ts';

/** `/catalog` and `/catalog/:id`: the shelf, or one product with what its readers say. */
export function CatalogPage(): JSX.Element {
  const { router, status } = useSite();
  const id = createMemo(() => {
    const route = matchRoute(router.place().path);
    return route.page === 'product' ? route.id : undefined;
  });
  const list = createWhole(products);
  const shelf = () => viewStateOf({ state: list.state, isFilled: list.rows.length > 0 }, status());
  return (
    <Show when={id()} fallback={<Shop view={shelf()} list={list.rows} />}>
      {(chosen) => <Chosen id={chosen()} view={shelf()} list={list.rows} />}
    </Show>
  );
}

interface ShopProps {
  readonly view: ViewState;
  readonly list: readonly RecordOf<typeof products>[];
}

function Chosen(props: ShopProps & { readonly id: string }): JSX.Element {
  const { status } = useSite();
  const live = createOne(products, () => props.id);
  const view = () =>
    viewStateOf({ state: live.state, isFilled: live.record !== undefined }, status());
  createPage({
    title: () => (live.record ? named(live.record.name) : words.shop),
    isWaiting: () => view() === 'loading',
  });
  return (
    // One that is gone leaves its visitors in the shop, and comes back to them by itself.
    <Show
      when={view() !== 'empty'}
      fallback={<Shop view={props.view} list={props.list} gone={props.id} />}
    >
      <PageStates
        view={view()}
        shape="article"
        loadingTitle={words.shop}
        empty={{ title: words.notFoundTitle, text: shopWords.goneProduct }}
      >
        <Show when={live.record}>{(product) => <ProductView product={product()} />}</Show>
        <ProductNames list={props.list} here={props.id} />
      </PageStates>
    </Show>
  );
}

function Shop(props: ShopProps & { readonly gone?: string }): JSX.Element {
  createPage({ title: () => words.shop, isWaiting: () => props.view === 'loading' });
  return (
    <PageStates
      view={props.view}
      shape="blog"
      loadingTitle={words.shop}
      empty={{ title: shopWords.emptyShopTitle, text: shopWords.emptyShop }}
    >
      <header class="page-head">
        <PageHeading>{words.shop}</PageHeading>
        <p role="status">
          <Show when={props.gone}>{shopWords.goneProduct} </Show>
          {shopWords.choose}
        </p>
      </header>
      <Show when={props.gone}>
        {(id) => (
          <UnsentText
            draft={reviewDraft(id())}
            fields={[['content', shopWords.review]]}
            title={shopWords.unsentText}
          />
        )}
      </Show>
      <Shelf list={props.list} />
    </PageStates>
  );
}
