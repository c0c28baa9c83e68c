import { createUniqueId, ErrorBoundary, type JSX } from 'solid-js';
import { dashboardWords } from '../dashboard-words.ts';

/** One part of the dashboard. Where it throws, it says so in its own place, and the others go on. */
export function Widget(props: {
  readonly name: string;
  readonly title: string;
  readonly children: JSX.Element;
}): JSX.Element {
  const titleId = createUniqueId();
  return (
    <section class={`widget widget-${props.name}`} aria-labelledby={titleId}>
      <h2 id={titleId}>{props.title}</h2>
      <ErrorBoundary fallback={(_, reset) => <Broken onAgain={reset} />}>
        {props.children}
      </ErrorBoundary>
    </section>
  );
}

function Broken(props: { readonly onAgain: () => void }): JSX.Element {
  return (
    <div class="widget-broken" role="alert">
      <p>{dashboardWords.broken}</p>
      <button type="button" class="button button-quiet" onClick={() => props.onAgain()}>
        {dashboardWords.again}
      </button>
    </div>
  );
}
