import { createSignal, Show, type JSX } from 'solid-js';
import type { Failure } from '../../protocol/failure.ts';
import { createOutbox } from '../../tab/create-outbox.ts';
import { useClient } from '../../tab/solid.tsx';
import { focusHeading } from '../focus-heading.ts';
import { shopWords } from '../shop-words.ts';
import { failureWords } from '../detail-words.ts';
import { tooManyTokens, waitForSignIn, waitsForEditor } from '../outbox-words.ts';
import { Field } from './Field.tsx';

/**
 * The form that makes an editor of a reader, also of one whose token is not good any more: what waits for that is named.
 * The token is not kept in the page, and no draft is made of it.
 */
export function SignIn(): JSX.Element {
  const client = useClient();
  const outbox = createOutbox();
  const waiting = () => outbox().filter(waitsForEditor).length;
  const [token, setToken] = createSignal('');
  const [problem, setProblem] = createSignal('');
  const [isAsking, setAsking] = createSignal(false);
  const send = async (form: HTMLFormElement) => {
    setAsking(true);
    setProblem('');
    const outcome = await client.signIn(token().trim());
    setAsking(false);
    if (outcome.ok) return focusHeading();
    setProblem(problemOf(outcome.error));
    form.querySelector('input')?.focus();
  };
  return (
    <form
      class="form sign-in"
      novalidate
      onSubmit={(event) => {
        event.preventDefault();
        void send(event.currentTarget);
      }}
    >
      <p>{shopWords.signInWhy}</p>
      <Show when={waiting() > 0}>
        <p class="sign-in-waiting">{waitForSignIn(waiting())}</p>
      </Show>
      <Field
        label={shopWords.token}
        name="token"
        kind="secret"
        value={token()}
        problem={problem()}
        onType={(text) => {
          setToken(text);
          setProblem('');
        }}
      />
      <div class="form-end">
        <button type="submit" class="button button-strong" disabled={isAsking()}>
          {isAsking() ? shopWords.signingIn : shopWords.signIn}
        </button>
      </div>
    </form>
  );
}

function problemOf(error: Failure): string {
  if (error.code === 'rate-limited') return tooManyTokens(error);
  return error.code === 'unauthorized' ? shopWords.wrongToken : failureWords[error.code];
}
