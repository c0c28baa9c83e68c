import { createSignal, For, Show, type JSX } from 'solid-js';
import type { Outcome, OutboxEntry } from '../../protocol/worker-api.ts';
import { createOutbox, useClient } from '../../tab/solid.tsx';
import { exportChanges } from '../export-changes.ts';
import { changeOf, changeStates, shopWords } from '../shop-words.ts';
import { useSite } from '../site-context.tsx';
import { ageOf, failureWords } from '../words.ts';

/** The changes that are kept on this device: what each is, how old, what is being done with it, and what can be done. */
export function OutboxPanel(): JSX.Element {
  const client = useClient();
  const outbox = createOutbox();
  const [failure, setFailure] = createSignal('');
  const ask = async (asked: Promise<Outcome<null>>) => {
    const outcome = await asked;
    setFailure(outcome.ok ? '' : failureWords[outcome.error.code]);
  };
  return (
    <section class="outbox" aria-labelledby="outbox-title">
      <h2 id="outbox-title">{shopWords.changes}</h2>
      <ul>
        <For each={outbox()}>
          {(entry) => (
            <Change
              entry={entry}
              onRetry={() => void ask(client.retry(entry.id))}
              onDiscard={() => void ask(client.discard(entry.id))}
            />
          )}
        </For>
      </ul>
      <Show when={failure()}>
        <p class="field-problem" role="alert">
          {failure()}
        </p>
      </Show>
      <button type="button" class="button button-quiet" onClick={() => exportChanges(outbox())}>
        {shopWords.exportAll}
      </button>
    </section>
  );
}

function Change(props: {
  readonly entry: OutboxEntry;
  readonly onRetry: () => void;
  readonly onDiscard: () => void;
}): JSX.Element {
  const { now } = useSite();
  const isOver = () => props.entry.state === 'rejected' || props.entry.state === 'expired';
  return (
    <li class="change" data-state={props.entry.state}>
      <p class="change-what">{changeOf(props.entry.name, props.entry.args)}</p>
      <p class="change-state">
        {changeStates[props.entry.state]}, {ageOf(now() - props.entry.at)}
      </p>
      <Show when={isOver() && props.entry.error}>
        {(error) => <p class="field-problem">{failureWords[error().code]}</p>}
      </Show>
      <Show when={props.entry.state !== 'sending'}>
        <div class="change-end">
          <button type="button" class="button button-quiet" onClick={() => props.onRetry()}>
            {isOver() ? shopWords.retry : shopWords.send}
          </button>
          <button type="button" class="button button-quiet" onClick={() => props.onDiscard()}>
            {shopWords.discard}
          </button>
        </div>
      </Show>
    </li>
  );
}
