import { Show, type JSX } from 'solid-js';
import type { ServerAnswer } from '../../tab/server-status.ts';
import { isReadOnly } from '../is-read-only.ts';
import { useSite } from '../site-context.tsx';
import { statusWords } from '../status-words.ts';
import { OutboxPanel } from './OutboxPanel.tsx';

/** The person's own changes that wait or were refused; or why there can be none. */
export function OwnChanges(props: { readonly server: ServerAnswer | undefined }): JSX.Element {
  const { status } = useSite();
  const count = () => status().outbox.queued + status().outbox.rejected;
  const why = () =>
    props.server === 'plain-files' ? statusWords.whyReadOnly : statusWords.whyNoWrites;
  return (
    <section class="panel" aria-labelledby="changes-title">
      <h2 id="changes-title">{statusWords.changesTitle}</h2>
      <Show when={count() > 0}>
        <OutboxPanel />
      </Show>
      <Show when={count() === 0 && !isReadOnly(status())}>
        <p>{statusWords.noChanges}</p>
      </Show>
      <Show when={isReadOnly(status())}>
        <p>{statusWords.noChangesEver}</p>
        <p class="quiet">{why()}</p>
      </Show>
    </section>
  );
}
