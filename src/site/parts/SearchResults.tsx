import { For, Show, type JSX } from 'solid-js';
import type { Marked, SearchAnswer, SearchResult } from '../../protocol/search-api.ts';
import { foundLink, nameOf } from '../found-link.ts';
import { kindWords, searchWords } from '../search-words.ts';
import { Link } from './Link.tsx';

/** What was found, best first. While something else is typed what was found before stays, so that nothing flashes. */
export function SearchResults(props: {
  readonly answer: SearchAnswer | undefined;
  readonly list: (element: HTMLOListElement) => void;
  /** Somebody goes where a result leads. */
  readonly onLeave: () => void;
  readonly onMore: () => void;
}): JSX.Element {
  const results = () => props.answer?.results ?? [];
  return (
    <>
      <ol
        ref={(element) => props.list(element)}
        class="search-results"
        aria-label={searchWords.results}
        onClick={() => props.onLeave()}
      >
        {/* By place: another answer changes what a line says, and takes no focus away. */}
        <For each={[...results().keys()]}>{(place) => <Result result={results()[place]!} />}</For>
      </ol>
      <Show when={props.answer && props.answer.total > results().length}>
        <button type="button" class="button" onClick={() => props.onMore()}>
          {searchWords.more}
        </button>
      </Show>
    </>
  );
}

function Result(props: { readonly result: SearchResult }): JSX.Element {
  const hasTitle = () => props.result.title.some(({ text }) => text.trim());
  return (
    <li class="search-result">
      <p class="search-kind">{kindWords[props.result.collection]}</p>
      <h2 class="search-result-title">
        <Link to={foundLink(props.result)}>
          <Show when={hasTitle()} fallback={nameOf(props.result)}>
            <MarkedText parts={props.result.title} />
          </Show>
        </Link>
      </h2>
      <p class="search-excerpt">
        <MarkedText parts={props.result.excerpt} />
      </p>
    </li>
  );
}

function MarkedText(props: { readonly parts: readonly Marked[] }): JSX.Element {
  return (
    <For each={props.parts}>{({ text, isMatch }) => (isMatch ? <mark>{text}</mark> : text)}</For>
  );
}
