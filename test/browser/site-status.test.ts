import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { FaultProxy } from '../fakes/fault-proxy.ts';
import type { ChromiumPage } from './harness/chromium.ts';
import { createReaders, isCalm, isOffline } from './world/readers.ts';
import { startSite, type SiteWorld } from './world/site.ts';

const readers = createReaders();
let site: SiteWorld;
/** A network of its own for each test, and so a reader who has never been here. */
let network: FaultProxy;

beforeAll(async () => {
  site = await startSite();
});
afterAll(async () => {
  await readers.close();
  await site?.close();
});
afterEach(async () => {
  await readers.leave();
  network?.clear();
});

/** A first visit. */
async function visit(path: string): Promise<ChromiumPage> {
  network = await site.anotherNetwork();
  return readers.openFresh(network.url + path);
}

const notice = `document.querySelector('.notice')?.innerText ?? ''`;
const isReady = `${notice}.startsWith('Ready to be read without a network')`;
const READY = { timeoutMs: 30_000 };

describe('pictures that were never on the screen', () => {
  test('[B49][promise P6] an article that was never visited has its picture without a network, once the site says that it is ready', async () => {
    const page = await visit('/');
    await page.waitFor(isReady, READY);
    expect(await page.evaluate(notice)).toMatch(/^Ready to be read without a network\n/);
    network.set({ offline: true });
    for (const path of ['/blog', `/blog/${site.newest.id}/${site.newest.slug}`, '/catalog']) {
      await page.goto(network.url + path);
      await page.waitFor(`${isOffline} && ${isCalm} && !!document.querySelector('main .picture')`);
      await page.waitFor(ALL_SHOWN);
    }
  });

  test('[B49] whoever asks for little traffic is not sent them, and is told that they are missing', async () => {
    const savesData = `Object.defineProperty(navigator, 'connection', { value: { saveData: true } });`;
    network = await site.anotherNetwork();
    const page = await readers.open(`${network.url}/quotes`, { initScript: savesData });
    await page.waitFor(isReady, READY);
    expect(await page.evaluate(notice)).toContain('but for pictures that were not seen');
    expect(network.count(/^\/v1\/media\//)).toBe(0);
  });
});

/** Every picture of the page, scrolled to, is there: none is a labelled sheet, none is still to come. */
const ALL_SHOWN = `[...document.querySelectorAll('main .picture')].every((box) => {
  box.scrollIntoView();
  return box.querySelector('img')?.naturalWidth > 100;
})`;
