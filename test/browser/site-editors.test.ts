import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type { ChromiumPage } from './harness/chromium.ts';
import { badge } from './world/readers.ts';
import { useSite } from './world/use-site.ts';

const site = useSite();
// Nobody is signed in, and nothing waits.
beforeEach(() => site.forget());
const PUBLISHING = { timeout: 20_000, interval: 100 };
const TOKEN = 'editor-sample';
/** Reads go well, and whatever takes changes is broken. */
const BROKEN = {
  path: /v1\/mutations/,
  replaceBody: { status: 500, contentType: 'text/html', body: 'broken' },
};

const main = `document.querySelector('main').innerText`;
const shows = (text: string) => `${main}.includes(${JSON.stringify(text)})`;
const isSent = `${badge} === 'Up to date'`;
const press = (page: ChromiumPage, label: string, within = 'main') =>
  page.evaluate(
    `[...document.querySelectorAll('${within} button')].find((b) => b.innerText === ${JSON.stringify(label)}).click()`,
  );

test('[promise P1] what was made with a token that was changed meanwhile waits for a sign-in with the new one, and says so', async () => {
  const page = await signIn(TOKEN);
  await site.world.stopServer();
  await site.world.startServer({ editorToken: 'another-token' });
  onTestFinished(async () => {
    await site.world.stopServer();
    await site.world.startServer();
  });
  await page.fill('.add-product input', 'A Late Lamp');
  await press(page, 'Add product');
  await page.waitFor(shows('One change is kept on this device and waits for an editor'));
  await page.waitFor(`${badge} === '1 change waiting'`, { timeoutMs: 30_000 });
  await openOutbox(page);
  expect(await page.text('.change-state')).toMatch(/^Waiting for an editor to sign in\. Made /);
  expect(await page.text('.change a.button')).toBe('Sign in to send it');
  await page.press('Escape');
  await page.fill('input[name=token]', 'another-token');
  await page.press('Enter');
  await page.waitFor(`${main}.includes('A Late Lamp') && !!document.querySelector('.signed-in')`);
  await page.waitFor(isSent, { timeoutMs: 30_000 });
  const rows = await site.world.upstreamTable('products');
  expect(rows.filter(({ fields }) => fields['name'] === 'A Late Lamp')).toHaveLength(1);
});

test('[promise P1] whoever discards and signs out loses their own changes alone, and is told which these are', async () => {
  const page = await site.openFresh('/catalog/recProductTides01');
  await page.waitFor(shows('Write a review'));
  site.world.network.set(BROKEN);
  await page.fill('main input[name=author]', 'Low Bridge');
  await page.fill('main textarea[name=content]', 'Kept all the same.');
  await press(page, 'Add review');
  await page.waitFor(shows('waiting to be sent'));
  await openOutbox(page);
  await page.waitFor(
    `document.querySelector('.change-state').innerText.startsWith(${JSON.stringify('The site has a fault')})`,
  );
  const desk = await signIn(TOKEN);
  await desk.fill('.add-product input', 'Never sent');
  await press(desk, 'Add product');
  await desk.waitFor(`${badge} === '2 changes waiting'`);
  await press(desk, 'Sign out');
  await desk.waitFor(shows('One change has not been sent yet.'));
  expect(await desk.text('.leaving-changes')).toBe('A new product, “Never sent”');
  const discard = `[...document.querySelectorAll('.leaving button')].find((b) => b.innerText === 'Discard and sign out')`;
  await desk.waitFor(`!${discard}.disabled`, { timeoutMs: 20_000 });
  await desk.evaluate(`${discard}.click()`);
  await desk.waitFor(`!!document.querySelector('input[name=token]')`);
  await desk.waitFor(`${badge} === '1 change waiting'`);
  site.world.network.clear();
  await desk.waitFor(isSent, { timeoutMs: 30_000 });
  const reviews = await site.world.upstreamTable('reviews');
  expect(reviews.map(({ fields }) => fields['content'])).toContain('Kept all the same.');
  const products = await site.world.upstreamTable('products');
  expect(products.map(({ fields }) => fields['name'])).not.toContain('Never sent');
});

test('[promise P1] what was refused because somebody else was faster names its product, and leads to where both can be seen', async () => {
  const desk = await signIn(TOKEN);
  const id = 'recProductDarns01';
  const field = `document.querySelector('#product-${id} input')`;
  await desk.waitFor(`${field}?.value === 'The Darning Kit'`);
  site.world.network.set(BROKEN);
  await desk.fill(`#product-${id} input`, 'Mine');
  await desk.evaluate(`document.querySelector('#product-${id} [type=submit]').click()`);
  await desk.waitFor(`${badge} === '1 change waiting'`);
  await desk.click('header nav a[href="/quotes"]');
  await desk.waitFor(`location.pathname === '/quotes'`);
  await site.world.editRow('products', id, { name: 'Theirs' });
  onTestFinished(() => site.world.editRow('products', id, { name: 'The Darning Kit' }));
  await vi.waitUntil(async () => {
    const text = await (await fetch(`${site.world.url}/catalog`)).text();
    return text.includes('Theirs');
  }, PUBLISHING);
  site.world.network.clear();
  await desk.waitFor(`${badge} === '1 change refused'`, { timeoutMs: 30_000 });
  await openOutbox(desk);
  expect(await desk.text('.change-what')).toBe('Changes of a product, “Mine”');
  expect(await desk.text('.change .field-problem')).toBe(
    'Somebody else changed the same thing first.',
  );
  expect(
    await desk.evaluate(
      `[...document.querySelectorAll('.change-end > *')].map((e) => e.innerText)`,
    ),
  ).toEqual(['Mend it there', 'Discard']);
  await desk.click('.change-end a');
  await desk.waitFor(`document.querySelectorAll('.conflict dd').length === 2`);
  expect(
    await desk.evaluate(`[...document.querySelectorAll('.conflict dd')].map((e) => e.innerText)`),
  ).toEqual(['Mine', 'Theirs']);
  await press(desk, 'Take theirs', '.conflict');
  await desk.waitFor(isSent);
});

test('whoever cannot be signed out is told so, and why', async () => {
  const page = await signIn(TOKEN, '/admin?worker=0');
  await page.evaluate(`(() => {
    const { put, delete: remove } = IDBObjectStore.prototype;
    const refuse = () => { throw new DOMException('full', 'QuotaExceededError'); };
    Object.assign(IDBObjectStore.prototype, { put: refuse, delete: refuse });
    globalThis.makeRoom = () => Object.assign(IDBObjectStore.prototype, { put, delete: remove });
  })()`);
  await press(page, 'Sign out');
  await page.waitFor(
    `document.querySelector('.page-head [role=alert]')?.innerText === 'You are still signed in. This device is full. Please free some space.'`,
  );
  await page.evaluate('makeRoom()');
  await press(page, 'Sign out');
  await page.waitFor(`!!document.querySelector('input[name=token]')`);
});

test('[promise P1] where nothing is kept, what waits is said to be lost with the page, which asks before it goes', async () => {
  const page = await site.open('/quotes?idb=0');
  site.world.network.set(BROKEN);
  await page.waitFor(`!!document.querySelector('.like')`);
  await page.click('.like');
  await page.waitFor(`${badge} === '1 change waiting, not kept'`);
  await openOutbox(page);
  expect(await page.text('.outbox-unkept')).toMatch(/is lost once the site’s last tab/);
  const asks = `!dispatchEvent(new Event('beforeunload', { cancelable: true }))`;
  await page.waitFor(asks);
  site.world.network.clear();
  await page.waitFor(`${badge} === 'Nothing is kept on this device'`, { timeoutMs: 30_000 });
  expect(await page.evaluate(asks)).toBe(false);
});

async function signIn(token: string, path = '/admin'): Promise<ChromiumPage> {
  const page = await site.open(path);
  await page.waitFor(`!!document.querySelector('input[name=token], .signed-in')`);
  if (await page.evaluate(`!document.querySelector('.signed-in')`)) {
    await page.fill('input[name=token]', token);
    await page.press('Enter');
  }
  await page.waitFor(`document.querySelectorAll('.product-card').length >= 8`);
  return page;
}

async function openOutbox(page: ChromiumPage): Promise<void> {
  await page.evaluate(`document.querySelector('.status-badge summary').click()`);
  await page.waitFor(`!!document.querySelector('.change')`);
}
