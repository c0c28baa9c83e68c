import type { Client } from '../tab/client.ts';
import { pageNumberOf } from './routes.ts';
import { twinOf } from './twin-of.ts';
import { words } from './words.ts';

/** A page that a server may have written, and the app that is to stand in its place. */
export interface TakingOver {
  readonly written: HTMLElement;
  readonly app: HTMLElement;
  readonly client: Pick<Client, 'status' | 'onStatus'>;
}

/**
 * Puts the app in the place of the page, at once where that is only the shell. What a server wrote stays until the app
 * shows the same, or has had a second to, at the same version or a newer one (I7): content is exchanged for content, in one
 * step, so that nothing flashes and nothing moves. A reader who goes on meanwhile is not kept waiting. An article that the
 * app cannot have now stays to be read, with the app around it and its error above it.
 */
export function takeOver({ written, app, client }: TakingOver): void {
  const { search } = location;
  const here = pageOf(location);
  const { version = '', search: writtenFor = '' } = written.dataset;
  // A host of plain files answers with the first page of the blog for every one.
  const isOther = pageNumberOf(search) !== pageNumberOf(writtenFor);
  const main = app.querySelector('main')!;
  // Where there is only the shell there is none, and it is exchanged before it is asked for.
  const read = written.querySelector('main')!;
  const isArticle = written.querySelector('.article') !== null;
  // Nobody needs it any more, and the app does not draw it.
  written.querySelectorAll('noscript').forEach((one) => one.remove());
  const text = written.querySelector('main')?.textContent;
  let isAround = false;
  let isTold = false;
  let patience: number | undefined;

  const exchange = () => {
    growth.disconnect();
    stop();
    clearTimeout(patience);
    if (!isAround) return swap(written, app);
    const top = topOf(read);
    swap(read, main);
    scrollBy(0, topOf(main) - top);
  };
  const look = () => {
    if (!version || isOther || pageOf(location) !== here) return exchange();
    if (isOlder(client, version) || main.querySelector('.skeleton')) return;
    const error = main.querySelector('.error-box');
    if (isArticle && isLost(client, main)) return readOn(error);
    if (main.textContent === text || error) exchange();
    else patience ??= setTimeout(exchange, PATIENCE_MS);
  };
  const readOn = (error: Element | null) => {
    clearTimeout(patience);
    patience = undefined;
    if (!isAround) goAround();
    if (!error || isTold) return;
    isTold = true;
    const copy = error.cloneNode(true) as HTMLElement;
    copy.addEventListener('click', () => copy.remove());
    read.prepend(copy);
  };
  const goAround = () => {
    isAround = true;
    const { activeElement } = document;
    main.replaceWith(read);
    swap(written, app);
    if (read.contains(activeElement)) (activeElement as HTMLElement).focus({ preventScroll: true });
    growth.observe(main, GROWTH);
    // What takes its place later is not to take the focus for that (parts/PageHeading.tsx).
    read.querySelector('h1')?.removeAttribute('tabindex');
    read.querySelectorAll('img').forEach(labelWhereMissing);
  };
  const growth = new MutationObserver(look);
  growth.observe(app, GROWTH);
  const stop = client.onStatus(look);
  look();
}

/** A link within the page leads to no other one. */
function pageOf({ href }: Location): string | undefined {
  return href.split('#')[0];
}

const GROWTH = { childList: true, characterData: true, subtree: true };

/** Puts one drawing in the place of another; what had the focus has it still. */
function swap(from: Element, to: Element): void {
  const { activeElement } = document;
  const twin = activeElement && twinOf(activeElement, from, to);
  from.replaceWith(to);
  twin?.focus({ preventScroll: true });
}

/** A written picture that does not come gets the label that the app gives its own (parts/Picture.tsx). */
function labelWhereMissing(picture: HTMLImageElement): void {
  const label = document.createElement('div');
  label.className = 'picture-missing';
  label.textContent = words.pictureFailed;
  const exchange = () => picture.replaceWith(label);
  if (picture.complete && picture.naturalWidth === 0) exchange();
  else picture.addEventListener('error', exchange);
}

/** Where the article begins, in pixels from the top of the window: an error above it comes and goes. */
function topOf(page: Element): number {
  return (page.querySelector('.article') ?? page).getBoundingClientRect().top;
}

/** True where the app has no article to show, and no way to one now. */
function isLost({ status }: Pick<Client, 'status'>, main: Element): boolean {
  return status().phase === 'offline' && !main.querySelector('.article');
}

/** Some of a page, such as what stands next to an article, is known with the last of the content only. */
const PATIENCE_MS = 1000;

/** True where the app's copy is not known yet, or older than what is written. */
function isOlder({ status }: Pick<Client, 'status'>, written: string): boolean {
  const { phase, version } = status();
  if (!version) return phase === 'starting';
  const [log, seq] = written.split(' ');
  return phase !== 'offline' && version.log === log && version.seq < Number(seq);
}
