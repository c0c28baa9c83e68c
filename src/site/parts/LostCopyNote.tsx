import { createSignal, Show, type JSX } from 'solid-js';
import type { CopyMemory } from '../../tab/remembered-copy.ts';
import { lostOf, statusWords } from '../status-words.ts';

/** What the browser removed between two visits, until the reader has seen it. */
export function LostCopyNote(props: {
  readonly memory: CopyMemory;
  readonly now: number;
}): JSX.Element {
  const [isDismissed, setDismissed] = createSignal(false);
  // It may be found out while the page is open.
  const lost = () => (isDismissed() || props.now === 0 ? undefined : props.memory.lost());
  const dismiss = () => {
    props.memory.dismissLost();
    setDismissed(true);
  };
  return (
    <Show when={lost()}>
      {(copy) => (
        <section class="panel status-note" aria-labelledby="lost-title">
          <h2 id="lost-title">{statusWords.lostTitle}</h2>
          <p>{lostOf(copy(), props.now)}</p>
          <button type="button" class="button button-quiet" onClick={dismiss}>
            {statusWords.fine}
          </button>
        </section>
      )}
    </Show>
  );
}
