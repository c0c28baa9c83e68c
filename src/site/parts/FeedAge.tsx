import { Show, type JSX } from 'solid-js';
import { asOf } from '../dashboard-words.ts';
import { useSite } from '../site-context.tsx';
import { ageOf } from '../words.ts';

/** How old a live value is, where it is too old to be called live (I16). */
export function FeedAge(props: { readonly at: number | undefined }): JSX.Element {
  const { status, now } = useSite();
  const oldSince = () => {
    const { at } = props;
    if (at === undefined) return undefined;
    return status().phase === 'offline' || now() - at > LIVE_MS ? at : undefined;
  };
  return (
    <Show when={oldSince()}>{(at) => <p class="widget-age">{asOf(ageOf(now() - at()))}</p>}</Show>
  );
}

/** While nothing changes, the time of the last look is told once a minute. */
const LIVE_MS = 90_000;
