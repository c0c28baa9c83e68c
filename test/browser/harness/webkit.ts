import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, BrowserOptions, BrowserPage } from './browser.ts';
import { cspCollector } from './csp-collector.ts';
import { openDisplay } from './display.ts';
import { executableOf } from './executables.ts';
import { killOwn } from './own-processes.ts';
import { createPage } from './page.ts';
import { openProfile } from './profile.ts';
import { openSession, type WebDriver } from './web-driver.ts';

/**
 * Starts WebKitGTK's MiniBrowser on a display of its own. Each page is a window, so that all are
 * visible; the driver speaks to one at a time, so commands queue. Its automation sessions are
 * ephemeral: nothing survives `close`.
 */
export async function openWebkit(options: BrowserOptions = {}): Promise<Browser> {
  const profile = openProfile(options.profileDir);
  const display = await openDisplay();
  const port = await findFreePort();
  const driver = spawn(executableOf('WebKitWebDriver'), [`--port=${port}`], {
    stdio: 'ignore',
    env: {
      ...process.env,
      DISPLAY: display.name,
      GDK_BACKEND: 'x11',
      NO_AT_BRIDGE: '1',
      WEBKIT_DISABLE_COMPOSITING_MODE: '1',
      XDG_CACHE_HOME: profile.dir,
      XDG_CONFIG_HOME: profile.dir,
      XDG_DATA_HOME: profile.dir,
    },
  });
  const stopWithUs = (): void => void driver.kill('SIGKILL');
  process.once('exit', stopWithUs);
  const kill = async (): Promise<void> => {
    process.off('exit', stopWithUs);
    await killOwn(profile.dir, driver.pid === undefined ? [] : [driver.pid]);
    display.close();
    profile.discard();
  };

  const { command, browserVersion } = await openSession(`http://127.0.0.1:${port}`, {
    'webkitgtk:browserOptions': {
      binary: executableOf('MiniBrowser'),
      args: ['--automation', ...(options.args ?? [])],
    },
  }).catch(async (error: unknown) => {
    await kill();
    throw error;
  });
  const inWindow = createWindowQueue(command);
  // Never handed out: closing the last window ends the session.
  const first = (await command('GET', '/window')) as string;

  return Object.freeze({
    name: 'webkit' as const,
    version: browserVersion,
    profileDir: profile.dir,
    newPage: async (url?: string, { initScript }: { readonly initScript?: string } = {}) => {
      if (initScript !== undefined) throw new Error("WebKit's driver has no init scripts");
      const { handle } = (await inWindow(first, (each) =>
        each('POST', '/window/new', { type: 'window' }),
      )) as { handle: string };
      const page = toPage((work) => inWindow(handle, work));
      if (url !== undefined) await page.goto(url);
      return page;
    },
    close: async () => {
      await command('DELETE', '').catch(() => undefined);
      await kill();
    },
    kill,
  });
}

type InWindow = <Result>(work: (command: WebDriver) => Promise<Result>) => Promise<Result>;

function toPage(inWindow: InWindow): BrowserPage {
  const send = (path: string, body?: object) => inWindow((command) => command('POST', path, body));
  const onElement = (selector: string, verb: string, body?: object) =>
    inWindow(async (command) => {
      const found = await command('POST', '/element', { using: 'css selector', value: selector });
      await command('POST', `/element/${Object.values(found as object)[0]}/${verb}`, body);
    });
  const collect = () => send('/execute/sync', { script: cspCollector, args: [] });
  return createPage({
    goto: async (url) => {
      await send('/url', { url });
      await collect();
    },
    reload: async () => {
      await send('/refresh');
      await collect();
    },
    run: (expression) => run(expression, (script) => send('/execute/sync', { script, args: [] })),
    click: (selector) => onElement(selector, 'click'),
    fill: async (selector, value) => {
      await onElement(selector, 'clear');
      await onElement(selector, 'value', { text: value });
    },
    press: async (key) => {
      const value = KEYS[key];
      const actions = ['keyDown', 'keyUp'].map((type) => ({ type, value }));
      await send('/actions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
    },
    errors: [],
    close: () => inWindow(async (command) => void (await command('DELETE', '/window'))),
  });
}

/**
 * Starts the expression and asks for its outcome until there is one: a page that waits for another
 * must not hold the one session meanwhile.
 */
async function run(
  expression: string,
  execute: (script: string) => Promise<unknown>,
): Promise<unknown> {
  const id = JSON.stringify(randomUUID());
  const outcomes = `(globalThis[Symbol.for('offprint.test.outcomes')] ??= new Map())`;
  await execute(`const outcomes = ${outcomes};
    outcomes.set(${id}, {});
    Promise.resolve().then(() => (${expression})).then(
      (value) => outcomes.set(${id}, { done: true, value }),
      (error) => outcomes.set(${id}, { done: true, error: String(error) }));`);
  for (;;) {
    const outcome = (await execute(`return ${outcomes}.get(${id})`)) as Outcome | null;
    if (outcome === null) throw new Error('the page went away before it answered');
    if (outcome.error !== undefined) throw new Error(outcome.error);
    if (outcome.done === true) return outcome.value;
    await sleep(10);
  }
}

interface Outcome {
  readonly done?: true;
  readonly value?: unknown;
  readonly error?: string;
}

// W3C WebDriver §17.4.2.
const KEYS = { Enter: '\uE007', Escape: '\uE00C', Tab: '\uE004' } as const;

/** Runs work in a window, one after another, since a session has one current window. */
function createWindowQueue(command: WebDriver) {
  let tail: Promise<unknown> = Promise.resolve();
  return <Result>(handle: string, work: (command: WebDriver) => Promise<Result>) => {
    const turn = tail.then(async () => {
      await command('POST', '/window', { handle });
      return work(command);
    });
    tail = turn.catch(() => undefined);
    return turn;
  };
}

async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
