import { launch, type Page } from 'puppeteer-core';
import type { Browser, BrowserOptions, BrowserPage, PageOptions } from './browser.ts';
import { cspCollector } from './csp-collector.ts';
import { executableOf } from './executables.ts';
import { killOwn } from './own-processes.ts';
import { createPage } from './page.ts';
import { openProfile } from './profile.ts';

/** What `openFirefox` may be told. */
interface FirefoxOptions extends BrowserOptions {
  /** Settings as in about:config. */
  readonly preferences?: Readonly<Record<string, boolean | number | string>>;
}

/** Starts the installed Firefox without a display and drives it over WebDriver BiDi. Each page is a window, so that all are visible. */
export async function openFirefox(options: FirefoxOptions = {}): Promise<Browser> {
  const profile = openProfile(options.profileDir);
  const native = await launch({
    browser: 'firefox',
    executablePath: executableOf('firefox'),
    userDataDir: profile.dir,
    extraPrefsFirefox: { ...options.preferences },
    args: [...(options.args ?? [])],
    defaultViewport: null,
  });
  const pid = native.process()?.pid;

  return Object.freeze({
    name: 'firefox' as const,
    version: await native.version(),
    profileDir: profile.dir,
    newPage: async (url?: string, { initScript }: PageOptions = {}) => {
      const page = await native.newPage({ type: 'window' });
      await page.evaluateOnNewDocument(cspCollector);
      if (initScript !== undefined) await page.evaluateOnNewDocument(initScript);
      const opened = toPage(page);
      if (url !== undefined) await opened.goto(url);
      return opened;
    },
    close: async () => {
      await native.close();
      profile.discard();
    },
    kill: async () => {
      await killOwn(profile.dir, pid === undefined ? [] : [pid]);
      profile.discard();
    },
  });
}

function toPage(native: Page): BrowserPage {
  const errors: string[] = [];
  native.on('pageerror', (error) => errors.push(String(error)));
  native.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  return createPage({
    goto: async (url) => void (await native.goto(url)),
    reload: async () => void (await native.reload()),
    run: (expression) => native.evaluate(expression),
    click: (selector) => native.locator(selector).click(),
    fill: (selector, value) => native.locator(selector).fill(value),
    press: (key) => native.keyboard.press(key),
    errors,
    close: () => native.close(),
  });
}
