import type { PageOptions } from '../harness/browser.ts';
import { openChromium, type ChromiumBrowser, type ChromiumPage } from '../harness/chromium.ts';

/** One browser for a file of tests, and the tabs that a test opened in it. */
export interface Readers {
  /** Started at its first use. */
  readonly browser: () => Promise<ChromiumBrowser>;
  readonly open: (url: string, options?: PageOptions) => Promise<ChromiumPage>;
  /** Opens an address and waits until its content is confirmed. */
  readonly openFresh: (url: string, options?: PageOptions) => Promise<ChromiumPage>;
  /** Closes the tabs; the browser stays. For `afterEach`. */
  readonly leave: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Nobody reads yet. */
export function createReaders(): Readers {
  let starting: Promise<ChromiumBrowser> | undefined;
  let pages: ChromiumPage[] = [];
  const browser = () => (starting ??= openChromium());

  async function open(url: string, options?: PageOptions): Promise<ChromiumPage> {
    const page = await (await browser()).newPage(url, options);
    pages.push(page);
    return page;
  }

  async function leave(): Promise<void> {
    const leaving = pages;
    pages = [];
    for (const page of leaving) await page.close();
  }

  return Object.freeze({
    browser,
    open,
    async openFresh(url: string, options?: PageOptions) {
      const page = await open(url, options);
      await page.waitFor(isFresh);
      return page;
    },
    leave,
    async close() {
      await leave();
      await (await starting)?.close();
    },
  });
}

/* What a tab shows, as code for `waitFor`. */

/** The words on the badge. */
export const badge = `document.querySelector('.status-badge summary').innerText.trim()`;
const hasContent = `!!document.querySelector('main :is(.card h2, .hero-title, .article-title, .shelf-name, .product-name, .quote-line)')`;
/** The badge is content, and so is the page. */
export const isFresh = `/^(Up to date|Nothing is kept on this device)$/.test(${badge}) && ${hasContent}`;
/** The same where nothing runs behind the site: it was checked when it was published, which may be a while ago. */
export const isConfirmed = `/^(Up to date|As of .+ ago)$/.test(${badge}) && ${hasContent}`;
export const isOffline = `/^Offline since /.test(${badge})`;
/** No sentence on the page speaks of an error. */
export const isCalm = `!document.body.innerText.includes('Error fetching data')`;
export const showsHome = `document.title.startsWith('Home · ') && !!document.querySelector('main .hero-title')`;
export const showsList = `document.title.startsWith('Blog · ') && document.querySelectorAll('main .card h2').length > 10`;
export const showsError = `document.querySelector('main .error-box')?.innerText.includes('Error fetching data')`;
/** The newest card of the list. */
export const showsFirst = (title: string) =>
  `document.querySelector('main .card h2')?.textContent === ${JSON.stringify(title)}`;
/** An article with its text. */
export const showsArticle = (title: string) =>
  `document.title.startsWith(${JSON.stringify(`${title} · `)}) && document.querySelector('main .article-title')?.textContent === ${JSON.stringify(title)} && document.querySelector('main .prose').textContent.length > 500`;
/** The page can start without a network from now on. */
export const isInstalled = `navigator.serviceWorker.controller?.state === 'activated'`;
