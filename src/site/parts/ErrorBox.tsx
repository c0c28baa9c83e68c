import { createSignal, Show, type JSX } from 'solid-js';
import { words } from '../words.ts';
import { PageHeading } from './PageHeading.tsx';

/**
 * 'Error fetching data': nothing is kept and nothing can be fetched (B46). A click anywhere on it puts it away; it goes
 * by itself with the state that it tells of.
 */
export function ErrorBox(): JSX.Element {
  const [isDismissed, setDismissed] = createSignal(false);
  return (
    <Show when={!isDismissed()}>
      <section class="error-box" role="alert" onClick={() => setDismissed(true)}>
        <div>
          <PageHeading class="error-title">{words.errorTitle}</PageHeading>
          <p>{words.error}</p>
        </div>
        <button type="button" class="button button-quiet">
          {words.dismiss}
        </button>
      </section>
    </Show>
  );
}
