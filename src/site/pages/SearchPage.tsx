import { createEffect, createSignal, on, onCleanup, onMount, type JSX } from 'solid-js';
import { useClient } from '../../tab/solid.tsx';
import { createPage } from '../create-page.ts';
import { createSearch } from '../create-search.ts';
import { SearchResults } from '../parts/SearchResults.tsx';
import { SearchState } from '../parts/SearchState.tsx';
import { useSite } from '../site-context.tsx';
import { searchPath, searchTextOf } from '../search-address.ts';
import { theSearch } from '../the-search.ts';
import { words } from '../words.ts';
import { isComposing } from '../is-composing.ts';

/** `/search` and `/search?q=…`: what is kept on this device, by its words, while one types. */
export function SearchPage(): JSX.Element {
  const { router } = useSite();
  const [text, setText] = createSignal(searchTextOf(router.place().search));
  const [limit, setLimit] = createSignal(PAGE_SIZE);
  const live = createSearch(theSearch(useClient()), () => text().trim(), limit);
  const title = () => (text().trim() ? `${text().trim()} · ${words.search}` : words.search);
  createPage({ title, isWaiting: () => false });
  let field: HTMLInputElement | undefined;
  let results: HTMLOListElement | undefined;

  // Another question by Back, Forward or a link; what is typed is in the address already.
  createEffect(
    on(
      router.place,
      ({ search }) => {
        // A link within the page, such as the one past the header, asks for nothing.
        if (location.hash === '') show(searchTextOf(search));
      },
      { defer: true },
    ),
  );
  onMount(() => {
    router.takeFocus();
    field?.focus({ preventScroll: true });
  });

  function show(asked: string): void {
    setText(asked);
    setLimit(PAGE_SIZE);
    field?.focus({ preventScroll: true });
  }

  let writing: number | undefined;
  function onInput(typed: string): void {
    setText(typed);
    setLimit(PAGE_SIZE);
    // The entry in the history stays one, whatever is typed; browsers allow only so many such changes in a while.
    clearTimeout(writing);
    writing = setTimeout(write, WRITE_MS);
  }
  function write(): void {
    clearTimeout(writing);
    const here = router.href(searchPath(text().trim()));
    if (here !== location.pathname + location.search) history.replaceState(history.state, '', here);
  }
  onCleanup(() => clearTimeout(writing));

  const links = () => [...(results?.querySelectorAll('a') ?? [])];

  function onKey(event: KeyboardEvent): void {
    if (isComposing(event)) return;
    const all = links();
    const at = all.indexOf(document.activeElement as HTMLAnchorElement);
    const step = STEPS[event.key];
    if (step !== undefined) {
      event.preventDefault();
      const target = at + step < 0 ? field : (all[at + step] ?? all[at]);
      target?.focus();
      target?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Escape' && at >= 0) field?.focus();
  }

  function onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    write();
    // On glass Enter puts the keyboard away; elsewhere it opens what stands first.
    if (matchMedia('(pointer: coarse)').matches) field?.blur();
    else if (live.answer()?.text === text().trim()) links()[0]?.click();
  }

  return (
    // oxlint-disable-next-line -- the keys move the focus among what can be focused already
    <div class="search" onKeyDown={onKey}>
      <form role="search" class="search-form" onSubmit={onSubmit}>
        <h1 id="search-title" tabindex="-1">
          {words.search}
        </h1>
        <input
          ref={(element) => (field = element)}
          type="search"
          name="q"
          class="search-field"
          aria-labelledby="search-title"
          aria-describedby="search-said"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          enterkeyhint="search"
          maxlength="200"
          value={text()}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      </form>
      <SearchState live={live} text={text().trim()} />
      <SearchResults
        answer={live.answer()}
        list={(element) => (results = element)}
        onLeave={write}
        onMore={() => setLimit((before) => before + PAGE_SIZE)}
      />
    </div>
  );
}

/** What an arrow does to the place among the results; the field is before the first. */
const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };
const PAGE_SIZE = 20;
const WRITE_MS = 400;
