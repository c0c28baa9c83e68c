import { createSignal, Show, type JSX } from 'solid-js';
import type { Inspection } from '../../tab/inspect-copy.ts';
import { createOutbox } from '../../tab/create-outbox.ts';
import { useClient } from '../../tab/solid.tsx';
import { createDrafts } from '../drafts.ts';
import { exportChanges } from '../export-changes.ts';
import { forgetPlaces } from '../reading/reading-place.ts';
import { forgetVisits } from '../reading/unread.ts';
import { statusWords, unsentBefore } from '../status-words.ts';
import { failureWords } from '../detail-words.ts';

/** Forgets everything here, after a question that names what would be lost and offers to save it first. */
export function ForgetPanel(props: {
  readonly inspection: Inspection;
  readonly onForgotten: () => void;
}): JSX.Element {
  const client = useClient();
  const outbox = createOutbox();
  const [isAsked, setAsked] = createSignal(false);
  const [said, setSaid] = createSignal('');
  let begin: HTMLButtonElement | undefined;
  const forget = async () => {
    const outcome = await client.forget(outbox().length > 0 ? 'discard' : 'keep');
    setAsked(false);
    if (!outcome.ok) return setSaid(failureWords[outcome.error.code]);
    createDrafts(() => localStorage, import.meta.env.BASE_URL).forgetAll();
    forgetPlaces();
    forgetVisits();
    await props.inspection.forgetFiles();
    setSaid(statusWords.forgotten);
    return props.onForgotten();
  };
  const keep = () => {
    setAsked(false);
    begin?.focus();
  };
  return (
    <section class="panel forget" aria-labelledby="forget-title">
      <h2 id="forget-title">{statusWords.forgetTitle}</h2>
      <p class="quiet">{statusWords.forgetWhy}</p>
      <Show
        when={isAsked()}
        fallback={
          <button
            ref={(element) => (begin = element)}
            type="button"
            class="button button-away"
            onClick={() => setAsked(true)}
          >
            {statusWords.forget}
          </button>
        }
      >
        <div class="forget-ask" role="group" aria-labelledby="forget-ask">
          <p id="forget-ask" tabindex="-1" ref={(element) => queueMicrotask(() => element.focus())}>
            <strong>{statusWords.forgetAsk}</strong> {statusWords.forgetStays}{' '}
            <Show when={outbox().length > 0}>{unsentBefore(outbox().length)}</Show>
          </p>
          <Show when={outbox().length > 0}>
            <button type="button" class="button" onClick={() => exportChanges(outbox())}>
              {statusWords.saveFirst}
            </button>
          </Show>
          <button type="button" class="button button-away" onClick={() => void forget()}>
            {outbox().length > 0 ? statusWords.forgetUnsent : statusWords.forgetNow}
          </button>
          <button type="button" class="button button-quiet" onClick={keep}>
            {statusWords.keep}
          </button>
        </div>
      </Show>
      <p role="status">{said()}</p>
    </section>
  );
}
