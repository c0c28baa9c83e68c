import { createEffect, createMemo, createSignal, For, Show, type JSX } from 'solid-js';
import { createOutbox } from '../../tab/create-outbox.ts';
import { useClient } from '../../tab/solid.tsx';
import { exportChanges } from '../export-changes.ts';
import { focusHeading } from '../focus-heading.ts';
import { isAllSentByEditor, sendUnsent, unsentByEditor } from '../send-unsent.ts';
import { changeOf, shopWords, stillSignedIn, unsentOf } from '../shop-words.ts';
import { useSite } from '../site-context.tsx';

/** Leaves the editors' page; an editor's changes that were not sent yet are sent, saved as a file, or discarded first. */
export function SignOut(): JSX.Element {
  const client = useClient();
  const outbox = createOutbox();
  const [isAsked, setAsked] = createSignal(false);
  const [isSending, setSending] = createSignal(false);
  const { status } = useSite();
  const isUnderWay = () => status().outbox.state === 'sending';
  const unsent = createMemo(() => unsentByEditor(outbox()));
  const isAllSent = () => isAllSentByEditor(status().outbox.queued, outbox());
  const [failure, setFailure] = createSignal('');
  const signOut = async (what: 'keep' | 'discard') => {
    const outcome = await client.signOut(what);
    setFailure(outcome.ok ? '' : stillSignedIn(outcome.error));
    if (outcome.ok) focusHeading();
  };
  const leave = () => (isAllSent() ? void signOut('keep') : setAsked(true));
  const sendAll = () => {
    setSending(true);
    sendUnsent(client, unsent());
  };
  createEffect(() => {
    // All sent meanwhile: nothing is left to be asked.
    if (!isAsked() || !isAllSent()) return;
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
          <Failure said={failure()} />
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
        <p role="status">{isSending() ? shopWords.sendingFirst : unsentOf(unsent().length)}</p>
        <Failure said={failure()} />
        <ul class="leaving-changes">
          <For each={unsent()}>{({ name, args }) => <li>{changeOf(name, args, 1)}</li>}</For>
        </ul>
        <div class="form-end">
          <button type="button" class="button button-strong" onClick={sendAll}>
            {shopWords.sendAll}
          </button>
          <button type="button" class="button" onClick={() => exportChanges(unsent())}>
            {shopWords.exportAll}
          </button>
          {/* What is on its way cannot be discarded any more: it is known in a moment whether it has arrived. */}
          <button
            type="button"
            class="button button-quiet"
            disabled={isUnderWay()}
            onClick={() => void signOut('discard')}
          >
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

/** Whoever leaves the device believes to be signed out unless told otherwise. */
function Failure(props: { readonly said: string }): JSX.Element {
  return (
    <Show when={props.said}>
      <span class="field-problem" role="alert">
        {props.said}
      </span>
    </Show>
  );
}
