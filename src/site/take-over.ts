import type { Client } from '../tab/client.ts';
import { pageNumberOf } from './routes.ts';
import { twinOf } from './twin-of.ts';

/** A page that a server may have written, and the app that is to stand in its place. */
export interface TakingOver {
  readonly written: HTMLElement;
  readonly app: HTMLElement;
  readonly client: Pick<Client, 'status' | 'onStatus'>;
}

/**
 * Puts the app in the place of the page, at once where that is only the shell. What a server wrote stays until the app
 * shows the same, or has had a second to, at the same version or a newer one (I7): content is exchanged for content, in one
 * step, so that nothing flashes and nothing moves. A reader who goes on meanwhile is not kept waiting.
 */
export function takeOver({ written, app, client }: TakingOver): void {
  const { href, search } = location;
  const { version = '', search: writtenFor = '' } = written.dataset;
  // A host of plain files answers with the first page of the blog for every one.
  const isOther = pageNumberOf(search) !== pageNumberOf(writtenFor);
  const textOf = (page: Element) => page.querySelector('main')?.textContent;
  let patience: number | undefined;

  const exchange = () => {
    growth.disconnect();
    stop();
    clearTimeout(patience);
    const { activeElement } = document;
    const twin = activeElement && twinOf(activeElement, written, app);
    written.replaceWith(app);
    twin?.focus({ preventScroll: true });
  };
  const look = () => {
    if (!version || isOther || location.href !== href) return exchange();
    if (isOlder(client, version) || app.querySelector('.skeleton')) return;
    if (textOf(app) === textOf(written) || app.querySelector('.error-box')) exchange();
    else patience ??= setTimeout(exchange, PATIENCE_MS);
  };
  const growth = new MutationObserver(look);
  // Nobody needs it any more, and the app does not draw it.
  written.querySelectorAll('noscript').forEach((one) => one.remove());
  growth.observe(app, { childList: true, characterData: true, subtree: true });
  const stop = client.onStatus(look);
  look();
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
