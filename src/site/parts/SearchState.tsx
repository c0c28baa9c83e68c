import { Show, type JSX } from 'solid-js';
import type { LiveSearch } from '../create-search.ts';
import { searchPath } from '../search-address.ts';
import { buildingOf, nothingFor, resultCount, searchWords } from '../search-words.ts';
import { useSite } from '../site-context.tsx';
import { Link } from './Link.tsx';

/** How far the search is, in words: what is missing, how many were found, or that nothing was. */
export function SearchState(props: {
  readonly live: LiveSearch;
  readonly text: string;
}): JSX.Element {
  const site = useSite();
  const state = () => props.live.status()?.state;
  const answer = () => (state() === 'ready' && props.text !== '' ? props.live.answer() : undefined);
  const said = () => {
    const now = props.live.status();
    if (props.live.hasFailed()) return searchWords.failed;
    if (now?.state === 'building') return buildingOf(now);
    if (now?.state === 'waiting') {
      const isOffline = site.status().phase === 'offline';
      return isOffline ? searchWords.waitingOffline : searchWords.waiting;
    }
    const found = answer();
    if (!found) return searchWords.hint;
    return found.total > 0 ? resultCount(found.total) : nothingFor(found.text);
  };
  return (
    <div class="search-state">
      <p id="search-said" role="status">
        {said()}
      </p>
      <Show when={state() === 'building' && props.live.status()}>
        {(status) => (
          <progress
            class="search-progress"
            aria-labelledby="search-said"
            max={status().total}
            value={status().done}
          />
        )}
      </Show>
      <Show when={answer()?.total === 0 && answer()}>
        {(found) => (
          <p>
            <Show when={found().suggestion} fallback={searchWords.noneHint}>
              {(suggestion) => (
                <>
                  {searchWords.didYouMean}{' '}
                  <Link to={searchPath(suggestion())} class="search-suggestion">
                    {suggestion()}
                  </Link>
                  ?
                </>
              )}
            </Show>
          </p>
        )}
      </Show>
    </div>
  );
}
