import { chromium, type BrowserContext, type CDPSession, type Page } from 'playwright-core';
import type { Browser, BrowserOptions, BrowserPage, PageOptions } from './browser.ts';
import { cspCollector } from './csp-collector.ts';
import { launchChromium } from './launch-chromium.ts';
import { createPage } from './page.ts';
import { openProfile } from './profile.ts';

/** A Chromium tab, with Playwright's own page and a DevTools session for what only they can do. */
export interface ChromiumPage extends BrowserPage {
  readonly native: Page;
  readonly cdp: CDPSession;
}

/** Chromium, with a DevTools session over the whole browser. */
export interface ChromiumBrowser extends Browser {
  readonly newPage: (url?: string, options?: PageOptions) => Promise<ChromiumPage>;
  readonly native: BrowserContext;
  readonly cdp: CDPSession;
}

/**
 * Starts the installed Chromium without a display. Each page is a window, so that all are visible.
 * Playwright connects to it rather than launching it, because a launched one pretends every page to
 * be focused and visible, which makes freezing and hiding have no effect.
 */
export async function openChromium(options: BrowserOptions = {}): Promise<ChromiumBrowser> {
  const profile = openProfile(options.profileDir);
  const process = await launchChromium(profile.dir, options.args);
  const native = await chromium.connectOverCDP(process.endpoint, { noDefaults: true });
  const cdp = await native.newBrowserCDPSession();
  const context = native.contexts()[0]!;

  return Object.freeze({
    name: 'chromium' as const,
    version: native.version(),
    profileDir: profile.dir,
    native: context,
    cdp,
    newPage: async (url?: string, { initScript }: PageOptions = {}) => {
      const opening = context.waitForEvent('page');
      await cdp.send('Target.createTarget', { url: 'about:blank', newWindow: true });
      const page = await opening;
      await page.addInitScript(cspCollector);
      if (initScript !== undefined) await page.addInitScript(initScript);
      const opened = await toChromiumPage(page);
      if (url !== undefined) await opened.goto(url);
      return opened;
    },
    close: async () => {
      await cdp.send('Browser.close');
      await process.ended;
      await native.close();
      profile.discard();
    },
    kill: async () => {
      await process.kill();
      await native.close();
      profile.discard();
    },
  });
}

async function toChromiumPage(native: Page): Promise<ChromiumPage> {
  const errors: string[] = [];
  native.on('pageerror', (error) => errors.push(String(error)));
  native.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  let lastFailed = 'no request failed';
  native.on('requestfailed', (request) => {
    lastFailed = `the last request that failed: ${request.failure()?.errorText} ${request.url()}`;
  });
  const page = createPage({
    goto: async (url) => void (await native.goto(url)),
    reload: async () => void (await native.reload()),
    // A page is not told why a fetch failed; whoever reads the log is.
    run: (expression) =>
      native.evaluate(expression).catch((cause: unknown) => {
        throw new Error(`${String(cause)}\n${lastFailed}`, { cause });
      }),
    click: (selector) => native.click(selector),
    fill: (selector, value) => native.fill(selector, value),
    press: (key) => native.keyboard.press(key),
    errors,
    close: () => native.close(),
  });
  const cdp = await native.context().newCDPSession(native);
  return Object.freeze({ ...page, native, cdp });
}
