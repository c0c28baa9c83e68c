import { createMemo, Show, untrack, type JSX } from 'solid-js';
import { createAll, createOne } from '../../tab/solid.tsx';
import { quotes } from '../collections.ts';
import { createPage } from '../create-page.ts';
import { createDrafts } from '../drafts.ts';
import { PageHeading } from '../parts/PageHeading.tsx';
import { PageStates } from '../parts/PageStates.tsx';
import { Link } from '../parts/Link.tsx';
import { LongList } from '../parts/LongList.tsx';
import { QuoteCard } from '../parts/QuoteCard.tsx';
import { ChangeQuote } from '../parts/ChangeQuote.tsx';
import { Shared } from '../parts/SharedLine.tsx';
import { UnsentText } from '../parts/UnsentText.tsx';
import { WallTools } from '../parts/WallTools.tsx';
import { Writable } from '../parts/Writable.tsx';
import { matchRoute } from '../routes.ts';
import { draftWith, sharedLineOf, type SharedLine } from '../shared-line.ts';
import { lineCount, shopWords } from '../shop-words.ts';
import { useSite } from '../site-context.tsx';
import { viewStateOf } from '../view-state.ts';
import { words } from '../words.ts';

/** `/quotes` and `/quotes/:id`: the wall of lines, or one of them. */
export function QuotesPage(): JSX.Element {
  const { router } = useSite();
  const id = createMemo(() => {
    const route = matchRoute(router.place().path);
    return route.page === 'quote' ? route.id : undefined;
  });
  return (
    <Show when={id()} fallback={<Wall />}>
      {(chosen) => <OneQuote id={chosen()} />}
    </Show>
  );
}

function Wall(): JSX.Element {
  const { router, status } = useSite();
  const shared = createMemo(() => sharedLineOf(router.place().search));
  // Now, for the form below reads its draft when it is drawn.
  const line = untrack(shared);
  if (line) keepInDraft(line);
  const list = createAll(quotes, () => ({ orderBy: quotes.indexes['newest']! }));
  const view = () => viewStateOf({ state: list.state, isFilled: list.rows.length > 0 }, status());
  createPage({ title: () => words.quotes, isWaiting: () => view() === 'loading' });
  return (
    <>
      <PageStates
        view={view()}
        shape="blog"
        loadingTitle={words.quotes}
        empty={{ title: shopWords.emptyQuotesTitle, text: shopWords.emptyQuotes }}
      >
        <header class="page-head">
          <PageHeading>{words.quotes}</PageHeading>
          <p>{lineCount(list.total)}</p>
        </header>
        <Show when={status().writable && shared()}>{(line) => <Shared line={line()} />}</Show>
        <LongList class="wall" rows={list.rows} step={STEP}>
          {(quote) => (
            <li>
              <QuoteCard quote={quote} isLinked />
            </li>
          )}
        </LongList>
      </PageStates>
      <Writable>
        <Show when={status().role === 'editor'}>
          <WallTools ids={list.rows.map(({ id }) => id)} />
        </Show>
      </Writable>
    </>
  );
}

/** Whole rows, whether one, two, three or four quotes stand in each. */
const STEP = 48;

function keepInDraft(line: SharedLine): void {
  const drafts = createDrafts(() => localStorage, import.meta.env.BASE_URL);
  drafts.write('quote', draftWith(drafts.read('quote'), line));
}

function OneQuote(props: { readonly id: string }): JSX.Element {
  const { status } = useSite();
  const live = createOne(quotes, () => props.id);
  const view = () =>
    viewStateOf({ state: live.state, isFilled: live.record !== undefined }, status());
  createPage({
    title: () => (view() === 'empty' ? words.notFoundTitle : words.quotes),
    isWaiting: () => view() === 'loading',
  });
  return (
    <>
      <PageStates
        view={view()}
        shape="article"
        loadingTitle={words.quotes}
        empty={{
          title: words.notFoundTitle,
          text: shopWords.goneQuote,
          link: { to: '/quotes', label: shopWords.allQuotes },
        }}
      >
        <div class="quote-alone">
          <PageHeading class="visually-hidden">{words.quotes}</PageHeading>
          <Show when={live.record}>
            {(quote) => (
              <>
                <QuoteCard quote={quote()} />
                <Writable>
                  <Show when={status().role === 'editor'}>
                    <Show when={quote().id} keyed>
                      {(_id) => <ChangeQuote quote={quote()} />}
                    </Show>
                  </Show>
                </Writable>
              </>
            )}
          </Show>
          <Link to="/quotes" class="quote-all">
            {shopWords.allQuotes}
          </Link>
        </div>
      </PageStates>
      {/* Only an editor can have written it; signed out, they may have left the device to somebody else. */}
      <Show when={view() === 'empty' && status().role === 'editor'}>
        <UnsentText
          draft={`quote:${props.id}`}
          fields={[['content', shopWords.quote]]}
          title={shopWords.unsentText}
        />
      </Show>
    </>
  );
}
