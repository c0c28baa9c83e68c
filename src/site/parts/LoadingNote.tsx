import { Show, type JSX } from 'solid-js';
import { useSite } from '../site-context.tsx';
import { loadingOf, words } from '../words.ts';

/** How far the first sync is: a true bar with its numbers, or one sentence where they are not known. */
export function LoadingNote(props: { readonly label?: string }): JSX.Element {
  const { status } = useSite();
  return (
    <div class="loading-note">
      <Show when={status().progress} fallback={<p>{props.label ?? words.loading}</p>}>
        {(progress) => (
          <label>
            <span>{loadingOf(progress().done, progress().total)}</span>
            <progress value={progress().done} max={Math.max(1, progress().total)} />
          </label>
        )}
      </Show>
    </div>
  );
}
