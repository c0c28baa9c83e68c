import type { Client } from '../tab/client.ts';
import { keepFocus } from './keep-focus.ts';
import { startReading } from './reading/start-reading.tsx';
import type { Router } from './router.ts';
import { theSearch } from './the-search.ts';
import { warnBeforeLoss } from './warn-before-loss.ts';

/** What a page does once it is drawn and has nothing else to do: shortcuts, help for readers, and an index for whoever may search. */
export function startLater({ client, router }: { client: Client; router: Router }): void {
  document.addEventListener('keydown', (event) => {
    if (!isShortcut(event)) return;
    event.preventDefault();
    const field = document.querySelector<HTMLInputElement>('.search-field');
    if (field) field.select();
    else router.navigate('/search');
  });
  keepFocus();
  warnBeforeLoss(client, window);
  // What the badge says without a network has to be here before that.
  import('./parts/StatusDetails.tsx').catch(() => undefined);
  startReading({ client, router }).catch(() => undefined);
  if (!isSavingData()) void whenSettled(client).then(() => theSearch(client).start());
}

/** '/' where nothing is being typed; Ctrl K, or ⌘ K, anywhere. */
function isShortcut({
  key,
  ctrlKey,
  metaKey,
  altKey,
  shiftKey,
  target,
  isComposing,
}: KeyboardEvent) {
  if (isComposing || altKey) return false;
  if (key === 'k' && (ctrlKey || metaKey) && !shiftKey) return true;
  if (key !== '/' || ctrlKey || metaKey) return false;
  const isTyping =
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest('input, textarea, select') !== null);
  return !isTyping;
}

/** Settles when the first sync is over and the copy is confirmed, and the browser has time. */
function whenSettled(client: Client): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (client.status().phase !== 'fresh') return;
      stop();
      if ('requestIdleCallback' in globalThis) requestIdleCallback(() => resolve());
      else setTimeout(resolve, IDLE_MS);
    };
    const stop = client.onStatus(look);
    look();
  });
}

/** Safari has no idle callbacks. */
const IDLE_MS = 2000;

/** Network Information is Chromium's only, and in no TypeScript library. */
function isSavingData(): boolean {
  const { connection } = navigator as { readonly connection?: { readonly saveData?: boolean } };
  return connection?.saveData === true;
}
