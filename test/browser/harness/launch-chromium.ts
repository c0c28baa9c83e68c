import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { executableOf } from './executables.ts';
import { killOwn } from './own-processes.ts';

/** A Chromium process of ours. */
export interface ChromiumProcess {
  /** Where it speaks DevTools. */
  readonly endpoint: string;
  readonly ended: Promise<unknown>;
  /** SIGKILL to all of it; settles when it is gone. */
  readonly kill: () => Promise<void>;
}

/** Starts Chromium on a profile; settles when DevTools answers. It ends with this process at the latest. */
export async function launchChromium(
  profileDir: string,
  args: readonly string[] = [],
): Promise<ChromiumProcess> {
  const child = spawn(
    executableOf('chromium'),
    [...ARGS, `--user-data-dir=${profileDir}`, ...args, 'about:blank'],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const stopWithUs = (): void => void child.kill('SIGKILL');
  process.once('exit', stopWithUs);
  const ended = once(child, 'exit').finally(() => process.off('exit', stopWithUs));
  const said: string[] = [];
  const endpoint = await new Promise<string>((resolve, reject) => {
    createInterface(child.stderr).on('line', (line) => {
      const found = /^DevTools listening on (ws:\S+)/.exec(line)?.[1];
      if (found !== undefined) resolve(found);
      else said.push(line);
    });
    void ended.then(() => reject(new Error(`Chromium ended at once:\n${said.join('\n')}`)));
  });
  return Object.freeze({
    endpoint,
    ended,
    kill: () =>
      killOwn(`--user-data-dir=${profileDir}`, child.pid === undefined ? [] : [child.pid]),
  });
}

// No display, GPU or first-run pages, no traffic of the browser's own, and no large /dev/shm. The address bar's two popups are
// pages that a window draws beside ours, out of sight: a third of all processor time.
const ARGS = [
  '--headless',
  '--remote-debugging-port=0',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-extensions',
  '--disable-features=MediaRouter,OptimizationHints,Translate,WebUIOmniboxPopup,WebUIOmniboxAimPopup',
  '--disable-sync',
  '--no-default-browser-check',
  '--no-first-run',
  '--password-store=basic',
  '--window-size=1280,900',
];
