import { createSignal, For, Match, Show, Switch, type JSX } from 'solid-js';
import type { ServerStatus } from '../../protocol/server-status.ts';
import { confirmDeletions, type ServerAnswer } from '../../tab/server-status.ts';
import { callsOf, heldOf, releasedOf, statusWords } from '../status-words.ts';
import { ageOf } from '../words.ts';
import { Fact } from './Fact.tsx';
import { Field } from './Field.tsx';

/** How the server behind the site is: its budget of calls, what it holds back, and what its owner should look at. */
export function ServerPanel(props: {
  readonly server: ServerAnswer | undefined;
  readonly onConfirmed: () => void;
}): JSX.Element {
  const known = () => (typeof props.server === 'object' ? props.server : undefined);
  // The form goes with what it has let go.
  const [said, setSaid] = createSignal('');
  const tell = (sentence: string) => {
    setSaid(sentence);
    props.onConfirmed();
  };
  return (
    <section class="panel" aria-labelledby="server-title">
      <h2 id="server-title">{statusWords.serverTitle}</h2>
      <Switch fallback={<p class="quiet">{statusWords.asking}</p>}>
        <Match when={props.server === 'plain-files'}>
          <p>{statusWords.plainFiles}</p>
        </Match>
        <Match when={props.server === 'unreachable'}>
          <p>{statusWords.unreachable}</p>
        </Match>
        <Match when={known()}>
          {(server) => (
            <>
              <ServerFacts server={server()} />
              <Show when={server().deletions.length > 0}>
                <Held server={server()} onDone={tell} />
              </Show>
            </>
          )}
        </Match>
      </Switch>
      <p role="status">{said()}</p>
    </section>
  );
}

function ServerFacts(props: { readonly server: ServerStatus }): JSX.Element {
  const age = () => props.server.checkedSecondsAgo;
  // What is held back was read, and not believed: the age is that of what is shown.
  const isHolding = () => props.server.deletions.length > 0;
  const attention = () => [
    ...[props.server.alarm, props.server.waiting].filter((sentence) => sentence !== ''),
    ...props.server.tables.filter(needsAttention).map(tableSentence),
    ...props.server.failingFeeds.map(({ name, lastError }) => `${name}: ${lastError}`),
  ];
  return (
    <dl class="facts">
      <Fact label={isHolding() ? statusWords.shownAsOf : statusWords.sourceRead}>
        {age() === null ? '–' : ageOf(Math.max(0, (age() ?? 0) * 1000))}
      </Fact>
      <Fact label={statusWords.calls}>{callsOf(props.server.month)}</Fact>
      <Show when={attention().length > 0}>
        <Fact label={statusWords.attention} tone="away">
          <ul>
            <For each={attention()}>{(sentence) => <li>{sentence}</li>}</For>
          </ul>
        </Fact>
      </Show>
    </dl>
  );
}

type Table = ServerStatus['tables'][number];

function needsAttention({ lastError, skipped }: Table): boolean {
  return lastError !== '' || skipped > 0;
}

function tableSentence({ name, lastError, skipped }: Table): string {
  return lastError === '' ? `${name}: ${skipped} left out` : `${name}: ${lastError}`;
}

/** Deletions that wait, and the form by which an editor lets them go; the token is asked for, for it is not in the page. */
function Held(props: {
  readonly server: ServerStatus;
  /** Told the sentence that is to be said of it. */
  readonly onDone: (sentence: string) => void;
}): JSX.Element {
  const [token, setToken] = createSignal('');
  const [problem, setProblem] = createSignal('');
  let isAsking = false;
  const confirm = async () => {
    // A second press while the first is on its way means the same.
    if (isAsking) return;
    isAsking = true;
    const released = await confirmDeletions(import.meta.env.BASE_URL, token().trim());
    isAsking = false;
    if (released === 'wrong-token') return setProblem(statusWords.wrongToken);
    setToken('');
    return props.onDone(released === 'failed' ? statusWords.confirmFailed : releasedOf(released));
  };
  return (
    <form
      class="held"
      novalidate
      onSubmit={(event) => {
        event.preventDefault();
        void confirm();
      }}
    >
      <For each={props.server.deletions}>
        {({ count, of, collection }) => <p>{heldOf(count, of, collection)}</p>}
      </For>
      <p class="quiet">{statusWords.heldWhy}</p>
      <Field
        label={statusWords.token}
        name="token"
        kind="secret"
        value={token()}
        problem={problem()}
        onType={(text) => {
          setToken(text);
          setProblem('');
        }}
      />
      <button type="submit" class="button" disabled={token().trim() === ''}>
        {statusWords.confirm}
      </button>
    </form>
  );
}
