import { createMemo, createSignal, createUniqueId, For, Show, type JSX } from 'solid-js';
import type { Failure } from '../../protocol/failure.ts';
import type { Outcome } from '../../protocol/failure.ts';
import type { OutboxEntry } from '../../protocol/worker-api.ts';
import { createOutbox } from '../../tab/create-outbox.ts';
import { createOne, useClient } from '../../tab/solid.tsx';
import { placeOfChange } from '../change-places.ts';
import { products } from '../collections.ts';
import { exportChanges } from '../export-changes.ts';
import { changeStateOf, outboxWords, waitsForEditor } from '../outbox-words.ts';
import { changeOf, changesOf, refusalOf, shopWords, textsOf } from '../shop-words.ts';
import { useSite } from '../site-context.tsx';
import { Link } from './Link.tsx';

/** The changes that are kept on this device: what each is, how old, what is being done with it, and what can be done. */
export function OutboxPanel(): JSX.Element {
  const client = useClient();
  const outbox = createOutbox();
  const { status } = useSite();
  const [failure, setFailure] = createSignal('');
  const titleId = createUniqueId();
  let heading: HTMLHeadingElement | undefined;
  const alike = createMemo(() => alikeOf(outbox()));
  const retry = async (ids: readonly string[]) => {
    const outcomes = await Promise.all(ids.map((id) => client.retry(id)));
    const failed = firstFailure(outcomes);
    setFailure(failed ? refusalOf(failed) : '');
  };
  const discard = async (ids: readonly string[]) => {
    // The buttons go with their change, and the focus with them.
    heading?.focus({ preventScroll: true });
    const outcomes = await Promise.all(ids.map((id) => client.discard(id)));
    const failed = firstFailure(outcomes);
    if (failed?.code === 'conflict') setFailure(shopWords.alreadySent);
    else setFailure(failed ? refusalOf(failed) : '');
  };
  return (
    // No landmark: the badge says the same where it is open, and the status page where nothing else is to be said.
    <div class="outbox" role="group" aria-labelledby={titleId}>
      <h2 id={titleId} tabindex="-1" ref={(element) => (heading = element)}>
        {changesOf(status().outbox)}
      </h2>
      <Show when={status().outbox.storage === 'memory' && status().outbox.queued > 0}>
        <p class="outbox-unkept">{outboxWords.notKept}</p>
      </Show>
      <ul>
        {/* By key, so that a row stays, and the focus in it, while its change goes on its way. */}
        <For each={[...alike().keys()]}>
          {(key) => (
            <Change
              entries={alike().get(key) ?? []}
              onRetry={(ids) => void retry(ids)}
              onDiscard={(ids) => void discard(ids)}
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
    </div>
  );
}

/** One change, or several that are the same: twelve likes of one line are one row. */
function Change(props: {
  readonly entries: readonly OutboxEntry[];
  readonly onRetry: (ids: readonly string[]) => void;
  readonly onDiscard: (ids: readonly string[]) => void;
}): JSX.Element {
  const { status, now } = useSite();
  const ids = () => props.entries.map(({ id }) => id);
  return (
    <Show when={props.entries[0]}>
      {(entry) => {
        const isOver = () => entry().state === 'rejected' || entry().state === 'expired';
        const isForEditor = () => !isOver() && waitsForEditor(entry());
        // Sent again as it is, it would be refused again: on its page it goes back into the form, beside what stands there.
        const isMendedThere = () =>
          entry().error?.code === 'conflict' && Object.hasOwn(entry().args, 'seen');
        const place = () => placeOfChange(entry().name, entry().args);
        const product = createOne(products, () => productIn(entry()));
        const named = () => ({ name: product.record?.name, ...entry().args });
        return (
          <li class="change" data-state={entry().state}>
            <p class="change-what">
              <Link to={place()}>{changeOf(entry().name, named(), props.entries.length)}</Link>
            </p>
            <Show when={textsOf(entry().args)}>
              {(text) => <p class="change-text plain-text">{text()}</p>}
            </Show>
            <p class="change-state">{changeStateOf(entry(), status(), now())}</p>
            <Show when={isOver() && entry().error}>
              {(error) => <p class="field-problem">{refusalOf(error())}</p>}
            </Show>
            <Show when={entry().state !== 'sending'}>
              <div class="change-end">
                <Show when={isForEditor()}>
                  <Link to="/admin" class="button button-quiet">
                    {outboxWords.signIn}
                  </Link>
                </Show>
                <Show when={isMendedThere()}>
                  <Link to={place()} class="button button-quiet">
                    {outboxWords.mend}
                  </Link>
                </Show>
                <Show when={entry().state !== 'awaiting' && !isForEditor() && !isMendedThere()}>
                  <button
                    type="button"
                    class="button button-quiet"
                    onClick={() => props.onRetry(ids())}
                  >
                    {isOver() ? shopWords.retry : shopWords.send}
                  </button>
                </Show>
                <button
                  type="button"
                  class="button button-quiet"
                  onClick={() => props.onDiscard(ids())}
                >
                  {shopWords.discard}
                </button>
              </div>
            </Show>
          </li>
        );
      }}
    </Show>
  );
}

/** The product that a change is of, by its id. */
function productIn({ name, args: { id } }: OutboxEntry): string | undefined {
  return name.endsWith('Product') && typeof id === 'string' ? id : undefined;
}

/** Changes by what they do and how far they are, each in the place of its oldest. */
function alikeOf(entries: readonly OutboxEntry[]): ReadonlyMap<string, readonly OutboxEntry[]> {
  return Map.groupBy(entries, ({ name, args, state, error }) => {
    const isApart = IS_APART[state] ?? waitsForEditor({ error });
    return JSON.stringify([name, args, state === 'rejected' ? error?.code : isApart]);
  });
}

/** Each of these is a row of its own, since something else can be done with it. */
const IS_APART: Partial<Record<OutboxEntry['state'], string>> = {
  expired: 'expired',
  awaiting: 'awaiting',
};

function firstFailure(outcomes: readonly Outcome<null>[]): Failure | undefined {
  for (const outcome of outcomes) if (!outcome.ok) return outcome.error;
  return undefined;
}
