import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { temporaryFolder } from '../proxy/fakes/folder.ts';
import { namesFor } from '../../src/protocol/names.ts';
import { UNSENT_TAG } from '../../src/protocol/sw-messages.ts';
import { collections } from '../../src/site/collections.ts';
import { freeze, killWorker, targets, wakeForSync } from './harness/cdp.ts';
import { openChromium, type ChromiumPage } from './harness/chromium.ts';
import { isFresh } from './world/readers.ts';
import type { SiteWorld } from './world/site.ts';
import { startSample } from './world/use-site.ts';

/* What is taken from a person stays taken, whatever ends under it. KILLS=25 is the round of figure R6. */

const KILLS = Number(process.env['KILLS'] ?? 5);
const { durable } = namesFor('/', 'public', collections);
const QUOTE = 'recQuoteTides0001';
const shown = `Number(document.querySelector('.like-count')?.textContent.replace(/\\D/g, ''))`;
const waiting = `Number(/([\\d,]+) changes? waiting/.exec(document.querySelector('.status-badge').innerText)?.[1].replaceAll(',', ''))`;
/** Taps without end; what shows was kept before it showed. */
const tap = `setInterval(() => document.querySelector('main .like')?.click(), 15)`;

let site: SiteWorld;
beforeAll(async () => {
  site = await startSample();
});
afterAll(() => site?.close());

async function likesInBase(): Promise<number> {
  const rows = await site.upstreamTable('quotes');
  return Number(rows.find(({ id }) => id === QUOTE)!.fields['likes']);
}

/** Reads the count until some time has passed; the last one that was seen. */
async function watch(page: ChromiumPage, ms: number): Promise<number> {
  const endsAt = Date.now() + ms;
  let last = 0;
  while (Date.now() < endsAt) last = await page.evaluate<number>(shown);
  return last;
}

async function expectEachOnce(count: number): Promise<void> {
  await vi.waitFor(async () => expect(await likesInBase()).toBe(count), {
    timeout: 40_000,
    interval: 250,
  });
}

test(
  `[promise P1][figure R6] a browser that is killed ${KILLS} times under taps loses none that was shown, and each arrives once`,
  { timeout: 60_000 + KILLS * 20_000 },
  async () => {
    const profileDir = await temporaryFolder();
    let floor = await likesInBase();
    site.network.set({ path: /mutations/, offline: true });
    for (let round = 0; round < KILLS; round++) {
      const browser = await openChromium({ profileDir });
      try {
        const page = await browser.newPage(`${site.url}/quotes/${QUOTE}`);
        // What the last round showed is here before anything of it was sent.
        await page.waitFor(`!!document.querySelector('main .like') && ${shown} >= ${floor}`);
        await page.evaluate(tap);
        floor = await watch(page, 400 + 150 * (round % 5));
      } finally {
        await browser.kill();
      }
    }
    const last = await openChromium({ profileDir });
    onTestFinished(() => last.close());
    const page = await last.newPage(`${site.url}/quotes/${QUOTE}`);
    const base = await likesInBase();
    // What was kept and not shown any more before the kill shows now as well.
    await page.waitFor(`${shown} >= ${floor} && ${shown} === ${base} + ${waiting}`);
    const kept = await page.evaluate<number>(shown);
    site.network.clear();
    await expectEachOnce(kept);
    expect(await page.evaluate<number>(shown)).toBe(kept);
  },
);

test('[promise P1][figure R7][fault W1] a SharedWorker that is killed under taps loses none, and each arrives once', async () => {
  const network = await site.anotherNetwork();
  const browser = await openChromium();
  onTestFinished(() => browser.close());
  const page = await browser.newPage(`${network.url}/quotes/${QUOTE}`);
  await page.waitFor(`${isFresh} && !!document.querySelector('main .like')`);
  const before = await page.evaluate<number>(shown);
  await page.evaluate(`globalThis.tapping = ${tap}`);
  let floor = before;
  for (let round = 0; round < KILLS; round++) {
    await watch(page, 700);
    // A new one may still be on its way where the machine is busy.
    await vi.waitFor(() => killWorker(browser, `:${network.port}/assets/shared-`), 10_000);
    const killedAt = await page.evaluate<number>(shown);
    expect(killedAt).toBeGreaterThanOrEqual(floor);
    // It taps on, and soon the count goes on as well.
    await page.waitFor(`${shown} > ${killedAt}`);
    floor = killedAt;
  }
  await page.evaluate(`clearInterval(tapping)`);
  await page.waitFor(isFresh, { timeoutMs: 30_000 });
  const kept = await page.evaluate<number>(shown);
  expect(kept).toBeGreaterThan(before + KILLS);
  await expectEachOnce(kept);
});

test('[W9][fault B2][promise P5] beside tabs of a worker each that were frozen, taps show without a network before and after these wake', async () => {
  const network = await site.anotherNetwork();
  const browser = await openChromium();
  onTestFinished(() => browser.close());
  const open = async () => {
    const page = await browser.newPage(`${network.url}/quotes/${QUOTE}?shared=0`);
    await page.waitFor(`${isFresh} && !!document.querySelector('main .like')`);
    return page;
  };
  const tapOnce = `document.querySelector('main .like').click()`;
  // Were it still in line, the second would get the copy when the first ends, and could not know.
  const [first, second, third] = [await open(), await open(), await open()];
  const before = await third.evaluate<number>(shown);
  await freeze(second, true);
  await first.close();
  network.set({ offline: true });
  await third.evaluate(tapOnce);
  // Sooner than by robbing a tab that does not answer, which takes ten seconds here.
  await third.waitFor(`${shown} === ${before + 1}`, { timeoutMs: 8_000 });
  await freeze(second, false);
  await second.waitFor(`${shown} === ${before + 1} && !!document.querySelector('main .like')`);
  await third.evaluate(tapOnce);
  await third.waitFor(`${shown} === ${before + 2}`);
  await second.evaluate(tapOnce);
  for (const page of [second, third]) await page.waitFor(`${shown} === ${before + 3}`);
  network.clear();
  await expectEachOnce(before + 3);
});

test('[W25][promise P3] what waits for a network is sent once by the service worker where no page is open any more, and the next page knows of it', async () => {
  const network = await site.anotherNetwork();
  const browser = await openChromium();
  onTestFinished(() => browser.close());
  const path = `${network.url}/quotes/${QUOTE}`;
  const page = await browser.newPage(path);
  await page.waitFor(`${isFresh} && !!document.querySelector('main .like')`);
  const count = (await likesInBase()) + 2;
  network.set({ path: /mutations/, offline: true });
  for (let i = 0; i < 2; i++) await page.click('main .like');
  await page.waitFor(`${shown} === ${count} && ${waiting} === 2`);
  const tags = `navigator.serviceWorker.ready.then(({ sync }) => sync.getTags())`;
  await vi.waitFor(async () => expect(await page.evaluate(tags)).toEqual([UNSENT_TAG]), 10_000);
  const elsewhere = await browser.newPage('about:blank');
  await page.close();
  await vi.waitFor(async () => expect(await targets(browser, 'shared_worker')).toEqual([]), 10_000);
  network.clear();
  expect(await likesInBase()).toBe(count - 2);
  await wakeForSync(elsewhere, `${network.url}/`, UNSENT_TAG);
  await expectEachOnce(count);
  const later = await browser.newPage(path);
  await later.waitFor(`${isFresh} && ${shown} === ${count}`);
  expect(await likesInBase()).toBe(count);
});

/** Holds the database of the changes, as a slow disk does, until `letGo` is called; what is kept in it stays. */
const hold = `new Promise((held) => {
  const opening = indexedDB.open(${JSON.stringify(durable)}, 1000);
  opening.onupgradeneeded = () => {
    let isOver = false;
    globalThis.letGo = () => (isOver = true);
    const again = () => {
      if (isOver) return opening.transaction.abort();
      opening.transaction.objectStore('meta').get('head').onsuccess = again;
    };
    again();
    held(true);
  };
})`;

test('[promise P1][fault D1] what waits to be sent shows, and arrives, where its database takes longer to open than a worker waits', async () => {
  const network = await site.anotherNetwork();
  const browser = await openChromium();
  onTestFinished(() => browser.close());
  const path = `${network.url}/quotes/${QUOTE}`;
  const page = await browser.newPage(path);
  await page.waitFor(`${isFresh} && !!document.querySelector('main .like')`);
  const count = (await likesInBase()) + 2;
  network.set({ path: /mutations/, offline: true });
  for (let i = 0; i < 2; i++) await page.click('main .like');
  await page.waitFor(`${shown} === ${count} && ${waiting} === 2`);
  const holder = await browser.newPage(`${network.url}/offline.html`);
  await page.close();
  await holder.evaluate(hold);
  network.clear();
  const later = await browser.newPage(path);
  await later.waitFor(`${isFresh} && ${shown} === ${count}`);
  // What could not be kept is not promised.
  await later.click('main .like');
  await later.waitFor(`!!document.querySelector('main .field-problem')`);
  expect(await likesInBase()).toBe(count - 2);
  await holder.evaluate(`letGo()`);
  await expectEachOnce(count);
  expect(await later.evaluate<number>(shown)).toBe(count);
});
