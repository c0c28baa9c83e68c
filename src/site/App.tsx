import {
  createEffect,
  createMemo,
  createSignal,
  Match,
  on,
  onCleanup,
  Switch,
  type Accessor,
  type JSX,
} from 'solid-js';
import type { Client } from '../tab/client.ts';
import { ClientProvider, createClock, createSyncStatus } from '../tab/solid.tsx';
import { ArticlePage } from './pages/ArticlePage.tsx';
import { BlogPage } from './pages/BlogPage.tsx';
import { HomePage } from './pages/HomePage.tsx';
import { LazyPage } from './pages/LazyPage.tsx';
import { NotFoundPage } from './pages/NotFoundPage.tsx';
import { Footer } from './parts/Footer.tsx';
import { Header } from './parts/Header.tsx';
import { Notices } from './parts/Notices.tsx';
import { ProgressBar } from './parts/ProgressBar.tsx';
import { laterPages } from './later-pages.ts';
import { matchRoute } from './routes.ts';
import type { Router } from './router.ts';
import { SiteProvider, useSite, type DrawRichText } from './site-context.tsx';
import { words } from './words.ts';

/** What the site runs on: in a browser, or in one publication on a server. */
export interface AppProps {
  readonly client: Client;
  readonly router: Router;
  readonly basePath: string;
  readonly drawRichText: DrawRichText;
}

/** The whole site over a client and a router; it owns neither. */
export function App(props: AppProps): JSX.Element {
  return (
    <ClientProvider client={props.client}>
      <Frame {...props} />
    </ClientProvider>
  );
}

function Frame(props: AppProps): JSX.Element {
  const waiting = createWaiting();
  // What the server wrote of the first page is not true of the next one: browsers share this address.
  createEffect(
    on(props.router.place, () => document.querySelector('link[rel=canonical]')?.remove(), {
      defer: true,
    }),
  );
  const site = {
    router: props.router,
    status: createSyncStatus(),
    now: createClock(10_000),
    wait: waiting.wait,
    drawRichText: props.drawRichText,
    mediaHref: (src: string) => (/^\/(?!\/)/.test(src) ? props.basePath + src.slice(1) : ''),
  };
  return (
    <SiteProvider site={site}>
      <a class="skip-link" href="#content">
        {words.skipLink}
      </a>
      <ProgressBar isBusy={waiting.isBusy()} />
      <Header />
      <main id="content" tabindex="-1">
        <Pages />
      </main>
      <Footer />
      <Notices />
    </SiteProvider>
  );
}

function Pages(): JSX.Element {
  const { router } = useSite();
  const route = createMemo(() => matchRoute(router.place().path));
  const articleId = createMemo(() => {
    const now = route();
    return now.page === 'article' ? now.id : undefined;
  });
  const page = createMemo(() => route().page);
  return (
    <Switch fallback={<NotFoundPage />}>
      <Match when={page() === 'home'}>
        <HomePage />
      </Match>
      <Match when={page() === 'blog'}>
        <BlogPage />
      </Match>
      <Match when={articleId()}>{(id) => <ArticlePage id={id()} />}</Match>
      <Match when={laterPages[page()]} keyed>
        {(later) => <LazyPage title={later.title} load={later.load} />}
      </Match>
    </Switch>
  );
}

/** Counts the pages that wait; each stops counting with its owner. */
function createWaiting(): {
  isBusy: Accessor<boolean>;
  wait: (isWaiting: Accessor<boolean>) => void;
} {
  const [count, setCount] = createSignal(0);
  return {
    isBusy: () => count() > 0,
    wait(isWaiting) {
      createEffect(() => {
        if (!isWaiting()) return;
        setCount((before) => before + 1);
        onCleanup(() => setCount((before) => before - 1));
      });
    },
  };
}
