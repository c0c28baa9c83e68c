import type { Client } from '../tab/client.ts';

/** A page that a server may have written, and the app that is to stand in its place. */
export interface TakingOver {
  readonly written: HTMLElement;
  readonly app: HTMLElement;
  readonly client: Pick<Client, 'status' | 'onStatus'>;
}

/**
 * Puts the app in the place of the page, at once where that is only the shell. What a server wrote stays until the app
 * shows as much, at the same version or a newer one (I7): content is exchanged for the same content, in one step, so that
 * nothing flashes and nothing moves. A reader who goes on meanwhile is not kept waiting.
 */
export function takeOver({ written, app, client }: TakingOver): void {
  const { href, search } = location;
  const { version = '', search: writtenFor = '' } = written.dataset;
  const isShell = !version || search !== writtenFor;
  const isWaiting = () =>
    location.href === href && (isOlder(client, version) || app.querySelector('.skeleton') !== null);

  const look = () => {
    if (!isShell && isWaiting()) return;
    growth.disconnect();
    stop();
    written.replaceWith(app);
  };
  const growth = new MutationObserver(look);
  growth.observe(app, { childList: true, subtree: true });
  const stop = client.onStatus(look);
  look();
}

/** True where the app's copy is not known yet, or older than what is written. */
function isOlder({ status }: Pick<Client, 'status'>, written: string): boolean {
  const { phase, version } = status();
  if (!version) return phase === 'starting';
  const [log, seq] = written.split(' ');
  return phase !== 'offline' && version.log === log && version.seq < Number(seq);
}
