import { expect, test } from 'vitest';
import type { ChromiumPage } from './harness/chromium.ts';
import { isInstalled } from './world/readers.ts';
import { useSite } from './world/use-site.ts';

const site = useSite();

const isFocused = (selector: string) =>
  `!!document.activeElement?.matches(${JSON.stringify(selector)})`;
const focus = (page: ChromiumPage, selector: string) =>
  page.evaluate(`document.querySelector(${JSON.stringify(selector)}).focus()`);
/** What is loaded after the first paint is here: articles have their tools by then, and so has every page. */
const hasAll = `!!document.querySelector('.reading-tools')`;
const heading = 'main h1';

test('[B27] the focus in a paragraph stays at its link while an editor changes the paragraph', async () => {
  const content = (word: string) =>
    `# One\n\n# Two\n\n# Three\n\nThis is ${word} and [leads](/blog) [on](/quotes).\n\nThe end.`;
  const { id } = await site.addRow('articles', {
    slug: 'edited',
    title: 'Edited',
    content: content('old'),
    published_at: '2026-01-01',
  });
  const page = await site.open(`/blog/${id}/edited`);
  await page.waitFor(hasAll);
  await focus(page, '.prose a[href="/quotes"]');
  await site.world.editRow('articles', id, { content: content('new') });
  await page.waitFor(`document.querySelector('.prose').textContent.includes('This is new')`);
  expect(await page.evaluate(isFocused('.prose a[href="/quotes"]'))).toBe(true);
});

test('[B27] the focus in the contents of an article stays while an editor changes its text', async () => {
  const content = (word: string) => `# One\n\n# Two\n\n# Three\n\nThis is ${word}.`;
  const { id } = await site.addRow('articles', {
    slug: 'contents',
    title: 'Contents',
    content: content('old'),
    published_at: '2026-01-01',
  });
  const page = await site.open(`/blog/${id}/contents`);
  await page.waitFor(`!!document.querySelector('.contents summary')`);
  await page.click('.contents summary');
  await page.evaluate(`(globalThis.second = document.querySelectorAll('.contents a')[1]).focus()`);
  await site.world.editRow('articles', id, { content: content('new') });
  await page.waitFor(`document.querySelector('.prose').textContent.includes('This is new')`);
  expect(await page.evaluate(`document.activeElement === second && second.isConnected`)).toBe(true);
});

test('Back and Forward between two places of one article bring the focus along, as links do', async () => {
  const { id } = await site.addRow('articles', {
    slug: 'places',
    title: 'Places',
    content: ['One', 'Two', 'Three'].map((h) => `# ${h}\n\n${'Tide. '.repeat(900)}`).join('\n\n'),
    published_at: '2026-01-01',
  });
  const page = await site.open(`/blog/${id}/places`);
  await page.waitFor(hasAll);
  await page.waitFor(`document.querySelectorAll('.contents a').length === 3`);
  const at = (hash: string) =>
    `location.hash === '${hash}' && document.activeElement === document.querySelector('.prose ${hash}')`;
  const hashes = await page.evaluate<string[]>(
    `[...document.querySelectorAll('.contents a')].map((a) => a.hash)`,
  );
  for (const hash of hashes.slice(1)) {
    await page.evaluate(`document.querySelector('.contents a[href="${hash}"]').click()`);
    await page.waitFor(at(hash));
  }
  const tools = await page.evaluate(`globalThis.tools = document.querySelector('.reading-tools')`);
  expect(tools).toBeTruthy();
  await page.evaluate(`history.back()`);
  await page.waitFor(at(hashes[1]!));
  expect(
    await page.evaluate(
      `Math.abs(document.activeElement.getBoundingClientRect().top) < innerHeight`,
    ),
  ).toBe(true);
  await page.evaluate(`history.forward()`);
  await page.waitFor(at(hashes[2]!));
  // What stands beside the text is not drawn anew meanwhile.
  expect(await page.evaluate(`globalThis.tools.isConnected`)).toBe(true);
});

test('the focus in a form that another tab’s sign-out takes away goes to the heading', async () => {
  const [here, there] = [await signIn(), await signIn()];
  await focus(here, '.product-card input');
  await there.evaluate(
    `[...document.querySelectorAll('main button')].find((b) => b.innerText === 'Sign out').click()`,
  );
  await here.waitFor(`!!document.querySelector('input[name=token]')`);
  await here.waitFor(isFocused(heading));
});

test('the focus on a written page is at the same link once the app takes over', async () => {
  // An origin of its own, and so a first visit: a service worker would answer with the shell.
  const network = await site.world.anotherNetwork();
  const page = await (await site.browser()).newPage('about:blank');
  try {
    network.set({ path: /^\/assets\/.*\.js/, latencyMs: 800 });
    await page.goto(`${network.url}/quotes`);
    await focus(page, '#root[data-version] .wall li:nth-child(3) a');
    await page.waitFor(`!document.querySelector('#root[data-version]')`);
    expect(await page.evaluate(isFocused('#root .wall li:nth-child(3) a'))).toBe(true);
  } finally {
    await page.close();
  }
});

test('who reads with the focus nowhere hears that the page is another one now', async () => {
  const { id } = await site.world.addRow('quotes', { author: 'Nobody', content: 'It passes.' });
  const page = await site.open(`/quotes/${id}`);
  await page.waitFor(
    `document.querySelector('#root:not([data-version]) main')?.innerText.includes('It passes.')`,
  );
  await page.evaluate(`document.activeElement.blur()`);
  await site.world.removeRow('quotes', id);
  await page.waitFor(`document.querySelector('${heading}')?.textContent === 'Not Found'`);
  await page.waitFor(isFocused(heading));
});

test('[promise P1] what was typed over a quote that is deleted meanwhile can be copied', async () => {
  const { id } = await site.world.addRow('quotes', { author: 'Nobody', content: 'It passes.' });
  await signIn();
  const page = await site.open(`/quotes/${id}`);
  await page.waitFor(`!!document.querySelector('main form textarea')`);
  await page.fill('main form textarea', 'It passes, and took long to write.');
  await site.world.removeRow('quotes', id);
  await page.waitFor(
    `document.querySelector('.unsent-text textarea')?.value === 'It passes, and took long to write.'`,
  );
  expect(await page.evaluate(`document.title`)).toBe('Not Found · Low Water');
  // Nobody else is shown it: signed in again, its editor is.
  const desk = await signIn();
  await desk.evaluate(
    `[...document.querySelectorAll('main button')].find((b) => b.innerText === 'Sign out').click()`,
  );
  await page.waitFor(`!document.querySelector('.unsent-text')`);
  await desk.waitFor(`!!document.querySelector('input[name=token]')`);
  await desk.fill('input[name=token]', 'editor-sample');
  await desk.press('Enter');
  await page.waitFor(`!!document.querySelector('.unsent-text')`);
  await page.click('.unsent-text button');
  await page.waitFor(`!document.querySelector('.unsent-text') && ${isFocused(heading)}`);
  await page.reload();
  await page.waitFor(`document.querySelector('${heading}')?.textContent === 'Not Found'`);
  expect(await page.evaluate(`!!document.querySelector('.unsent-text')`)).toBe(false);
});

test('[B57] an address that leads to nothing has a title that says so', async () => {
  for (const path of ['/blog?page=99999', '/quotes/nope']) {
    const page = await site.openFresh(path);
    expect(await page.evaluate(`document.title`), path).toBe('Not Found · Low Water');
  }
});

test('a feed without a network is a notice of the site, not of the browser', async () => {
  const page = await site.openFresh('/');
  await page.waitFor(isInstalled);
  site.world.network.set({ offline: true });
  await page.goto(`${site.world.url}/feed.xml`);
  expect(await page.text('h1')).toBe('No connection');
  site.world.network.clear();
  const response = await page.native.goto(`${site.world.url}/feed.xml`);
  expect(response?.headers()['content-type']).toMatch(/xml/);
});

async function signIn(): Promise<ChromiumPage> {
  const page = await site.openFresh('/admin');
  const isDesk = `!!document.querySelector('.product-card')`;
  await page.waitFor(`${isDesk} || !!document.querySelector('input[name=token]')`);
  if (!(await page.evaluate(isDesk))) {
    await page.fill('input[name=token]', 'editor-sample');
    await page.press('Enter');
    await page.waitFor(isDesk);
  }
  return page;
}
