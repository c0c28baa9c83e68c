import { createContext, Show, useContext, type JSX } from 'solid-js';
import { createLazy } from '../create-lazy.ts';
import { createPage } from '../create-page.ts';
import { Message } from '../parts/Message.tsx';
import { Skeleton } from '../parts/Skeleton.tsx';
import { matchRoute, type Route } from '../routes.ts';
import { useSite } from '../site-context.tsx';
import { words } from '../words.ts';

/** Pages that need not be loaded: a server cannot wait, and has them all. Nothing of this is in a browser's build. */
export const PagesHere = /* @__PURE__ */ createContext<
  Partial<Readonly<Record<Route['page'], () => JSX.Element>>>
>({});

/** A page whose code is loaded when it is first opened. */
export function LazyPage(props: {
  /** What it is called while it is on its way. */
  readonly title: string;
  readonly load: () => Promise<() => JSX.Element>;
}): JSX.Element {
  const here = import.meta.env.SSR
    ? useContext(PagesHere)[matchRoute(useSite().router.place().path).page]
    : undefined;
  const { part, hasFailed } = createLazy(() => props.load(), here);
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
