import { createSignal, type JSX } from 'solid-js';
import { useClient } from '../../tab/solid.tsx';
import { focusHeading } from '../focus-heading.ts';
import { shopWords } from '../shop-words.ts';
import { failureWords } from '../detail-words.ts';
import { Field } from './Field.tsx';

/** The form that makes an editor of a reader. The token is not kept in the page, and no draft is made of it. */
export function SignIn(): JSX.Element {
  const client = useClient();
  const [token, setToken] = createSignal('');
  const [problem, setProblem] = createSignal('');
  const [isAsking, setAsking] = createSignal(false);
  const send = async (form: HTMLFormElement) => {
    setAsking(true);
    const outcome = await client.signIn(token().trim());
    setAsking(false);
    if (outcome.ok) return focusHeading();
    const { code } = outcome.error;
    setProblem(code === 'unauthorized' ? shopWords.wrongToken : failureWords[code]);
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
