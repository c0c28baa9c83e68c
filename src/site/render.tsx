import type { JSX } from 'solid-js';
import { renderToString } from 'solid-js/web';
import type { SiteData, SiteRenderer } from '../protocol/site-renderer.ts';
import { STARTING } from '../protocol/worker-api.ts';
import type { Client } from '../tab/client.ts';
import { App } from './App.tsx';
import { CatalogPage } from './pages/CatalogPage.tsx';
import { PagesHere } from './pages/LazyPage.tsx';
import { QuotesPage } from './pages/QuotesPage.tsx';
import type { Router } from './router.ts';
import type { DrawRichText } from './site-context.tsx';
import { titleOf } from './words.ts';
import { escapeText } from './written/escape.ts';
import { drawFeeds } from './written/feeds.ts';
import { headOf } from './written/head.ts';
import { richHtml } from './written/rich-html.ts';
import { createWrittenAddresses, filePathOf } from './written/written-addresses.ts';
import type { PageFacts } from './written/written-page.ts';
import { factsOf, isMissing, writtenAddresses } from './written/written-pages.ts';

/** The site's entry on a server: the components of the browser's pages, drawn as text. Built to `dist-server/`. */
const basePath = import.meta.env.BASE_URL;

export const renderer: SiteRenderer = Object.freeze({
  basePath,
  addresses: writtenAddresses,
  render(path: string, data: SiteData, shell: string) {
    const asked = placeOf(path);
    const facts = factsOf(asked.pathname, asked.search, data);
    if (!facts) return undefined;
    const { pathname, search } = placeOf(facts.path);
    const { href } = createWrittenAddresses(basePath, data);
    const router: Router = {
      place: () => ({ path: pathname, search, key: '' }),
      href,
      navigate: () => undefined,
      takeFocus: () => false,
      stop: () => undefined,
    };
    const client = createFixedClient(data);
    const body = renderToString(() => (
      <PagesHere.Provider value={PAGES}>
        <App client={client} router={router} basePath={basePath} drawRichText={drawRichText} />
      </PagesHere.Provider>
    ));
    return inShell(shell, { search: data.isFolders ? '' : search, facts, body, data });
  },
  canonicalOf(path: string, data: SiteData) {
    const { pathname, search } = placeOf(path);
    return factsOf(pathname, search, data)?.path;
  },
  isMissing(path: string, data: SiteData) {
    const { pathname, search } = placeOf(path);
    return isMissing(pathname, search, data);
  },
  filePath: filePathOf,
  files: (data: SiteData) => drawFeeds(data, createWrittenAddresses(basePath, data)),
});

/** A site path in its parts. It is no reference that is resolved: `//a` would be another host's, and `//` none's. */
function placeOf(path: string): URL {
  return new URL(`http://site${path}`);
}

/** What a browser loads when it is first opened. */
const PAGES = {
  catalog: CatalogPage,
  product: CatalogPage,
  quotes: QuotesPage,
  quote: QuotesPage,
} as const;

/** Solid takes an object with `t` for markup that is escaped already. */
const drawRichText: DrawRichText = (text, router) =>
  ({ t: richHtml(text, (path) => router.href(path)) }) as unknown as JSX.Element;

/** A client of one publication: it answers at once, and nothing ever changes. */
function createFixedClient(data: SiteData): Client {
  const refuse = () => Promise.reject(new Error('a written page asks nobody'));
  const stop = () => undefined;
  return {
    watch(request, listener) {
      listener(data.read(request));
      return stop;
    },
    // What the badge says until the app has taken over.
    status: () => ({ ...STARTING, writable: data.writable }),
    onStatus: () => stop,
    checkNow: refuse,
    diagnostics: refuse,
    readings: () => ({ subscriptions: 0, byCollection: {} }),
    forget: refuse,
    mutate: refuse,
    outbox: refuse,
    retry: refuse,
    discard: refuse,
    signIn: refuse,
    signOut: refuse,
    local: refuse,
    changeLocal: refuse,
    onLocal: () => stop,
    feed: refuse,
    showFeed: () => () => undefined,
    close: stop,
  };
}

interface DrawnPage {
  readonly search: string;
  readonly facts: PageFacts;
  readonly body: string;
  readonly data: SiteData;
}

/** The build's page with this one in it; site/take-over.ts reads the attributes of the root. */
function inShell(shell: string, { search, facts, body, data }: DrawnPage): string {
  const { log, seq } = data.version;
  const head = headOf(facts, createWrittenAddresses(basePath, data));
  const attributes = `data-version="${escapeText(`${log} ${seq}`)}" data-search="${escapeText(search)}"`;
  return [
    [/<title>[^<]*<\/title>/, `<title>${escapeText(titleOf(facts.title))}</title>`],
    [/<meta\s+name="description"[^>]*>/, description(facts.description)],
    [/(?=<\/head>)/, `  ${head}\n  `],
    // The shell, and the sentence that says that nothing can be read without scripts.
    [/<div id="root">[^]*<\/noscript>/, `<div id="root" ${attributes}>${body}</div>`],
  ].reduce((html, [place, text]) => {
    if (!(place as RegExp).test(html)) throw new Error(`shell.html has no ${String(place)}`);
    return html.replace(place!, () => text as string);
  }, shell);
}

function description(text: string): string {
  return `<meta name="description" content="${escapeText(text)}" />`;
}
