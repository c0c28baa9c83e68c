import type { Client } from '../tab/client.ts';

/**
 * Has the browser ask before the page goes while changes wait that nothing keeps. It listens only then: a page that does is
 * not kept for going back.
 */
export function warnBeforeLoss(
  client: Pick<Client, 'status' | 'onStatus'>,
  page: Pick<EventTarget, 'addEventListener' | 'removeEventListener'>,
): void {
  const ask = (event: Event) => event.preventDefault();
  const look = () => {
    const { queued, storage } = client.status().outbox;
    if (storage === 'memory' && queued > 0) page.addEventListener('beforeunload', ask);
    else page.removeEventListener('beforeunload', ask);
  };
  client.onStatus(look);
  look();
}
