import { Show, type JSX } from 'solid-js';
import { createClock } from '../../tab/solid.tsx';
import { useSite } from '../site-context.tsx';
import { failureOf, lastChecked, sourceAge } from '../detail-words.ts';
import { isUpstreamStale } from '../words.ts';

/** How the copy is, in sentences, to the second: when it was checked, how old its source is where that is old, why it is offline. */
export function HowItIs(): JSX.Element {
  const { status } = useSite();
  const now = createClock(1000);
  return (
    <>
      <p>{lastChecked(status().checkedAt, now())}</p>
      <Show when={isUpstreamStale(status(), now())}>
        <p>{sourceAge(status().upstreamReadAt ?? now(), now())}</p>
      </Show>
      <Show when={status().phase === 'offline' && status().failure}>
        {(failure) => <p>{failureOf(failure())}</p>}
      </Show>
    </>
  );
}
