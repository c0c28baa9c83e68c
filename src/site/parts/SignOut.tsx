import { createEffect, createSignal, Show, type JSX } from 'solid-js';
import { createOutbox } from '../../tab/create-outbox.ts';
import { useClient } from '../../tab/solid.tsx';
import { exportChanges } from '../export-changes.ts';
import { focusHeading } from '../focus-heading.ts';
import { sendUnsent } from '../send-unsent.ts';
import { shopWords, unsentOf } from '../shop-words.ts';
import { useSite } from '../site-context.tsx';

/** Leaves the editors' page; changes that were not sent yet are sent, saved as a file, or discarded first. */
export function SignOut(): JSX.Element {
  const client = useClient();
  const outbox = createOutbox();
  const [isAsked, setAsked] = createSignal(false);
  const [isSending, setSending] = createSignal(false);
  const { status } = useSite();
  const unsent = () => status().outbox.queued;
  const signOut = async (what: 'keep' | 'discard') => {
    await client.signOut(what);
    focusHeading();
  };
  const leave = () => (unsent() === 0 ? void signOut('keep') : setAsked(true));
  const sendAll = () => {
    setSending(true);
    sendUnsent(client, outbox());
  };
  createEffect(() => {
    // All sent meanwhile: nothing is left to be asked.
    if (!isAsked() || unsent() > 0) return;
    setAsked(false);
    void signOut('keep');
  });
  return (
    <Show
      when={isAsked()}
      fallback={
        <p class="signed-in">
          <span>{shopWords.signedIn}</span>
          <button type="button" class="button button-quiet" onClick={leave}>
            {shopWords.signOut}
          </button>
        </p>
      }
    >
      <section class="leaving" aria-labelledby="leaving-title">
        <h2
          id="leaving-title"
          tabindex="-1"
          ref={(element) => queueMicrotask(() => element.focus())}
        >
          {shopWords.leaving}
        </h2>
        <p role="status">{isSending() ? shopWords.sendingFirst : unsentOf(unsent())}</p>
        <div class="form-end">
          <button type="button" class="button button-strong" onClick={sendAll}>
            {shopWords.sendAll}
          </button>
          <button type="button" class="button" onClick={() => exportChanges(outbox())}>
            {shopWords.exportAll}
          </button>
          <button type="button" class="button button-quiet" onClick={() => void signOut('discard')}>
            {shopWords.discardAll}
          </button>
          <button
            type="button"
            class="button button-quiet"
            onClick={() => {
              setSending(false);
              setAsked(false);
              focusHeading();
            }}
          >
            {shopWords.stay}
          </button>
        </div>
      </section>
    </Show>
  );
}
