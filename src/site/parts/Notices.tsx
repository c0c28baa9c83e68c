import { Show, type JSX } from 'solid-js';
import { createServiceWorker } from '../../tab/service-worker.ts';
import { createLazy } from '../create-lazy.ts';
import { loadStyles } from '../load-styles.ts';
import { useSite } from '../site-context.tsx';
import stylesHref from '../styles/notice.css?url';

/** What is offered, never forced. Most visits have nothing to be told of: the rest is loaded when there is something. */
export function Notices(): JSX.Element {
  const { status } = useSite();
  const worker = createServiceWorker();
  const isTold = () =>
    worker.updateReady() || worker.offlineReady() || worker.copyLost() || status().isOutdated;
  return (
    <div class="notices" role="status">
      <Show when={isTold()}>
        <LazyNotice />
      </Show>
    </div>
  );
}

function LazyNotice(): JSX.Element {
  const load = () => import('./Notice.tsx').then((here) => here.Notice);
  const { part } = createLazy(load, undefined, () => loadStyles(stylesHref));
  return <Show when={part()}>{(notice) => notice()()}</Show>;
}
