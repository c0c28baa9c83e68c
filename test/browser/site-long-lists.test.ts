import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { sampleBase } from '../../src/emulator/sample/base.ts';
import { runAxe } from './harness/assertions.ts';
import type { ChromiumPage } from './harness/chromium.ts';
import { badge, createReaders } from './world/readers.ts';
import { startSite, type SiteWorld } from './world/site.ts';

/* A product with hundreds of reviews, and a wall of a thousand quotes. */

const product = 'recProductTides01';
const path = `/catalog/${product}`;
const minute = (n: number) => new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString();
const rows = (count: number, name: string, fieldsOf: (n: number) => object) =>
  Array.from({ length: count }, (_, n) => ({
    id: `rec${name}${String(n).padStart(14 - name.length, '0')}`,
    createdTime: minute(n),
    fields: { ...fieldsOf(n) },
  }));
const reviews = rows(280, 'Review', (n) => ({
  product: [product],
  product_key: product,
  author: 'Low Bridge',
  content: `Opinion ${n}`,
  score: n < 140 ? 5 : 4,
  inserted_at: minute(n),
}));
const quotes = rows(1000, 'Quote', (n) => ({
  author: 'Slow Ferry',
  content: `Line ${n}`,
  likes: 0,
  as_of: minute(n),
}));
const tables = sampleBase.tables.map((table) => {
  if (table.name === 'reviews') return { ...table, records: reviews };
  return table.name === 'quotes' ? { ...table, records: quotes } : table;
});
const readers = createReaders();
let site: SiteWorld;
beforeAll(async () => {
  site = await startSite({ base: { ...sampleBase, id: 'appOFFPRINTlongs0', tables } });
  await site.stopServer();
  await site.startServer({ editorToken: 'editor-sample' });
  await vi.waitUntil(async () => (await fetch(`${site.url}/v1/manifest.json`)).ok, PUBLISHING);
});
afterAll(async () => {
  await readers.close();
  await site?.close();
});
afterEach(readers.leave);
const PUBLISHING = { timeout: 30_000, interval: 100 };

/** A tab that shows what is newest. */
const open = (path: string) => readers.openFresh(site.url + path);

const app = '#root:not([data-version])';
const count = (selector: string) => `document.querySelectorAll('${app} ${selector}').length`;
const more = `${app} .more`;
const isFocused = (selector: string) =>
  `!!document.activeElement?.matches(${JSON.stringify(selector)})`;
const firstOf = (selector: string) => `document.querySelector('${app} ${selector}').innerText`;

async function openReviews(): Promise<ChromiumPage> {
  const page = await open(path);
  await page.waitFor(`${count('.review')} === 20`);
  return page;
}

async function showMore(page: ChromiumPage, times = 1): Promise<void> {
  for (let n = 0; n < times; n++) await page.click(more);
}

test('[B99] shows the newest of many reviews, and more at a press, where the page and the focus are', async () => {
  const page = await openReviews();
  await page.native.setViewportSize({ width: 360, height: 700 });
  expect(await page.text(`${app} .product-average`)).toBe('4.5 of 5 stars, from 280 reviews');
  expect(await page.text(more)).toBe('Show 20 more of 280');
  expect(await page.evaluate(firstOf('.review p'))).toBe('(4 stars) Opinion 279 – Low Bridge');
  expect(await page.evaluate(`document.documentElement.scrollHeight`)).toBeLessThan(6000);
  await page.native.focus(more);
  const y = await page.evaluate<number>(`scrollY`);
  expect(y).toBeGreaterThan(500);
  await page.press('Enter');
  await page.waitFor(`${count('.review')} === 40`);
  expect(await page.evaluate(`scrollY`)).toBe(y);
  expect(await page.evaluate(isFocused('.more'))).toBe(true);
  expect(await page.text(`${app} .reviews ~ [role=status]`)).toBe('40 of 280 are shown.');
  await showMore(page, 11);
  await page.native.focus(more);
  await page.press('Enter');
  await page.waitFor(`${count('.review')} === 280`);
  // The button is gone; the first of the last reviews stands where it was.
  expect(await page.evaluate(isFocused('.review:nth-child(261)'))).toBe(true);
  expect(await page.evaluate(count('.more'))).toBe(0);
  expect(await page.text(`${app} .reviews ~ [role=status]`)).toBe('All 280 are shown.');
  await runAxe(page);
});

test('[B99] a reload and Back find as many reviews as were shown, also after a link within the page; a new visit begins anew', async () => {
  const page = await openReviews();
  await showMore(page, 2);
  await page.waitFor(`${count('.review')} === 60`);
  await page.evaluate(`scrollTo(0, document.querySelector('.review:nth-child(55)').offsetTop)`);
  const y = await page.evaluate<number>(`scrollY`);
  await page.evaluate(`document.querySelector('header a[href="/quotes"]').click()`);
  await page.waitFor(`${count('.quote')} > 0`);
  await page.evaluate(`history.back()`);
  await page.waitFor(`${count('.review')} === 60 && scrollY === ${y}`);
  await page.reload();
  await page.waitFor(`${count('.review')} === 60 && scrollY === ${y}`);
  await page.waitFor(`${count('.product-write a')} === 1`);
  await page.evaluate(`document.querySelector('.product-write a').click()`);
  await page.waitFor(`location.hash === '#write-review'`);
  await page.reload();
  await page.waitFor(`${count('.review')} === 60`);
  await page.evaluate(`document.querySelector('header a[href="/catalog"]').click()`);
  await page.waitFor(`${count('.shelf')} === 1`);
  await page.click(`.shelf a[href="${path}"]`);
  await page.waitFor(`${count('.review')} === 20`);
});

test('[B99] a link beside the average leads to the form, and brings the focus along', async () => {
  const page = await openReviews();
  await page.native.setViewportSize({ width: 360, height: 700 });
  const place = `document.querySelector('#write-review').getBoundingClientRect()`;
  expect(await page.evaluate(`${place}.top > innerHeight`)).toBe(true);
  await page.click(`${app} .product-write a`);
  await page.waitFor(`${place}.top >= 0 && ${place}.top < 50`);
  expect(await page.evaluate(isFocused('form'))).toBe(true);
  await page.press('Tab');
  expect(await page.evaluate(isFocused('input[name=author]'))).toBe(true);
});

test('[B99] a new review comes first, and what is shown stays', async () => {
  const page = await openReviews();
  const last = `[...document.querySelectorAll('${app} .review')].at(-1)`;
  await page.evaluate(`globalThis.last = ${last}`);
  const { id } = await site.addRow('reviews', {
    product: [product],
    product_key: product,
    author: 'Somebody',
    content: 'News',
    score: 3,
    inserted_at: '2026-10-01T00:00:00.000Z',
  });
  await page.waitFor(`${firstOf('.review p')}.includes('News')`);
  expect(await page.evaluate(`${last} === globalThis.last && ${count('.review')}`)).toBe(21);
  await page.fill('main input[name=author]', 'Low Bridge');
  await page.fill('main textarea[name=content]', 'My own');
  await page.click('main form [type=submit]');
  await page.waitFor(`${firstOf('.review p')}.includes('My own')`);
  expect(await page.evaluate(`${last} === globalThis.last && ${count('.review')}`)).toBe(22);
  await page.waitFor(`${badge} === 'Up to date'`);
  const own = (await site.upstreamTable('reviews')).find(
    ({ fields }) => fields['content'] === 'My own',
  );
  for (const gone of [id, own!.id]) await site.removeRow('reviews', gone);
  await page.waitFor(`${count('.review')} === 20`);
});

test('[B102] a wall of a thousand quotes begins with the newest, and each has its address all the same', async () => {
  const page = await open('/quotes');
  await page.waitFor(`${count('.quote')} === 48`);
  expect(await page.text(`${app} .page-head p`)).toBe('1,000 lines, newest first');
  expect(await page.text(more)).toBe('Show 48 more of 1,000');
  await showMore(page);
  await page.waitFor(`${count('.quote')} === 96`);
  await page.reload();
  await page.waitFor(`${count('.quote')} === 96`);
  const oldest = await open(`/quotes/${quotes[0]!.id}`);
  expect(await oldest.text(`${app} .quote-line`)).toBe('Line 0');
});

test('[B102] a random quote is any of them, shown or not', async () => {
  const page = await readers.open(`${site.url}/admin`);
  await page.waitFor(`${count('input[name=token]')} === 1`);
  await page.fill('input[name=token]', 'editor-sample');
  await page.press('Enter');
  await page.waitFor(`${count('.product-card')} > 0`);
  await page.evaluate(`document.querySelector('header a[href="/quotes"]').click()`);
  await page.waitFor(`${count('.quote')} === 48 && ${count('.wall-tools')} === 1`);
  await page.evaluate(`Math.random = () => 0.9999`);
  await page.evaluate(
    `[...document.querySelectorAll('main button')].find((b) => b.innerText === 'Delete a random quote').click()`,
  );
  await page.waitFor(`${firstOf('.page-head p')} === '999 lines, newest first'`);
  await page.waitFor(`${badge} === 'Up to date'`);
  const left = await site.upstreamTable('quotes');
  expect(left.map(({ id }) => id)).not.toContain(quotes[0]!.id);
});

test('who reads without scripts is shown every review', async () => {
  const page = await readers.open('about:blank');
  await page.cdp.send('Emulation.setScriptExecutionDisabled', { value: true });
  const network = await site.anotherNetwork();
  await page.goto(network.url + path);
  expect(await page.native.locator('.review').count()).toBe(280);
  expect(await page.native.locator('.review').last().isVisible()).toBe(true);
  expect(await page.native.locator('.more').isVisible()).toBe(false);
});
