import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { sampleBase } from '../../src/emulator/sample/base.ts';
import { expectNoCspViolations, runAxe } from './harness/assertions.ts';
import type { ChromiumPage } from './harness/chromium.ts';
import { startSite, type Fields, type SiteWorld } from './world/site.ts';
import { useSite } from './world/use-site.ts';
import { badge } from './world/readers.ts';

const site = useSite();
const PUBLISHING = { timeout: 20_000, interval: 100 };

const tides = 'recProductTides01';
const darning = 'recProductDarns01';
const rowsOf = (table: string) => sampleBase.tables.find(({ name }) => name === table)!.records;
const names = rowsOf('products')
  .map(({ fields }) => String(fields['name']))
  .toSorted();
type Row = ReturnType<typeof rowsOf>[number];
const main = `document.querySelector('main').innerText`;
const shows = (text: string) => `${main}.includes(${JSON.stringify(text)})`;
const textsOf = (page: ChromiumPage, selector: string) =>
  page.evaluate<string[]>(
    `[...document.querySelectorAll(${JSON.stringify(selector)})].map((e) => e.textContent.trim())`,
  );
/** Everything that was changed here is in Airtable, and its publication on this device. */
const isSent = `${badge} === 'Up to date'`;
const press = (page: ChromiumPage, label: string, within = 'main') =>
  page.evaluate(
    `[...document.querySelectorAll('${within} button')].find((b) => b.innerText === ${JSON.stringify(label)}).click()`,
  );
const offline = () => site.world.network.set({ path: /./, offline: true });

async function fillReview(page: ChromiumPage, content: string): Promise<void> {
  await page.fill('main input[name=author]', 'Low Bridge');
  await page.evaluate(
    `(() => { const s = document.querySelector('main select[name=score]'); s.value = '4'; s.dispatchEvent(new Event('input', { bubbles: true })); })()`,
  );
  await page.fill('main textarea[name=content]', content);
}

const typedReview = (page: ChromiumPage) =>
  page.evaluate<string[]>(
    `['author', 'score', 'content'].map((name) => document.querySelector('main [name=' + name + ']').value)`,
  );

/** A shop of 130 products, which ends with the test. */
async function startLargeShop(): Promise<SiteWorld> {
  const records = Array.from({ length: 130 }, (_, n) => ({
    id: `recProductMany${String(n).padStart(3, '0')}`,
    createdTime: '2026-01-01T00:00:00.000Z',
    fields: { name: `Product ${String(n).padStart(3, '0')}` },
  }));
  const tables = sampleBase.tables.map((table) => {
    if (table.name === 'products') return { ...table, records };
    return table.name === 'reviews' ? { ...table, records: [] } : table;
  });
  const large = await startSite({ base: { ...sampleBase, id: 'appOFFPRINTlarge0', tables } });
  onTestFinished(() => large.close());
  return large;
}

describe('the shop', () => {
  test('[B99] lists every product by name, and leads to each in the same document', async () => {
    const page = await site.openFresh('/catalog');
    expect(await textsOf(page, '.shelf-name')).toEqual(names);
    expect(await page.evaluate(shows('Choose a product to view.'))).toBe(true);
    await page.evaluate(`globalThis.isSameDocument = true`);
    await page.click('.shelf a');
    await page.waitFor(`document.activeElement.localName === 'h1' && ${shows('Write a review')}`);
    expect(await page.text('main h1')).toBe(names[0]);
    expect(await textsOf(page, '.product-names li')).toEqual(names);
    expect(await page.evaluate(`globalThis.isSameDocument`)).toBe(true);
    await expectNoCspViolations(page);
  });

  test('[B99] lists a shop of more products than the first answer holds', async () => {
    const large = await startLargeShop();
    const page = await (await site.browser()).newPage(`${large.url}/catalog`);
    onTestFinished(() => page.close());
    const places = `document.querySelectorAll('#root:not([data-version]) .shelf-place').length`;
    await page.waitFor(`${places} === 130`);
    await page.reload();
    await page.waitFor(`${places} === 130`);
  });

  test('[B101] a desk of many products begins with the first, finds any by its name, and leaves a renamed one in its place', async () => {
    const large = await startLargeShop();
    await large.stopServer();
    await large.startServer({ editorToken: 'editor-sample' });
    const page = await (await site.browser()).newPage(`${large.url}/admin`);
    onTestFinished(() => page.close());
    const cards = `document.querySelectorAll('.product-card').length`;
    await page.waitFor(`!!document.querySelector('input[name=token]')`);
    await page.fill('input[name=token]', 'editor-sample');
    await page.press('Enter');
    await page.waitFor(`${cards} === 60`);
    expect(await page.text('.desk .more')).toBe('Show 70 more of 130');
    await page.fill('input[name=find]', 'PRODUCT 10');
    await page.waitFor(`${cards} === 10`);
    const fifth = `document.querySelectorAll('.product-card')[5]`;
    await page.evaluate(`(() => {
      const field = ${fifth}.querySelector('input');
      field.value = 'A first name';
      field.dispatchEvent(new Event('input', { bubbles: true }));
      ${fifth}.requestSubmit();
    })()`);
    await page.waitFor(`${fifth}.querySelector('.form-said').innerText === 'Saved.'`);
    expect(await page.evaluate(`${fifth}.querySelector('h3').innerText`)).toBe('A first name');
    expect(await page.evaluate(cards)).toBe(10);
    await runAxe(page);
    await page.evaluate(
      `[...document.querySelectorAll('.product-card button')].find((b) => b.innerText === 'Delete').click()`,
    );
    await page.waitFor(`${cards} === 9 && !!document.querySelector('.undo button')`);
    await page.click('.undo button');
    await page.waitFor(
      `${cards} === 10 && !!document.activeElement.closest('.product-card') && !document.querySelector('.undo')`,
    );
    await page.fill('input[name=find]', 'product 100');
    await page.waitFor(`${cards} === 1`);
    expect(await page.evaluate(`document.activeElement.name`)).toBe('find');
    await page.fill('input[name=find]', 'no such thing');
    await page.waitFor(
      `document.querySelector('.desk-find').innerText.includes('No product is called so.')`,
    );
    await page.fill('input[name=find]', '');
    await page.waitFor(`${cards} === 60`);
    await page.click('.desk .more');
    await page.waitFor(`${cards} === 130`);
  });

  test('[B99] shows a product with its picture, the average, and the newest review first', async () => {
    const page = await site.openFresh(`/catalog/${tides}`);
    await page.waitFor(`document.querySelectorAll('.review').length === 3`);
    expect(await page.text('.product-average')).toBe('4.7 of 5 stars, from 3 reviews');
    const said = await textsOf(page, '.review > p:first-child');
    expect(said[0]).toMatch(/^\(5 stars\) Gave it to a child .* – Bring Boots$/);
    expect(said[1]).toMatch(/^\(4 stars\) Read it twice .* – Slow Ferry$/);
    expect(await page.evaluate(`!!document.querySelector('.product-picture img').alt`)).toBe(true);
    expect(await page.evaluate(`document.title`)).toBe(`${names[0]} · Low Water`);
  });

  test('[B99] takes an older address to its product, and says so where there is none', async () => {
    const page = await site.openFresh(`/?id=${tides}`);
    expect(await page.evaluate(`location.pathname + location.search`)).toBe(`/catalog/${tides}`);
    const gone = await site.openFresh('/catalog/recNobodyHasThis1');
    expect(await gone.text('main h1')).toBe('Shop');
    expect(await gone.evaluate(shows('Choose a product to view.'))).toBe(true);
  });

  test('[B89][B100] a product that is deleted while it is viewed leaves, and one that is left does not come back', async () => {
    const added = await site.world.addRow('products', { name: 'A Passing Thing' });
    await site.world.addRow('reviews', {
      author: 'Slow Ferry',
      product_key: added.id,
      score: 3,
      content: 'It passed.',
      inserted_at: '2026-10-01T10:00:00.000Z',
    });
    const page = await site.open(`/catalog/${added.id}`);
    await page.waitFor(shows('It passed.'));
    const left = await site.openFresh(`/catalog/${added.id}`);
    await left.waitFor(shows('A Passing Thing'));
    await left.click('header nav a[href="/catalog"]');
    await left.waitFor(`location.pathname === '/catalog' && !!document.querySelector('.shelf')`);
    await site.world.editRow('products', added.id, { name: 'A Passed Thing' });
    await page.waitFor(`document.querySelector('main h1').textContent === 'A Passed Thing'`);
    await left.waitFor(shows('A Passed Thing'));
    expect(await left.text('main h1')).toBe('Shop');
    await site.world.removeRow('products', added.id);
    await page.waitFor(shows('Choose a product to view.'));
    await left.waitFor(`!(${shows('A Passed Thing')})`);
  });

  test('[promise P1] what was typed for a product that is deleted can still be copied', async () => {
    const added = await site.world.addRow('products', { name: 'A Passing Thing' });
    const page = await site.open(`/catalog/${added.id}`);
    await page.waitFor(shows('Write a review'));
    await fillReview(page, 'Not sent yet.');
    await site.world.removeRow('products', added.id);
    await page.waitFor(
      `document.querySelector('.unsent-text textarea')?.value === 'Not sent yet.' && ${shows('Choose a product to view.')}`,
    );
    await runAxe(page);
    await press(page, 'Discard');
    await page.waitFor(`!document.querySelector('.unsent-text')`);
  });

  test('[B99] a review with a slip says which, and keeps what is typed through a reload', async () => {
    const page = await site.openFresh(`/catalog/${darning}`);
    await page.waitFor(shows('Write a review'));
    await press(page, 'Add review');
    await page.waitFor(`document.querySelectorAll('.field-problem').length === 2`);
    expect(await textsOf(page, '.field-problem')).toEqual(['Author is empty.', 'Review is empty.']);
    expect(await page.evaluate(`document.activeElement.name`)).toBe('author');
    await fillReview(page, 'Half a thought');
    await page.reload();
    await page.waitFor(shows('Write a review'));
    expect(await typedReview(page)).toEqual(['Low Bridge', '4', 'Half a thought']);
    await fillReview(page, '');
  });

  test('a review that was never sent is forgotten with everything else here', async () => {
    const page = await site.openFresh(`/catalog/${darning}`);
    await page.waitFor(shows('Write a review'));
    await fillReview(page, 'Nobody else may read this.');
    await page.click('footer a[href="/status"]');
    await page.waitFor(shows('Forget everything here'));
    await press(page, 'Forget everything');
    await page.waitFor(shows('What is typed in forms and not sent goes too.'));
    await press(page, 'Yes, forget it');
    await page.waitFor(shows('Forgotten.'));
    await page.goto(`${site.world.url}/catalog/${darning}`);
    await page.waitFor(shows('Write a review'));
    expect(await typedReview(page)).toEqual(['', '5', '']);
    const kept = `JSON.stringify([{ ...localStorage }, { ...sessionStorage }])`;
    expect(await page.evaluate(kept)).not.toContain('Low Bridge');
  });

  test('[promise P1] what two tabs type into the same form stays in each, whatever the other does', async () => {
    const page = await site.openFresh(`/catalog/${darning}`);
    await page.waitFor(shows('Write a review'));
    await fillReview(page, 'A long review.');
    const other = await site.openFresh(`/catalog/${darning}`);
    await other.waitFor(shows('Write a review'));
    expect(await typedReview(other)).toEqual(['Low Bridge', '4', 'A long review.']);
    await other.fill('main textarea[name=content]', 'x');
    await page.click('header a[href="/"]');
    await page.waitFor(`location.pathname === '/'`);
    await page.evaluate(`history.back()`);
    await page.waitFor(shows('Write a review'));
    expect(await typedReview(page)).toEqual(['Low Bridge', '4', 'A long review.']);
    await other.fill('main textarea[name=content]', '');
    await other.fill('main input[name=author]', '');
    await page.reload();
    await page.waitFor(shows('Write a review'));
    expect(await typedReview(page)).toEqual(['Low Bridge', '4', 'A long review.']);
    await fillReview(page, '');
  });

  test('[B99][promise P1] a review that is written offline waits, survives, and is sent once', async () => {
    const content = 'Written under a bridge.';
    const earlier = await site.world.addRow('reviews', {
      author: 'Low Bridge',
      product_key: tides,
      score: 4,
      content,
      inserted_at: '2026-10-01T10:00:00.000Z',
    });
    const page = await site.openFresh(`/catalog/${tides}`);
    await page.waitFor(`document.querySelectorAll('.review').length === 4`, { timeoutMs: 30_000 });
    offline();
    await page.waitFor(`${badge}.startsWith('Offline')`, { timeoutMs: 30_000 });
    await fillReview(page, content);
    // A double click, and another one a moment later.
    for (let n = 0; n < 3; n++) await press(page, 'Add review');
    await page.waitFor(`document.querySelectorAll('.review').length === 5`);
    const said = `document.querySelector('.form-said').textContent`;
    await page.waitFor(`${said} === 'Thank you. It is kept on this device, and waits to be sent.'`);
    await press(page, 'Add review');
    expect(await textsOf(page, '.field-problem')).toEqual([]);
    // The one that reads the same and was there before waits for nothing.
    expect(await textsOf(page, '.review-waiting')).toEqual(['waiting to be sent']);
    expect(await page.evaluate(badge)).toContain('1 change waiting');
    const other = await site.open(`/catalog/${tides}`);
    await other.waitFor(shows(content));
    await other.evaluate(`document.querySelector('.status-badge summary').click()`);
    await other.waitFor(`document.querySelector('.outbox')?.innerText.includes('A review by')`);
    await runAxe(other);
    site.world.network.clear();
    await page.waitFor(isSent, { timeoutMs: 30_000 });
    const sent = (await site.world.upstreamTable('reviews')).filter(
      ({ id, fields }) => fields['content'] === content && id !== earlier.id,
    );
    expect(sent).toHaveLength(1);
    expect(sent[0]!.fields).toMatchObject({ author: 'Low Bridge', score: 4, product_key: tides });
    await page.waitFor(`document.querySelectorAll('.review-waiting').length === 0`);
    await page.waitFor(`${said} === 'Thank you. Your review is on this page.'`);
    for (const { id } of [sent[0]!, earlier]) await site.world.removeRow('reviews', id);
  });
});

describe('changes that wait, or were refused', () => {
  test('[promise P1] what was refused says why, keeps its text, and can be mended', async () => {
    const added = await site.world.addRow('products', { name: 'A Passing Thing' });
    const page = await site.open(`/catalog/${added.id}`);
    await page.waitFor(shows('Write a review'));
    offline();
    await page.waitFor(`${badge}.startsWith('Offline')`, { timeoutMs: 30_000 });
    await fillReview(page, 'It was here a moment ago.');
    await press(page, 'Add review');
    await page.waitFor(shows('waiting to be sent'));
    await site.world.removeRow('products', added.id);
    await vi.waitUntil(async () => !(await isPublished('products', added.id)), PUBLISHING);
    site.world.network.clear();
    await page.waitFor(`${badge} === '1 change refused'`, { timeoutMs: 30_000 });
    await page.waitFor(shows('Choose a product to view.'));
    await openOutbox(page);
    expect(await page.text('.outbox h2')).toBe('1 change refused');
    expect(await page.text('.change-text')).toBe('It was here a moment ago.');
    expect(await page.text('.change .field-problem')).toBe(
      'What this was meant for is not there any more.',
    );
    await runAxe(page);
    await page.press('Escape');
    const again = await site.world.addRow('products', {
      name: 'A Passing Thing',
      offprint_key: added.id,
    });
    await page.waitFor(shows('Edit again'));
    await runAxe(page);
    const said = `document.querySelector('.form-said').textContent`;
    await page.fill('main textarea[name=content]', 'Something else.');
    await press(page, 'Edit again');
    await page.waitFor(`${said}.startsWith('Something else is typed in this form.')`);
    expect(await typedReview(page)).toEqual(['', '5', 'Something else.']);
    await page.fill('main textarea[name=content]', '');
    await press(page, 'Edit again');
    await page.waitFor(`!document.querySelector('.form-refused')`);
    expect(await typedReview(page)).toEqual(['Low Bridge', '4', 'It was here a moment ago.']);
    // As what fills in forms by itself does with every field.
    const hidden = `document.querySelector('.trap input')`;
    await page.evaluate(
      `(${hidden}.value = 'https://casino.test', ${hidden}.dispatchEvent(new Event('input', { bubbles: true })))`,
    );
    await press(page, 'Add review');
    await page.waitFor(`${said}.endsWith('press once more to send this.')`);
    expect(await page.evaluate(`${hidden}.value`)).toBe('');
    await press(page, 'Add review');
    await page.waitFor(`document.querySelectorAll('.review').length === 1`);
    await page.waitFor(`${said}.startsWith('Thank you.')`);
    await page.waitFor(isSent, { timeoutMs: 30_000 });
    for (const { id, fields } of await site.world.upstreamTable('reviews')) {
      if (fields['product_key'] === added.id) await site.world.removeRow('reviews', id);
    }
    await site.world.removeRow('products', again.id);
  });

  test('[promise P1] the panel tells each change, its age and its state, and sends, saves or discards it', async () => {
    const page = await site.openFresh('/quotes/recQuoteMaps00001');
    await page.waitFor(`!!document.querySelector('.like')`);
    const before = await page.text('.like-count');
    offline();
    await page.waitFor(`${badge}.startsWith('Offline')`, { timeoutMs: 30_000 });
    for (let i = 0; i < 3; i++) await press(page, 'Like');
    await page.waitFor(`${badge}.endsWith(', 3 changes waiting')`);
    await openOutbox(page);
    expect(await textsOf(page, '.outbox h2, .change-what')).toEqual([
      '3 changes waiting',
      '3 likes',
    ]);
    // A moment before, it was being tried.
    await page.waitFor(
      `/^Waiting for the network\\. Made (.* ago|just now)\\.$/.test(document.querySelector('.change-state').innerText)`,
    );
    const saved = await page.evaluate<{ name: string }[]>(
      `new Promise((settle) => {
        const make = URL.createObjectURL;
        URL.createObjectURL = (file) => (URL.createObjectURL = make, file.text().then((text) => settle(JSON.parse(text))), make(file));
        [...document.querySelectorAll('.outbox > button')].find((b) => b.innerText === 'Save as a file').click();
      })`,
    );
    expect(saved.map(({ name }) => name)).toEqual(['likeQuote', 'likeQuote', 'likeQuote']);
    // What is being tried at that moment cannot be taken back; a moment later it can.
    await page.waitFor(
      `[...document.querySelectorAll('.change button')].find((b) => b.innerText === 'Discard')?.click(),
      !${badge}.includes('waiting') && !document.querySelector('.outbox')`,
    );
    await page.waitFor(`document.querySelector('.like-count').textContent === '${before}'`);
  });
});

describe('the quotes', () => {
  const bread = 'recQuoteBread0001';
  const count = `document.querySelector('.like-count').textContent`;

  test('[B102] counts every tap, in every tab, and once in Airtable', async () => {
    const page = await site.openFresh(`/quotes/${bread}`);
    const wall = await site.openFresh('/quotes');
    expect(await page.evaluate(count)).toBe('Likes: 88');
    await page.waitFor(`!!document.querySelector('.like')`);
    await page.evaluate(
      `(() => { const b = document.querySelector('.like'); for (let i = 0; i < 7; i++) b.click(); })()`,
    );
    await page.waitFor(`${count} === 'Likes: 95'`);
    await wall.waitFor(shows('Likes: 95'));
    await page.waitFor(isSent, { timeoutMs: 30_000 });
    const fields = await upstreamRow('quotes', bread);
    expect(fields['likes']).toBe(95);
    expect(await page.evaluate(count)).toBe('Likes: 95');
    await site.world.editRow('quotes', bread, { likes: 88 });
    await page.waitFor(`${count} === 'Likes: 88'`);
  });

  for (const rung of ['shared=0', 'worker=0', 'shared=0&bc=0', 'worker=0&bc=0']) {
    test(`[N6][B43][B102] counts the taps of either of two tabs with ?${rung}`, async () => {
      const one = await site.openFresh(`/quotes/${bread}?${rung}`);
      const other = await site.openFresh(`/quotes/${bread}?${rung}`);
      for (const [page, likes] of [
        [other, 89],
        [one, 90],
      ] as const) {
        await page.waitFor(`!!document.querySelector('.like')`);
        await press(page, 'Like');
        for (const tab of [page, one, other]) await tab.waitFor(`${count} === 'Likes: ${likes}'`);
      }
      await expect
        .poll(() => upstreamRow('quotes', bread), PUBLISHING)
        .toMatchObject({ likes: 90 });
      await site.world.editRow('quotes', bread, { likes: 88 });
      for (const tab of [one, other]) await tab.waitFor(`${count} === 'Likes: 88'`);
    });
  }

  test('[B102] an editor changes a line, which begins again without likes, adds one and deletes one', async () => {
    const page = await signIn();
    await page.goto(`${site.world.url}/quotes/${bread}`);
    await page.waitFor(`!!document.querySelector('main textarea')`);
    await page.fill('main textarea', 'Most of waiting is baking.');
    await press(page, 'Change quote');
    await page.waitFor(`${count} === 'Likes: 0' && ${shows('Most of waiting is baking.')}`);
    await page.goto(`${site.world.url}/quotes`);
    await page.waitFor(`!!document.querySelector('main input[name=author]')`);
    await page.fill('main input[name=author]', 'The Stove');
    await page.fill('main textarea', 'Heat is patient too.');
    await press(page, 'Add quote');
    await page.waitFor(`document.querySelectorAll('.wall > li').length === 9`);
    await press(page, 'Delete a random quote');
    await page.waitFor(`document.querySelectorAll('.wall > li').length === 8`);
    await page.waitFor(isSent, { timeoutMs: 30_000 });
    expect(await site.world.upstreamTable('quotes')).toHaveLength(8);
    await signOut(page);
  });
});

describe('the editors’ page', () => {
  const card = (id: string) => `document.querySelector('#product-${id}')`;

  test('[B101] a wrong token is refused in words', async () => {
    const page = await site.openFresh('/admin');
    await page.waitFor(`!!document.querySelector('input[name=token]')`);
    await page.fill('input[name=token]', 'not-the-token');
    await page.press('Enter');
    await page.waitFor(shows('This token is not the right one.'));
    expect(await page.evaluate(`document.activeElement.name`)).toBe('token');
  });

  test('[B82][B101] what is being typed is not overwritten, while other fields and cards follow', async () => {
    const page = await signIn();
    const field = `${card(darning)}.querySelector('input')`;
    const text = `${card(darning)}.querySelector('textarea')`;
    await type(page, field, 'The Mending Kit');
    await site.world.editRow('products', darning, { description: 'Another text.' });
    await site.world.editRow('products', tides, { name: 'Offprint No. 1' });
    await page.waitFor(`${text}.value === 'Another text.'`);
    await page.waitFor(`${card(tides)}.querySelector('input').value === 'Offprint No. 1'`);
    expect(await page.evaluate(`${field}.value`)).toBe('The Mending Kit');
    await page.evaluate(`${card(darning)}.querySelector('[type=submit]').click()`);
    await page.waitFor(`${card(darning)}.innerText.includes('Saved.')`);
    await page.waitFor(isSent, { timeoutMs: 30_000 });
    const fields = await upstreamRow('products', darning);
    expect(fields).toMatchObject({ name: 'The Mending Kit', description: 'Another text.' });
    await site.world.editRow('products', darning, { name: 'The Darning Kit' });
    await page.waitFor(`${field}.value === 'The Darning Kit'`);
    await signOut(page);
  });

  test('[B101] where two people change one field, both values are shown, and the editor chooses', async () => {
    const page = await signIn();
    const field = `${card(darning)}.querySelector('input')`;
    await type(page, field, 'Mine');
    await site.world.editRow('products', darning, { name: 'Theirs' });
    await page.waitFor(`!!document.querySelector('.conflict')`);
    expect(await textsOf(page, '.conflict dd')).toEqual(['Mine', 'Theirs']);
    await runAxe(page);
    await press(page, 'Keep yours', '.conflict');
    await page.waitFor(`!document.querySelector('.conflict')`);
    await page.evaluate(`${card(darning)}.querySelector('[type=submit]').click()`);
    await page.waitFor(`${card(darning)}.innerText.includes('Saved.')`);
    await page.waitFor(isSent, { timeoutMs: 30_000 });
    expect((await upstreamRow('products', darning))['name']).toBe('Mine');
    await site.world.editRow('products', darning, { name: 'The Darning Kit' });
    await page.waitFor(`${field}.value === 'The Darning Kit'`);
    await signOut(page);
  });

  test('[B82][B100] adding, deleting and undoing show in every tab, and reviews come back with their product', async () => {
    const page = await signIn();
    const shop = await site.openFresh(`/catalog/${tides}`);
    await shop.waitFor(`document.querySelectorAll('.review').length === 3`);
    const cards = `document.querySelectorAll('.product-card').length`;
    await page.evaluate(
      `[...${card(tides)}.querySelectorAll('button')].find((b) => b.innerText === 'Delete').click()`,
    );
    await page.waitFor(`${cards} === 7 && document.activeElement.innerText === 'Undo'`);
    await shop.waitFor(shows('Choose a product to view.'));
    await page.waitFor(isSent, { timeoutMs: 30_000 });
    await press(page, 'Undo');
    await page.waitFor(`${cards} === 8`);
    await shop.waitFor(`document.querySelectorAll('.review').length === 3`);
    await page.waitFor(isSent, { timeoutMs: 30_000 });
    await page.fill('.add-product input', 'A New Thing');
    await press(page, 'Add product');
    await page.waitFor(`${cards} === 9`);
    await page.waitFor(isSent, { timeoutMs: 30_000 });
    const added = (await site.world.upstreamTable('products')).find(
      ({ fields }) => fields['name'] === 'A New Thing',
    );
    await site.world.removeRow('products', added!.id);
    await page.waitFor(`${cards} === 8`);
    await signOut(page);
  });

  test('[B101] everything can be done with the keyboard alone, and the focus is never lost', async () => {
    const page = await site.openFresh('/admin');
    await page.waitFor(`!!document.querySelector('input[name=token]')`);
    const focused = `(document.activeElement.innerText || document.activeElement.name || document.activeElement.localName)`;
    const tabTo = async (condition: string) => {
      for (let i = 0; i < 60; i++) {
        if (await page.evaluate(condition)) return;
        await page.press('Tab');
      }
      throw new Error(`the keyboard does not reach ${condition}`);
    };
    const typeKeys = (text: string) => page.native.keyboard.type(text);
    await tabTo(`document.activeElement.name === 'token'`);
    await typeKeys('editor-sample');
    await page.press('Enter');
    await page.waitFor(`document.querySelectorAll('.product-card').length === 8`);
    expect(await page.evaluate(focused)).toBe('Editors');
    await tabTo(`document.activeElement === ${card(darning)}.querySelector('input')`);
    await page.native.keyboard.press('End');
    await typeKeys('!');
    await page.press('Enter');
    await page.waitFor(`${card(darning)}.innerText.includes('Saved.')`);
    await page.waitFor(`${card(darning)}.querySelector('h3').innerText === 'The Darning Kit!'`);
    await page.native.keyboard.press('Backspace');
    await page.press('Enter');
    await page.waitFor(`${card(darning)}.querySelector('h3').innerText === 'The Darning Kit'`);
    const cards = `document.querySelectorAll('.product-card').length`;
    await tabTo(`document.activeElement.closest('.add-product') && ${focused} === 'name'`);
    await typeKeys('A Keyed Thing');
    await page.press('Enter');
    await page.waitFor(`${cards} === 9`);
    const added = `[...document.querySelectorAll('.product-card')].find((c) => c.innerText.includes('A Keyed Thing'))`;
    await page.waitFor(`!!(${added})`);
    for (let i = 0; i < 60; i++) {
      await page.native.keyboard.press('Shift+Tab');
      if (
        await page.evaluate(
          `${focused} === 'Delete' && (${added}).contains(document.activeElement)`,
        )
      )
        break;
    }
    await page.press('Enter');
    await page.waitFor(`${cards} === 8 && ${focused} === 'Undo'`);
    await page.press('Enter');
    await page.waitFor(
      `${cards} === 9 && document.activeElement.localName === 'h3' && ${focused} === 'A Keyed Thing'`,
    );
    await tabTo(`${focused} === 'Delete'`);
    await page.press('Enter');
    await page.waitFor(`${cards} === 8`);
    await page.waitFor(isSent, { timeoutMs: 30_000 });
    await signOut(page);
    expect(await page.evaluate(focused)).toBe('Editors');
  });

  test('[promise P1] whoever signs out with unsent changes is asked what shall become of them', async () => {
    const page = await signIn();
    offline();
    await page.waitFor(`${badge}.startsWith('Offline')`, { timeoutMs: 30_000 });
    await page.fill('.add-product input', 'Never sent');
    await press(page, 'Add product');
    await page.waitFor(`${badge}.includes('1 change waiting')`);
    await press(page, 'Sign out');
    await page.waitFor(shows('One change has not been sent yet.'));
    await runAxe(page);
    await press(page, 'Discard and sign out');
    await page.waitFor(`!!document.querySelector('input[name=token]')`);
    expect(await page.evaluate(badge)).not.toContain('waiting');
  });

  test('[B93] while products change again and again, pages stay navigable, lists stay sorted, and at rest every tab has what Airtable has', async () => {
    const [walker, shop] = [await signIn(), await site.openFresh('/catalog')];
    await shop.evaluate(`(() => {
      globalThis.unsorted = [];
      new MutationObserver(() => {
        const names = [...document.querySelectorAll('.shelf-name')].map((name) => name.textContent);
        if (String(names.toSorted()) !== String(names)) globalThis.unsorted.push(names);
      }).observe(document.querySelector('main'), { subtree: true, childList: true, characterData: true });
    })()`);
    // What was deleted and taken back before has a row of its own by now.
    const rows = await site.world.upstreamTable('products');
    const nameOf = (i: number, version: number) =>
      `${String.fromCharCode(65 + ((i + version * 3) % rows.length))} v${version}`;
    const changeAll = async () => {
      for (let version = 1; version <= 5; version++) {
        for (const [i, { id }] of rows.entries()) {
          await site.world.editRow('products', id, { name: nameOf(i, version) });
        }
        await shop.waitFor(`document.querySelector('.shelf-name').textContent === 'A v${version}'`);
      }
    };
    const walk = async () => {
      for (let round = 0; round < 4; round++) {
        await walker.click('header nav a[href="/"]');
        await walker.waitFor(`location.pathname === '/' && !!document.querySelector('main h1')`);
        await walker.evaluate(`history.back()`);
        await walker.waitFor(
          `document.querySelectorAll('.product-card').length === ${rows.length}`,
        );
      }
    };
    await Promise.all([changeAll(), walk()]);
    expect(await shop.evaluate(`globalThis.unsorted`)).toEqual([]);
    const namesOf = (table: readonly { readonly fields: Fields }[]) =>
      table.map(({ fields }) => String(fields['name'])).toSorted();
    const atRest = namesOf(await site.world.upstreamTable('products'));
    expect(atRest).toEqual(rows.map((_, i) => nameOf(i, 5)).toSorted());
    const namesIn = (selector: string) =>
      `String([...document.querySelectorAll('${selector}')].map((name) => name.textContent).sort())`;
    const showAll = async (all: readonly string[]) => {
      await shop.waitFor(`${namesIn('.shelf-name')} === ${JSON.stringify(String(all))}`);
      await walker.waitFor(`${namesIn('.product-card h3')} === ${JSON.stringify(String(all))}`);
    };
    await showAll(atRest);
    for (const { id, fields } of rows) {
      await site.world.editRow('products', id, { name: fields['name'] });
    }
    await showAll(namesOf(rows));
    await signOut(walker);
  });

  test('[B100] three products that go and come back one by one are followed step by step on both pages', async () => {
    const [desk, shop] = [await signIn(), await site.openFresh('/catalog')];
    const three = rowsOf('products')
      .filter(({ id }) => id !== tides && id !== darning)
      .slice(0, 3);
    const [first, second, third] = three;
    const reader = await site.openFresh(`/catalog/${first!.id}`);
    const reviewCount = `document.querySelectorAll('.review').length`;
    const reviewed = await reader.waitFor<number>(reviewCount);
    const follow = async (isThere: boolean, { id, fields }: Row) => {
      const name = JSON.stringify(fields['name']);
      const onDesk = `!!document.querySelector('#product-${id}')`;
      const onShelf = `[...document.querySelectorAll('.shelf-name')].some((e) => e.innerText === ${name})`;
      await desk.waitFor(`(${onDesk}) === ${isThere}`);
      await shop.waitFor(`(${onShelf}) === ${isThere}`);
    };
    for (const row of [first!, second!, third!]) {
      await site.world.removeRow('products', row.id);
      await follow(false, row);
    }
    await reader.waitFor(shows('Choose a product to view.'));
    for (const row of [first!, third!, second!]) {
      const { name, description } = row.fields;
      await site.world.addRow('products', { name, description, offprint_key: row.id });
      await follow(true, row);
    }
    await reader.waitFor(`${reviewCount} === ${reviewed}`);
    expect(await textsOf(shop, '.shelf-name')).toEqual(
      (await textsOf(shop, '.shelf-name')).toSorted(),
    );
    expect(
      await desk.evaluate(`[...document.querySelectorAll('.product-card')].map((e) => e.id)`),
    ).toEqual(
      await shop.evaluate(
        `[...document.querySelectorAll('.shelf-name a')].map((e) => 'product-' + e.pathname.split('/')[2])`,
      ),
    );
    await signOut(desk);
  });
});

describe('every new page', () => {
  test('[B58] can be used by everybody, in light and dark, from 320 to 1440 pixels', async () => {
    for (const path of [
      '/catalog',
      `/catalog/${darning}`,
      '/quotes',
      '/quotes/recQuoteMaps00001',
      '/admin',
    ]) {
      const page = await site.openFresh(path);
      await page.click('.status-badge summary');
      await page.waitFor(`!!document.querySelector('.status-details')`);
      for (const scheme of ['light', 'dark']) {
        await page.cdp.send('Emulation.setEmulatedMedia', {
          features: [{ name: 'prefers-color-scheme', value: scheme }],
        });
        await runAxe(page);
      }
      for (const width of [320, 768, 1440]) {
        await page.cdp.send('Emulation.setDeviceMetricsOverride', {
          width,
          height: 800,
          deviceScaleFactor: 1,
          mobile: false,
        });
        expect(
          await page.evaluate(
            `document.documentElement.scrollWidth - document.documentElement.clientWidth`,
          ),
        ).toBe(0);
        const { left, right } = await page.evaluate<DOMRect>(
          `document.querySelector('.status-details').getBoundingClientRect().toJSON()`,
        );
        expect([width, left >= 0, right <= width]).toEqual([width, true, true]);
      }
      await expectNoCspViolations(page);
    }
  });
});

async function openOutbox(page: ChromiumPage): Promise<void> {
  await page.evaluate(`document.querySelector('.status-badge summary').click()`);
  await page.waitFor(`!!document.querySelector('.change')`);
}

/** A row's cells in Airtable, by column. */
async function upstreamRow(table: string, id: string): Promise<Fields> {
  const rows = await site.world.upstreamTable(table);
  return rows.find((row) => row.id === id)?.fields ?? {};
}

/** Whether the newest publication has this record. */
test('a line that another app shares waits in the form for an editor, and a reader is told so', async () => {
  const page = await site.openFresh('/');
  const { data } = await page.cdp.send('Page.getAppManifest');
  const { share_target: target } = JSON.parse(data!) as { share_target: { action: string } };
  const query = new URLSearchParams({
    title: 'The Bread Page',
    text: '"Waiting is baking." https://bread.test/a',
  }).toString();
  const shared = `${new URL(target.action, `${site.world.url}/`).pathname}?${query}`;
  const reader = await site.openFresh(shared);
  await reader.waitFor(`document.querySelector('.shared')?.innerText.includes('Only editors')`);
  expect(await reader.text('.shared .quote-line')).toBe('Waiting is baking.');
  await runAxe(reader);
  const editor = await signIn();
  const typed = `document.querySelector('.wall-tools textarea')?.value`;
  await editor.goto(`${site.world.url}/quotes`);
  await editor.waitFor(`${typed} === 'Waiting is baking.'`);
  expect(await editor.evaluate(`document.querySelector('.wall-tools input').value`)).toBe(
    'The Bread Page',
  );
  // The same share once more, and another one: nothing typed is lost, nothing is there twice.
  await editor.goto(site.world.url + shared);
  await editor.waitFor(`${typed} === 'Waiting is baking.'`);
  await editor.waitFor(`!!document.activeElement?.matches('.wall-tools textarea')`);
  await editor.goto(`${site.world.url}/quotes?text=Another+line.`);
  await editor.waitFor(`${typed} === 'Waiting is baking.\\n\\nAnother line.'`);
  expect(await editor.evaluate(`!!document.querySelector('.shared')`)).toBe(false);
  // Once it is on the wall, a reload of the address that brought it does not bring it into the form again.
  await editor.fill('.wall-tools input[name=author]', 'The Bread Page');
  await press(editor, 'Add quote');
  await editor.waitFor(`${typed} === ''`);
  await editor.reload();
  await editor.waitFor(`${typed} !== undefined && ${shows('Another line.')}`);
  expect(await editor.evaluate(typed)).toBe('');
  await editor.evaluate(`localStorage.clear()`);
  await signOut(editor);
});

async function isPublished(collection: string, id: string): Promise<boolean> {
  const { collections } = await site.world.manifest();
  const head = await site.world.object(collections[collection]!.head);
  return (head as { rows: { id: string }[] }).rows.some((row) => row.id === id);
}

async function signIn(): Promise<ChromiumPage> {
  const page = await site.openFresh('/admin');
  await page.waitFor(`!!document.querySelector('input[name=token], .product-card')`);
  if (await page.evaluate(`!document.querySelector('.product-card')`)) {
    await page.fill('input[name=token]', 'editor-sample');
    await page.press('Enter');
  }
  await page.waitFor(`document.querySelectorAll('.product-card').length >= 8`);
  return page;
}

async function signOut(page: ChromiumPage): Promise<void> {
  await page.goto(`${site.world.url}/admin`);
  await page.waitFor(`!!document.querySelector('.signed-in button')`);
  await press(page, 'Sign out');
  await page.waitFor(`!!document.querySelector('input[name=token]')`);
}

function type(page: ChromiumPage, field: string, text: string): Promise<unknown> {
  return page.evaluate(
    `(() => { const f = ${field}; f.focus(); f.value = ${JSON.stringify(text)}; f.dispatchEvent(new Event('input', { bubbles: true })); })()`,
  );
}
