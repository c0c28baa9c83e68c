import { expect, test } from 'vitest';
import type { ChromiumPage } from './harness/chromium.ts';
import { badge } from './world/readers.ts';
import { useSite } from './world/use-site.ts';

const site = useSite();

const main = `document.querySelector('main').innerText`;
const shows = (text: string) => `${main}.includes(${JSON.stringify(text)})`;
const isSent = `${badge} === 'Up to date'`;
const press = (page: ChromiumPage, label: string, within = 'main') =>
  page.evaluate(
    `[...document.querySelectorAll('${within} button')].find((b) => b.innerText === ${JSON.stringify(label)}).click()`,
  );

test('[promise P1] what was made with a token that was changed meanwhile waits for a sign-in with the new one, and says so', async () => {
  const page = await signIn('editor-sample');
  await site.world.stopServer();
  await site.world.startServer({ editorToken: 'another-token' });
  await page.fill('.add-product input', 'A Late Lamp');
  await press(page, 'Add product');
  await page.waitFor(shows('One change is kept on this device and waits for an editor'));
  await page.waitFor(`${badge} === '1 change waiting'`, { timeoutMs: 30_000 });
  await openOutbox(page);
  expect(await page.text('.change-state')).toMatch(/^Waiting for an editor to sign in, made /);
  expect(await page.text('.change a.button')).toBe('Sign in to send it');
  await page.press('Escape');
  await page.fill('input[name=token]', 'another-token');
  await page.press('Enter');
  await page.waitFor(`${main}.includes('A Late Lamp') && !!document.querySelector('.signed-in')`);
  await page.waitFor(isSent, { timeoutMs: 30_000 });
  const rows = await site.world.upstreamTable('products');
  expect(rows.filter(({ fields }) => fields['name'] === 'A Late Lamp')).toHaveLength(1);
});

async function signIn(token: string): Promise<ChromiumPage> {
  const page = await site.openFresh('/admin');
  await page.waitFor(`!!document.querySelector('input[name=token]')`);
  await page.fill('input[name=token]', token);
  await page.press('Enter');
  await page.waitFor(`document.querySelectorAll('.product-card').length >= 8`);
  return page;
}

async function openOutbox(page: ChromiumPage): Promise<void> {
  await page.evaluate(`document.querySelector('.status-badge summary').click()`);
  await page.waitFor(`!!document.querySelector('.change')`);
}
