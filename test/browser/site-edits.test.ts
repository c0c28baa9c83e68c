import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { ChromiumPage } from './harness/chromium.ts';
import { badge } from './world/readers.ts';
import { useSite } from './world/use-site.ts';

const site = useSite();
const PUBLISHING = { timeout: 20_000, interval: 100 };
const MUTATIONS = { path: /v1\/mutations/, offline: true } as const;

const tides = 'recProductTides01';
const darning = 'recProductDarns01';
const card = (id: string) => `document.querySelector('#product-${id}')`;
const nameIn = (id: string) => `${card(id)}.querySelector('input')`;
const buttonIn = (id: string, words: string) =>
  `[...${card(id)}.querySelectorAll('button')].find((b) => b.innerText === ${JSON.stringify(words)})`;
const isSent = `${badge} === 'Up to date'`;
const saidIn = (id: string) => `${card(id)}.querySelector('.form-said').innerText`;

async function type(page: ChromiumPage, field: string, text: string): Promise<void> {
  await page.evaluate(
    `(() => { const f = ${field}; f.focus(); f.value = ${JSON.stringify(text)}; f.dispatchEvent(new Event('input', { bubbles: true })); })()`,
  );
}

const click = (page: ChromiumPage, button: string) => page.evaluate(`${button}.click()`);

/** A tab of the editors' page, whose errors and calls to the worker are counted. */
async function desk(): Promise<ChromiumPage> {
  const page = await site.openFresh('/admin');
  const isDesk = `!!document.querySelector('.product-card')`;
  await page.waitFor(`${isDesk} || !!document.querySelector('input[name=token]')`);
  if (!(await page.evaluate(isDesk))) {
    await page.fill('input[name=token]', 'editor-sample');
    await page.press('Enter');
    await page.waitFor(isDesk);
  }
  await page.evaluate(`globalThis.errors = [];
    addEventListener('error', ({ message }) => errors.push(message));
    addEventListener('unhandledrejection', ({ reason }) => errors.push(String(reason)))`);
  return page;
}

const errorsOf = (page: ChromiumPage) => page.evaluate<string[]>('globalThis.errors');

async function put(name: string): Promise<void> {
  await site.world.editRow('products', darning, { name });
}

/** Another name for the product in the base, of which this browser hears nothing before its own change is kept. */
async function saveBeside(
  page: ChromiumPage,
  {
    mine,
    since,
    theirs,
  }: { readonly mine: string; readonly since?: string; readonly theirs: string },
): Promise<void> {
  // What the test before has put back is here.
  await page.waitFor(`${nameIn(darning)}.value === 'The Darning Kit'`);
  site.world.network.set(MUTATIONS);
  await type(page, nameIn(darning), mine);
  await click(page, buttonIn(darning, 'Save'));
  await page.waitFor(`${badge}.includes('1 change waiting')`);
  // Once theirs is here the field may show it, and what is typed then is typed over that.
  if (since !== undefined) await type(page, nameIn(darning), since);
  await put(theirs);
  // Sent before the server has heard of theirs, mine would be the later one, and stand.
  await vi.waitUntil(async () => {
    const written = await fetch(`${site.world.url}/catalog/${darning}`, {
      headers: { accept: 'text/html' },
    });
    return (await written.text()).includes(`>${theirs}<`);
  }, PUBLISHING);
}

describe('a save that is refused, since somebody else was faster', () => {
  test('[W21][B101] comes back as a conflict, and says nothing of having been saved', async () => {
    const page = await desk();
    onTestFinished(() => put('The Darning Kit'));
    await saveBeside(page, { mine: 'Mine', theirs: 'Theirs' });
    site.world.network.clear();
    await page.waitFor(`!!document.querySelector('.conflict')`, { timeoutMs: 60_000 });
    expect(
      await page.evaluate(`[...document.querySelectorAll('.conflict dd')].map((e) => e.innerText)`),
    ).toEqual(['Mine', 'Theirs']);
    expect(await page.evaluate(saidIn(darning))).toBe('');
    expect(await errorsOf(page)).toEqual([]);
    await page.waitFor(isSent);
    await click(page, buttonIn(darning, 'Take theirs'));
    await page.waitFor(`${nameIn(darning)}.value === 'Theirs'`);
  });

  test('[W21][B101][promise P1] leaves what was typed since', async () => {
    const page = await desk();
    onTestFinished(() => put('The Darning Kit'));
    await saveBeside(page, { mine: 'Mine', since: 'Mine, and more', theirs: 'Theirs' });
    site.world.network.clear();
    await page.waitFor(`!!document.querySelector('.conflict')`, { timeoutMs: 60_000 });
    await page.waitFor(isSent);
    expect(await page.evaluate(`${nameIn(darning)}.value`)).toBe('Mine, and more');
    await click(page, buttonIn(darning, 'Take theirs'));
    await page.waitFor(`${nameIn(darning)}.value === 'Theirs'`);
  });
});

test('[B101] a save whose page is loaded anew at once is no conflict with what is edited later', async () => {
  const page = await desk();
  onTestFinished(() => put('The Darning Kit'));
  await page.waitFor(`${nameIn(darning)}.value === 'The Darning Kit'`);
  await type(page, nameIn(darning), 'The Mending Kit');
  const draft = `'offprint:/:draft:product:${darning}'`;
  await page.evaluate(`globalThis.left = localStorage.getItem(${draft})`);
  await click(page, buttonIn(darning, 'Save'));
  await page.waitFor(`${saidIn(darning)} === 'Saved.'`, { timeoutMs: 30_000 });
  // What a page leaves behind that goes before it hears that its change is kept.
  await page.evaluate(`localStorage.setItem(${draft}, globalThis.left)`);
  await page.reload();
  await page.waitFor(`!!${card(darning)} && ${nameIn(darning)}.value === 'The Mending Kit'`);
  await put('The Kit');
  await page.waitFor(`${card(darning)}.querySelector('h3').innerText === 'The Kit'`);
  expect(await page.evaluate(`${nameIn(darning)}.value`)).toBe('The Kit');
  expect(await page.evaluate(`!!document.querySelector('.conflict')`)).toBe(false);
});

describe('deleting', () => {
  const cards = `document.querySelectorAll('.product-card').length`;
  const undo = `document.querySelector('.undo button')`;

  test('[B100] pressed twice, and undone twice, happens once', async () => {
    const page = await desk();
    const all = await page.evaluate<number>(cards);
    await page.evaluate(
      `(() => { const b = ${buttonIn(tides, 'Delete')}; b.click(); b.click(); })()`,
    );
    await page.waitFor(`${cards} === ${all - 1} && document.activeElement === ${undo}`);
    await page.evaluate(`(() => { const b = ${undo}; b.click(); b.click(); })()`);
    await page.waitFor(`${cards} === ${all} && !${undo}`);
    await page.waitFor(isSent, { timeoutMs: 30_000 });
  });

  test('[B100][promise P1] in another tab leaves a way back to what is being typed here', async () => {
    const [mine, other] = [await desk(), await desk()];
    await type(mine, nameIn(tides), 'A name that took long to find');
    await mine.evaluate(`globalThis.presses = [];
      addEventListener('click', ({ target }) => presses.push(target.innerText), true)`);
    await click(other, buttonIn(tides, 'Delete'));
    await mine.waitFor(`!!${undo} && document.activeElement === document.querySelector('main h1')`);
    await mine.native.keyboard.type(' and more');
    expect(await mine.evaluate('globalThis.presses')).toEqual([]);
    await click(mine, undo);
    await mine.waitFor(
      `!!${card(tides)} && ${nameIn(tides)}.value === 'A name that took long to find'`,
    );
    await mine.waitFor(isSent, { timeoutMs: 30_000 });
    expect(await errorsOf(mine)).toEqual([]);
  });

  test('[promise P1] while nobody is there leaves what was typed to be copied', async () => {
    const { id } = await site.world.addRow('products', { name: 'A Crate' });
    const page = await desk();
    await page.waitFor(`!!${card(id)}`);
    await type(page, `${card(id)}.querySelector('textarea')`, 'A crate, and much to say of it.');
    await page.close();
    await site.world.removeRow('products', id);
    const next = await desk();
    const kept = `document.querySelector('.unsent-text textarea')`;
    await next.waitFor(`${kept}?.value === 'A crate, and much to say of it.' && !${card(id)}`);
    expect(await next.text('.unsent-text label')).toBe('Description');
    await next.click('.unsent-text button');
    await next.waitFor(`!${kept} && document.activeElement === document.querySelector('main h1')`);
    await next.reload();
    await next.waitFor(`!!${card(darning)}`);
    expect(await next.evaluate(`!!${kept}`)).toBe(false);
  });

  test('[B100] of all there is can be undone one by one', async () => {
    const page = await desk();
    const all = await page.evaluate<number>(cards);
    for (let left = all - 1; left >= 0; left--) {
      await page.evaluate(
        `[...document.querySelectorAll('.product-card button')].find((b) => b.innerText === 'Delete').click()`,
      );
      await page.waitFor(
        `${cards} === ${left} && document.querySelectorAll('.undo').length === ${all - left}`,
      );
    }
    for (let back = 1; back <= all; back++) {
      await page.evaluate(`[...document.querySelectorAll('.undo button')].at(-1).click()`);
      await page.waitFor(
        `${cards} === ${back} && document.querySelectorAll('.undo').length === ${all - back}`,
      );
    }
    await page.waitFor(isSent, { timeoutMs: 60_000 });
  });

  test('[B101][promise P1] a product of any key can be left while something is typed for it', async () => {
    const key = 'SKU/12 (green): 50%';
    await site.world.addRow('products', { name: 'A Crate', offprint_key: key });
    const page = await desk();
    const crate = `document.getElementById('product-${key}')`;
    await page.waitFor(`!!${crate}`);
    await type(page, `${crate}.querySelector('input')`, 'A crate that is being thought about');
    await page.click('header nav a[href="/blog"]');
    await page.waitFor(`location.pathname === '/blog' && !!document.querySelector('main .card')`);
    await page.click('footer a[href="/admin"]');
    await page.waitFor(
      `${crate}?.querySelector('input').value === 'A crate that is being thought about'`,
    );
    expect(await errorsOf(page)).toEqual([]);
    await click(
      page,
      `[...${crate}.querySelectorAll('button')].find((b) => b.innerText === 'Save')`,
    );
    await page.waitFor(`${crate}.querySelector('.form-said').innerText === 'Saved.'`);
  });
});
