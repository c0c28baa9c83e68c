import type { Browser, BrowserName, BrowserOptions } from './browser.ts';
import { openChromium } from './chromium.ts';
import { openFirefox } from './firefox.ts';
import { openWebkit } from './webkit.ts';

/** Starts an installed browser; throws one line that says how to install a missing one. */
export function openBrowser(name: BrowserName, options?: BrowserOptions): Promise<Browser> {
  return openersByName[name](options);
}

const openersByName = {
  chromium: openChromium,
  firefox: openFirefox,
  webkit: openWebkit,
} satisfies Record<BrowserName, (options?: BrowserOptions) => Promise<Browser>>;
