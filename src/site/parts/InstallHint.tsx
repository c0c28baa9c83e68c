import { Show, type JSX } from 'solid-js';
import { createInstall } from '../../tab/install.ts';
import { statusWords } from '../status-words.ts';
import { words } from '../words.ts';

/** The way to install the site: the browser's own question where it has one, else where in its menus it is. */
export function InstallHint(): JSX.Element {
  const install = createInstall();
  const isInstalled = matchMedia('(display-mode: standalone)').matches;
  return (
    <div class="install-hint">
      <h3>{statusWords.installTitle}</h3>
      <Show
        when={!isInstalled && install.canInstall()}
        fallback={<p class="quiet">{isInstalled ? statusWords.installed : hintFor(navigator)}</p>}
      >
        <button type="button" class="button" onClick={() => void install.install()}>
          {words.install}
        </button>
      </Show>
    </div>
  );
}

/** Browsers without a question of their own differ in where they put it, and only their name tells. */
function hintFor({ userAgent, maxTouchPoints }: Navigator): string {
  // An iPad calls itself a Macintosh.
  const isApple =
    /iPhone|iPad/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1);
  if (isApple) return statusWords.installIos;
  return userAgent.includes('Firefox') ? statusWords.installFirefox : statusWords.installOther;
}
