import { Show, type JSX } from 'solid-js';

/** The thin line at the top while a page waits. Its style delays it, so that a warm navigation never shows it. */
export function ProgressBar(props: { readonly isBusy: boolean }): JSX.Element {
  return (
    <Show when={props.isBusy}>
      <div class="progress-bar" aria-hidden="true" />
    </Show>
  );
}
