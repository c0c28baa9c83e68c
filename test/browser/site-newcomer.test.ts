import { expect, test, vi } from 'vitest';
import { openChromium, type ChromiumPage } from './harness/chromium.ts';
import { badge, isInstalled } from './world/readers.ts';
import type { SiteWorld } from './world/site.ts';
import { startSample } from './world/use-site.ts';
import { temporaryFolder } from '../proxy/fakes/folder.ts';

const tides = 'recProductTides01';
const darning = 'recProductDarns01';
const bread = 'recQuoteBread0001';
const review = 'It told me when to turn round.';
const isFresh = `${badge} === 'Up to date'`;

test('[promise P1][invariant I8] what a newcomer does offline in three tabs outlives the browser, and is in the grid once', async () => {
  const world = await startSample();
  const profileDir = await temporaryFolder();
  let browser = await openChromium({ profileDir });
  try {
    const first = await browser.newPage(world.url);
    await first.waitFor(`${isFresh} && ${isInstalled}`, { timeoutMs: 30_000 });
    const [quote, product, desk] = [
      await browser.newPage(`${world.url}/quotes/${bread}`),
      await browser.newPage(`${world.url}/catalog/${tides}`),
      await browser.newPage(`${world.url}/admin`),
    ] as const;
    await desk.waitFor(`!!document.querySelector('input[name=token]')`);
    await desk.fill('input[name=token]', 'editor-sample');
    await desk.press('Enter');
    await desk.waitFor(`document.querySelectorAll('.product-card').length === 8`);
    await quote.waitFor(`!!document.querySelector('.like')`);
    await product.waitFor(`!!document.querySelector('main textarea[name=content]')`);

    world.network.set({ path: /./, offline: true });
    await first.waitFor(`${badge}.startsWith('Offline since')`, { timeoutMs: 30_000 });

    await quote.click('.like');
    await quote.click('.like');
    await product.fill('main input[name=author]', 'A Newcomer');
    await product.fill('main textarea[name=content]', review);
    await pressIn(product, 'main', 'Add review');
    await desk.fill(`#product-${darning} input`, 'The Kit for the Long Way Home');
    await pressIn(desk, `#product-${darning}`, 'Save');
    await desk.waitFor(
      `document.querySelector('#product-${darning}').innerText.includes('It is kept on this device')`,
    );
    await first.waitFor(`${badge}.endsWith(', 4 changes waiting')`);
    expect(await upstream(world)).toEqual({ likes: 88, reviews: 0, name: 'The Darning Kit' });

    await browser.close();
    browser = await openChromium({ profileDir });
    const again = await browser.newPage(`${world.url}/catalog/${tides}`);
    await again.waitFor(
      `document.querySelector('main').innerText.includes(${JSON.stringify(review)})`,
    );
    await again.waitFor(`${badge}.endsWith(', 4 changes waiting')`, { timeoutMs: 30_000 });
    world.network.clear();
    await again.waitFor(isFresh, { timeoutMs: 60_000 });
    const once = { likes: 90, reviews: 1, name: 'The Kit for the Long Way Home' };
    expect(await upstream(world)).toEqual(once);

    await world.stopServer('SIGKILL');
    await world.startServer();
    await vi.waitUntil(async () => (await world.manifest()).collections['reviews']?.count === 17, {
      timeout: 20_000,
    });
    await again.reload();
    await again.waitFor(isFresh, { timeoutMs: 30_000 });
    expect(await upstream(world)).toEqual(once);
  } finally {
    await browser.close();
    await world.close();
  }
});

/** What the three changes are about, as the emulated Airtable has it. */
async function upstream(world: SiteWorld) {
  const quote = (await world.upstreamTable('quotes')).find(({ id }) => id === bread);
  const product = (await world.upstreamTable('products')).find(({ id }) => id === darning);
  const mine = (await world.upstreamTable('reviews')).filter(
    ({ fields }) => fields['content'] === review,
  );
  return {
    likes: quote?.fields['likes'],
    reviews: mine.length,
    name: product?.fields['name'],
  };
}

function pressIn(page: ChromiumPage, within: string, label: string): Promise<unknown> {
  return page.evaluate(
    `[...document.querySelectorAll(${JSON.stringify(`${within} button`)})].find((b) => b.innerText === ${JSON.stringify(label)}).click()`,
  );
}
