import { batch, createSignal, onCleanup, onMount } from 'solid-js';
import { entriesOf, type EntryOf, type Feed } from '../model/feed.ts';
import type { Client } from './client.ts';
import { useClient } from './solid.tsx';

/**
 * A live feed as a page shows it. 'loading': nothing is known yet. 'ready': there is a value, fresh or old; `at` says how
 * old. 'none': the site has no such feed. 'error': nothing is kept and it cannot be fetched; it mends itself.
 */
export interface LiveFeed<Entry> {
  readonly state: 'loading' | 'ready' | 'none' | 'error';
  readonly value: readonly Entry[];
  /** When the feed's source was last read well, in milliseconds since 1970; to a minute where nothing changes (I12). */
  readonly at: number | undefined;
}

/**
 * A live feed, kept up to date while the component is there and the page can be seen. What is kept on this device shows at
 * once, offline too. On a server it says 'loading'.
 */
export function createFeed<F extends Feed>(
  feed: F,
  { client = useClient() }: { readonly client?: Client | undefined } = {},
): LiveFeed<EntryOf<F>> {
  const [state, setState] = createSignal<LiveFeed<unknown>['state']>('loading');
  const [value, setValue] = createSignal<readonly EntryOf<F>[]>([]);
  const [at, setAt] = createSignal<number>();
  let asked = 0;

  async function ask(): Promise<void> {
    const mine = ++asked;
    const outcome = await client.feed(feed.name);
    // Answers may overtake each other: only the newest question counts.
    if (mine !== asked) return;
    batch(() => {
      if (!outcome.ok) {
        // A value that was shown stays: that it cannot be asked for now makes it old, not wrong.
        if (at() === undefined) setState(outcome.error.code === 'not-found' ? 'none' : 'error');
      } else if (outcome.value) {
        const kept = outcome.value;
        setState('ready');
        if (kept.at !== at()) setAt(kept.at);
        setValue(entriesOf(feed, kept.entries));
      }
    });
  }

  onMount(() => {
    const stopShowing = client.showFeed(feed.name, () => void ask());
    // A message may be lost, and without a channel there is none: the engine's word now and then is a reason to look.
    const stopLooking = client.onStatus(() => void ask());
    onCleanup(() => {
      asked++;
      stopShowing();
      stopLooking();
    });
    void ask();
  });

  return {
    get state() {
      return state();
    },
    get value() {
      return value();
    },
    get at() {
      return at();
    },
  };
}
