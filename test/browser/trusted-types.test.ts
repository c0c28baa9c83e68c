import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { buildFixture, type BuiltFixture } from '../sw/build-fixture.ts';
import { startFixtureServer } from '../sw/fixture-server.ts';
import type { Browser, BrowserPage } from './harness/browser.ts';
import { inEachBrowser } from './harness/in-each-browser.ts';
import { openBrowser } from './harness/open-browser.ts';

let site: BuiltFixture;

beforeAll(async () => {
  site = await buildFixture('trusted');
});
afterAll(() => site.discard());

inEachBrowser((name) => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await openBrowser(name);
  });
  afterAll(() => browser.close());

  async function open(): Promise<BrowserPage> {
    const server = await startFixtureServer(site.dist);
    onTestFinished(() => server.close());
    const page = await browser.newPage(server.origin);
    onTestFinished(() => page.close());
    return page;
  }

  /** The name of what was thrown; 'allowed' where nothing was. */
  const attempt = (page: BrowserPage, code: string) =>
    page.evaluate<string>(
      `(() => { try { ${code}; return 'allowed'; } catch (error) { return error.name; } })()`,
    );

  test('[figure R19] draws templates, starts its workers and loads a chunk without a violation', async () => {
    const page = await open();
    expect(await page.text('#label')).toBe('trusted');
    expect(await page.evaluate(`document.querySelector('svg > circle').namespaceURI`)).toContain(
      'svg',
    );
    await page.waitFor(
      `document.querySelector('#heard').textContent === '?flag=kept late trusted'`,
    );
    await page.click('#load');
    await page.waitFor(`document.querySelector('#late').textContent === 'late trusted'`);
    await page.waitFor(`navigator.serviceWorker.controller?.state === 'activated'`);
    const violations = await page.evaluate<string[]>(
      `[...(globalThis[Symbol.for('offprint.test.violations')] ?? [])]`,
    );
    expect(violations).toEqual([]);
  });

  test('[figure R19] stops text that would become markup, and scripts of another origin', async () => {
    const page = await open();
    // An older engine enforces the CSP alone; there is nothing to test then.
    if (await page.evaluate<boolean>(`!('trustedTypes' in globalThis)`)) return;
    expect(await attempt(page, `document.body.innerHTML = '<img src=x>'`)).toBe('TypeError');
    expect(await attempt(page, `new Worker('/assets/x.js')`)).toBe('TypeError');
    expect(await attempt(page, `trustedTypes.createPolicy('offprint', {})`)).toBe('TypeError');
    expect(await attempt(page, `trustedTypes.createPolicy('other', {})`)).toBe('TypeError');
  });
});
