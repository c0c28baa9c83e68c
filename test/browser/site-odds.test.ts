import { expect, test } from 'vitest';
import { badge } from './world/readers.ts';
import { useSite } from './world/use-site.ts';

const site = useSite();

test('[B119] the status page names each of its parts apart while a change is refused', async () => {
  const { id } = await site.world.addRow('quotes', { author: 'Nobody', content: 'It passes.' });
  const page = await site.openFresh('/quotes');
  const like = `document.querySelector('.wall a[href="/quotes/${id}"]')?.closest('.quote').querySelector('.like')`;
  await page.waitFor(`!!${like}`);
  site.world.network.set({ path: /v1\/mutations/, offline: true });
  await page.evaluate(`${like}.click()`);
  await page.waitFor(`${badge}.includes('1 change waiting')`);
  await site.world.removeRow('quotes', id);
  await page.waitFor(`!${like}`);
  site.world.network.clear();
  await page.waitFor(`${badge} === '1 change refused'`, { timeoutMs: 30_000 });
  await page.click('footer a[href="/status"]');
  await page.waitFor(`!!document.querySelector('.panel .change')`);
  await page.click('.status-badge summary');
  await page.waitFor(`!!document.querySelector('.status-details .change')`);
  const names = await page.evaluate<string[]>(
    `[...document.querySelectorAll('section[aria-labelledby]')].map((part) => document.getElementById(part.getAttribute('aria-labelledby')).innerText)`,
  );
  expect(names).toContain('1 change refused');
  expect(names).toHaveLength(new Set(names).size);
  const ids = await page.evaluate<string[]>(
    `[...document.querySelectorAll('[id]')].map(({ id }) => id)`,
  );
  expect(ids).toHaveLength(new Set(ids).size);
  await page.evaluate(
    `[...document.querySelectorAll('.panel .change button')].find((b) => b.innerText === 'Discard').click()`,
  );
  await page.waitFor(`${badge} === 'Up to date'`);
});

test('a screen reader hears of every change that is refused, also where the sentence is the same', async () => {
  const page = await site.openFresh('/quotes');
  const said = `document.querySelector('.status [role=status]')`;
  for (const count of [1, 2]) {
    const { id } = await site.world.addRow('quotes', { author: 'Nobody', content: 'It passes.' });
    const like = `document.querySelector('.wall a[href="/quotes/${id}"]')?.closest('.quote').querySelector('.like')`;
    await page.waitFor(`!!${like}`);
    site.world.network.set({ path: /v1\/mutations/, offline: true });
    await page.evaluate(`${like}.click()`);
    await page.waitFor(`/1 change waiting/.test(${badge})`);
    await site.world.removeRow('quotes', id);
    await page.waitFor(`!${like}`);
    site.world.network.clear();
    await page.waitFor(
      `${said}.textContent.startsWith('A change was refused.') && !${said}.firstChild.isHeard`,
      { timeoutMs: 30_000 },
    );
    await page.waitFor(`${badge} === '${count === 1 ? '1 change' : '2 changes'} refused'`);
    await page.evaluate(`${said}.firstChild.isHeard = true`);
  }
  await page.click('.status-badge summary');
  for (const left of [1, 0]) {
    await page.waitFor(`document.querySelectorAll('.change').length === ${left + 1}`);
    await page.evaluate(
      `[...document.querySelectorAll('.change button')].find((b) => b.innerText === 'Discard').click()`,
    );
  }
  await page.waitFor(`${badge} === 'Up to date'`);
  expect(await page.evaluate(`${said}.textContent`)).toBe('');
});

test('[B119] downloading everything is offered only where it would be kept', async () => {
  const offers = `[...document.querySelectorAll('main button')].some((b) => b.innerText === 'Download everything')`;
  const fact = (name: string) =>
    `[...document.querySelectorAll('dt')].find((dt) => dt.innerText === '${name}')?.nextElementSibling.innerText`;
  const kept = await site.open('/status');
  await kept.waitFor(`${offers} && ${fact('Texts')} === 'Kept, every one that is published.'`);
  const unkept = await site.open('/status?idb=0');
  await unkept.waitFor(`${badge} === 'Nothing is kept on this device' && !${offers}`);
  expect(await unkept.evaluate(fact('Texts'))).toBe(
    'Not kept: they are fetched anew on each visit.',
  );
  expect(await unkept.evaluate(fact('Promise'))).toBe('None, since the texts are not kept.');
  const unserved = await site.open('/status?sw=0');
  await unserved.waitFor(`${fact('Texts')} === 'Kept, every one that is published.'`);
  expect(await unserved.evaluate(offers)).toBe(false);
  expect(await unserved.evaluate(fact('Promise'))).toMatch(/^This browser (has|may)[^,]*\.$/);
});

test('a table that is wider than the screen begins at its first column, also from right to left', async () => {
  const row = (cell: string) => `| ${Array(12).fill(cell).join(' | ')} |`;
  const { id } = await site.addRow('articles', {
    slug: 'table',
    title: 'A table',
    content: [row('\u0645\u0631\u062d\u0628\u0627'), row('---'), row('\u0628\u0643\u0645')].join(
      '\n',
    ),
    published_at: '2026-01-01',
  });
  const page = await site.open(`/blog/${id}/table`);
  await page.native.setViewportSize({ width: 360, height: 700 });
  await page.waitFor(`!!document.querySelector('.prose th')`);
  const [cell, box] = await page.evaluate<[number, number]>(
    `[document.querySelector('.prose th'), document.querySelector('.prose .scroller')].map((e) => e.getBoundingClientRect().right)`,
  );
  expect(Math.abs(cell! - box!)).toBeLessThan(2);
});

test('what is wrong with the field that somebody is in is said, each time, and of another one its focus says it', async () => {
  const page = await site.openFresh('/admin');
  const said = `document.querySelector('main [role=alert]')`;
  for (let n = 0; n < 2; n++) {
    await page.native.focus('input[name=token]');
    await page.press('Enter');
    await page.waitFor(`${said}?.innerText.startsWith('This token is not')`);
    await page.evaluate(`${said}.dataset.heard = 'yes'`);
    await page.press('Enter');
    await page.waitFor(`!!${said} && ${said}.dataset.heard === undefined`);
  }
  await page.click('header a[href="/catalog"]');
  await page.click('.shelf-name a');
  await page.native.focus('input[name=author]');
  await page.press('Enter');
  await page.waitFor(`${said}?.innerText === 'Author is empty.'`);
  await page.fill('input[name=author]', 'Somebody');
  await page.press('Enter');
  await page.waitFor(`document.activeElement.name === 'content'`);
  expect(await page.evaluate(`!!${said}`)).toBe(false);
  expect(await page.text('.field-problem')).toBe('Review is empty.');
});

test('a page that is read without scripts is printed as one that is read with them', async () => {
  // An origin of its own, and so a first visit: a service worker would answer with the shell.
  const network = await site.world.anotherNetwork();
  const page = await (await site.browser()).newPage('about:blank');
  try {
    await page.cdp.send('Emulation.setScriptExecutionDisabled', { value: true });
    await page.goto(`${network.url}/blog/${site.world.newest.id}/${site.world.newest.slug}`);
    const nav = page.native.locator('.site-header nav');
    expect(await nav.isVisible()).toBe(true);
    await page.native.emulateMedia({ media: 'print' });
    expect(await nav.isVisible()).toBe(false);
  } finally {
    await page.close();
  }
});
