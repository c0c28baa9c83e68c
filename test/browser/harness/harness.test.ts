import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startFaultProxy, type FaultProxy } from '../../fakes/fault-proxy.ts';
import { expectNoCspViolations, runAxe } from './assertions.ts';
import type { Browser, BrowserPage } from './browser.ts';
import { startFixtureServer } from './fixture-server.ts';
import { inEachBrowser } from './in-each-browser.ts';
import { openBrowser } from './open-browser.ts';

inEachBrowser((name) => {
  let server: Awaited<ReturnType<typeof startFixtureServer>>;
  let proxy: FaultProxy;
  let browser: Browser;
  let pages: BrowserPage[] = [];

  beforeAll(async () => {
    server = await startFixtureServer();
    proxy = await startFaultProxy({ target: server });
    browser = await openBrowser(name);
  });
  afterAll(async () => {
    await browser?.close();
    await proxy?.close();
    await server?.close();
  });
  afterEach(async () => {
    proxy.clear();
    for (const page of pages) await page.close();
    pages = [];
  });

  async function open(path = '/page'): Promise<BrowserPage> {
    const page = await browser.newPage(proxy.url + path);
    pages.push(page);
    return page;
  }
  const ask = (page: BrowserPage, question: object) =>
    page.evaluate<unknown>(`ask(${JSON.stringify(question)})`);

  test('two pages share one SharedWorker', async () => {
    const [first, second] = [await open(), await open()];
    const one = (await ask(first, { kind: 'hello' })) as { epoch: number; pages: number };
    const two = (await ask(second, { kind: 'hello' })) as { epoch: number; pages: number };
    expect(two).toEqual({ epoch: one.epoch, pages: 2 });
    expect(await first.evaluate('document.visibilityState')).toBe('visible');
  });

  test('a page waits for another without holding it up', async () => {
    const [first, second] = [await open(), await open()];
    await first.evaluate('listen()');
    const heard = first.waitFor<string[]>('received.length > 0 && received');
    await second.evaluate(`void new BroadcastChannel('fixture').postMessage('news')`);
    expect(await heard).toEqual(['news']);
  });

  test('evaluate takes functions with arguments, awaits promises and passes errors on', async () => {
    const page = await open();
    expect(await page.evaluate((a: number, b: { c: string }) => a + b.c, 1, { c: 'x' })).toBe('1x');
    expect(await page.evaluate('Promise.resolve([document.title])')).toEqual(['Fixture']);
    await expect(page.evaluate('Promise.reject(new Error("told"))')).rejects.toThrow('told');
    await expect(page.text('#nothing')).rejects.toThrow('nothing matches #nothing');
  });

  test('waitFor says what it waited for and what the page showed instead', async () => {
    const page = await open();
    const waiting = page.waitFor('document.title === "Other"', { timeoutMs: 100 });
    await expect(waiting).rejects.toThrow(
      /waited 100 ms for document\.title[^]*false[^]*\/page[^]*ready/,
    );
  });

  test('a person types, clicks and presses a key', async () => {
    const page = await open();
    await page.fill('input', 'Ada');
    await page.click('button');
    expect(await page.text('#state')).toBe('hello Ada');
    await page.fill('input', 'Bo');
    await page.press('Enter');
    expect(await page.text('#state')).toBe('hello Bo');
    await page.reload();
    expect(await page.text('#state')).toBe('ready');
  });

  test("[fault N1] [fault N9] the fault proxy reaches a SharedWorker's fetch", async () => {
    const page = await open();
    const get = () => ask(page, { kind: 'fetch', url: '/value.json', timeoutMs: 700 });
    const real = { type: 'application/json', body: '{"value":1}' };
    expect(await get()).toEqual(real);
    proxy.set({ offline: true });
    expect(await get()).toEqual({ error: expect.stringMatching(/TypeError|NetworkError/) });
    proxy.set({ replaceBody: { status: 200, contentType: 'text/html', body: 'Sign in' } });
    expect(await get()).toEqual({ type: 'text/html', body: 'Sign in' });
    proxy.set({ stall: true });
    expect(await get()).toEqual({ error: expect.stringMatching(/TimeoutError|AbortError/) });
    proxy.clear();
    expect(await get()).toEqual(real);
  });

  test('[figure R19] a strict page without violations passes, and each violation fails', async () => {
    const page = await open('/strict');
    expect(await ask(page, { kind: 'hello' })).toMatchObject({ pages: 1 });
    await expectNoCspViolations(page);
    await page.evaluate(() => {
      try {
        document.querySelector('#state')!.innerHTML = '<b>raw</b>';
      } catch {
        // Blocked, as it must be; the assertion below hears of it.
      }
    });
    await expect(expectNoCspViolations(page)).rejects.toThrow('require-trusted-types-for');
  });

  test('[figure R27] axe runs under a strict policy, passes a good page and fails a bad one', async () => {
    const good = await open('/strict');
    await runAxe(good);
    await expectNoCspViolations(good);
    const bad = await open('/inaccessible');
    await expect(runAxe(bad)).rejects.toThrow(/image-alt[^]*label/);
  });
});
