import { batch } from 'solid-js';
import { render } from 'solid-js/web';
import { openClient } from '../tab/open-client.ts';
import { readRungs, rungQuery } from '../tab/rungs.ts';
import { registerServiceWorker } from '../tab/service-worker.ts';
import { untilLoaded } from '../tab/until-loaded.ts';
import { App } from './App.tsx';
import { collections } from './collections.ts';
import { richNodes } from './parts/rich-dom.ts';
import { startRouter } from './router.ts';
import { movedTo } from './routes.ts';
import { takeOver } from './take-over.ts';
import { words } from './words.ts';

const root = document.getElementById('root');
if (!root) throw new Error('index.html: no element with the id "root"');
// Over plain http, but for localhost, browsers give a page nothing to check with and nothing to keep with. What a server
// wrote can be read all the same.
if (isSecureContext) begin(root);
else sayInsecure(root.querySelector('.late'));

function sayInsecure(line: Element | null): void {
  if (!line) return;
  line.textContent = words.insecure;
  line.classList.remove('late');
}

function begin(written: HTMLElement): void {
  const basePath = import.meta.env.BASE_URL;
  const client = openClient({ collections, basePath, batch });
  const flags = rungQuery(readRungs(location.search));
  const router = startRouter({ page: window, basePath, flags, movedTo });
  const app = document.createElement('div');
  app.id = 'root';
  render(
    () => <App client={client} router={router} basePath={basePath} drawRichText={richNodes} />,
    app,
  );
  takeOver({ written, app, client });
  registerServiceWorker({ basePath, collections, client });
  // What is drawn first is not kept waiting by it.
  setTimeout(async () => {
    const { startLater } = await untilLoaded(() => import('./later.ts'));
    startLater({ client, router });
  }, 500);
}
