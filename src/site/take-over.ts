import { createEffect, createRoot, on } from 'solid-js';
import type { Client } from '../tab/client.ts';
import type { Router } from './router.ts';
import { pageNumberOf } from './routes.ts';
import { words } from './words.ts';

/** A page that a server may have written, and the app that is to stand in its place. */
export interface TakingOver {
  readonly written: HTMLElement;
  readonly app: HTMLElement;
  readonly client: Pick<Client, 'status' | 'onStatus'>;
  readonly router: Pick<Router, 'place'>;
}

/**
 * Puts the app in the place of the page, at once where that is only the shell. What a server wrote stays until the app
 * shows the same, or has had a second to, at the same version or a newer one (I7): content is exchanged for content, in one
 * step, so that nothing flashes and nothing moves. Where the app has none to show, everything around it is exchanged, so
 * that the badge says why, and the content stays. A reader who goes on meanwhile is not kept waiting.
 */
export function takeOver({ written, app, client, router }: TakingOver): void {
  const { title } = document;
  const { version = '', search: writtenFor = '' } = written.dataset;
  const content = written.querySelector('main');
  const text = content?.textContent;
  const main = app.querySelector('main')!;
  let [shown, next] = [written, app];
  let patience: number | undefined;

  const exchange = () => {
    growth.disconnect();
    stop();
    clearTimeout(patience);
    shown.replaceWith(next);
  };
  const keepContent = () => {
    clearTimeout(patience);
    patience = undefined;
    // The error has a title of its own.
    document.title = title;
    if (shown !== written) return;
    shown.replaceWith(next);
    main.replaceWith(content!);
    [shown, next] = [content!, main];
    // Its controls still wait, and so does its title (create-page.ts).
    shown.dataset['version'] = version;
  };
  const look = () => {
    // A host of plain files answers with the first page of the blog for every one.
    if (!version || pageNumberOf(location.search) !== pageNumberOf(writtenFor)) return exchange();
    const heading = main.querySelector('h1')?.textContent;
    if (heading === words.errorTitle || heading === words.notHereTitle) return keepContent();
    if (isOlder(client, version) || main.querySelector('.skeleton')) return;
    if (main.textContent === text) exchange();
    else patience ??= setTimeout(exchange, PATIENCE_MS);
  };
  const growth = new MutationObserver(look);
  growth.observe(main, { childList: true, characterData: true, subtree: true });
  const stop = client.onStatus(look);
  createRoot(() => createEffect(on(router.place, exchange, { defer: true })));
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
