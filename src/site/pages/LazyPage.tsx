import { Show, type JSX } from 'solid-js';
import { createLazy } from '../create-lazy.ts';
import { createPage } from '../create-page.ts';
import { Message } from '../parts/Message.tsx';
import { Skeleton } from '../parts/Skeleton.tsx';
import { words } from '../words.ts';

/** A page whose code is loaded when it is first opened. */
export function LazyPage(props: {
  /** What it is called while it is on its way. */
  readonly title: string;
  readonly load: () => Promise<() => JSX.Element>;
}): JSX.Element {
  const { part, hasFailed } = createLazy(() => props.load());
  return (
    <Show when={part()} fallback={<Waiting title={props.title} hasFailed={hasFailed()} />}>
      {(page) => page()()}
    </Show>
  );
}

function Waiting(props: { readonly title: string; readonly hasFailed: boolean }): JSX.Element {
  createPage({ title: () => props.title, isWaiting: () => !props.hasFailed });
  return (
    <Show when={props.hasFailed} fallback={<Skeleton shape="blog" title={props.title} />}>
      <Message title={words.notHereTitle} text={words.notHere} />
    </Show>
  );
}
