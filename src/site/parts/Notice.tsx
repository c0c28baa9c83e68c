import { createEffect, createSignal, on, Show, type JSX } from 'solid-js';
import { createServiceWorker } from '../../tab/service-worker.ts';
import { noticeWords } from '../notice-words.ts';
import { useSite } from '../site-context.tsx';
import { Link } from './Link.tsx';

/** What the notices say: a new version first; else once that the site is ready without a network, or was removed. */
export function Notice(): JSX.Element {
  const { router, status } = useSite();
  const serviceWorker = createServiceWorker();
  const [isLater, setLater] = createSignal(false);
  // Who reads on has seen it; an update stays offered.
  const tidy = () => {
    if (said() && !serviceWorker.updateReady()) serviceWorker.dismiss();
  };
  createEffect(on(router.place, tidy, { defer: true }));
  const hasUpdate = () => serviceWorker.updateReady() || status().isOutdated === true;
  // The service worker keeps the pages' code; without content there would be nothing to read.
  const isReadable = () => status().version !== undefined && status().storage === 'indexeddb';
  const said = () => {
    if (serviceWorker.copyLost()) return noticeWords.copyLost;
    const ready = serviceWorker.offlineReady();
    return ready && isReadable() ? noticeWords.offlineReady[ready] : '';
  };
  return (
    <>
      <Show when={hasUpdate() && !isLater()}>
        <div class="notice">
          <p>
            {noticeWords.updateReady}
            <Show when={serviceWorker.news()}>
              {(news) => <span class="notice-news">{news()}</span>}
            </Show>
          </p>
          <button type="button" class="button" onClick={() => serviceWorker.applyUpdate()}>
            {noticeWords.reload}
          </button>
          <button type="button" class="button button-quiet" onClick={() => setLater(true)}>
            {noticeWords.later}
          </button>
        </div>
      </Show>
      <Show when={said() && !hasUpdate()}>
        <div class="notice">
          <p>{said()}</p>
          <Show when={serviceWorker.copyLost()}>
            <Link to="/status">{noticeWords.whatWasLost}</Link>
          </Show>
          <button type="button" class="button button-quiet" onClick={() => serviceWorker.dismiss()}>
            {noticeWords.fine}
          </button>
        </div>
      </Show>
    </>
  );
}
