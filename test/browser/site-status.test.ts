import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { FaultProxy } from '../fakes/fault-proxy.ts';
import { expectNoCspViolations, runAxe } from './harness/assertions.ts';
import type { ChromiumPage } from './harness/chromium.ts';
import { createReaders, isCalm, isOffline } from './world/readers.ts';
import type { SiteWorld } from './world/site.ts';
import { startSample } from './world/use-site.ts';

const readers = createReaders();
let site: SiteWorld;
/** A network of its own for each test, and so a reader who has never been here. */
let network: FaultProxy;

beforeAll(async () => {
  site = await startSample();
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

describe('the status page', () => {
  const says = (text: string) =>
    `document.querySelector('main').innerText.includes(${JSON.stringify(text)})`;
  const isShown = `!!document.querySelector('.panels')`;
  /** A table's row by its first cell. */
  const rowOf = (page: ChromiumPage, table: string, name: string) =>
    page.evaluate<string[]>(
      `[...[...document.querySelectorAll('${table} tbody tr')].find((row) => row.cells[0].innerText.toLowerCase() === '${name}').cells].map((cell) => cell.innerText)`,
    );
  const press = (page: ChromiumPage, label: string) =>
    page.evaluate(
      `[...document.querySelectorAll('main button')].find((one) => one.innerText === '${label}').click()`,
    );
  const fact = (page: ChromiumPage, label: string) =>
    page.evaluate<string>(
      `[...document.querySelectorAll('.fact')].find((one) => one.querySelector('dt').innerText === '${label}').querySelector('dd').innerText`,
    );

  /** A reader who has read something, and then asks how things are. */
  async function openStatus(): Promise<ChromiumPage> {
    const page = await visit('/');
    await page.waitFor(`localStorage.getItem('offprint:/:public:ready-said')`, READY);
    await page.click('footer a[href="/status"]');
    await page.waitFor(`${isShown} && ${says('are kept.')} && ${says('this month')}`);
    return page;
  }

  test('[B119] tells what is stored, how old it is, who keeps it, and what that costs', async () => {
    const page = await openStatus();
    const { collections } = await site.manifest();
    for (const [name, { count }] of Object.entries(collections)) {
      const [, records, size, age] = await rowOf(page, '.kept > .scroller .figures', name);
      expect(records).toBe(String(count));
      expect(size).toMatch(/^\d+ (bytes|kB)$/);
      expect(age).toMatch(/^(just now|\d+ (second|minute)s? ago)$/);
    }
    await page.click('.curious summary');
    const [, version, hits, , written] = await rowOf(page, '.curious .figures', 'contents');
    expect(collections['contents']!.root.startsWith(version!)).toBe(true);
    expect(Number(hits)).toBeGreaterThan(0);
    expect(Number(written)).toBe(1);
    expect(await fact(page, 'Worker')).toBe('One worker for all tabs, the 1st to keep this copy.');
    expect(await fact(page, 'Tabs')).toBe('This one.');
    await page.waitFor(
      `/\\d+, of which [1-9]\\d* found nothing new\\./.test(document.body.innerText)`,
    );
    expect(await fact(page, 'Saved')).toMatch(
      / fetched in all\. Without hashes and versions it would have been /,
    );
    expect(await fact(page, 'Room')).toMatch(/used of the .* that this browser grants/);
    expect(await fact(page, 'Last trouble')).toBe('None since this worker started.');
    expect(await fact(page, 'Live feeds')).toBe(
      'repositories: not read here yet\nposts: not read here yet',
    );
    await readers.open(`${network.url}/dashboard`);
    await page.waitFor(
      `/repositories: as of (just now|\\d+ seconds? ago)/.test(document.body.innerText)`,
    );
    expect(await fact(page, 'Calls')).toMatch(/^\d+ this month; this plan has no limit\.$/);
    await expectSound(page);
    await runAxe(page, { isStrict: true });
    for (const width of [320, 768, 1440]) {
      const metrics = { width, height: 800, deviceScaleFactor: 1, mobile: false };
      await page.cdp.send('Emulation.setDeviceMetricsOverride', metrics);
      const sticksOut = `document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth`;
      expect(await page.evaluate(sticksOut), `at ${width} px`).toBe(0);
    }
  });

  test('counts the tabs that are served, and tells what went wrong and when', async () => {
    const page = await openStatus();
    await readers.openFresh(`${network.url}/blog`);
    await page.waitFor(says('2, and one check serves them all.'));
    network.set({ path: /manifest/, offline: true });
    await press(page, 'Check now');
    await page.waitFor(isOffline);
    network.clear();
    await press(page, 'Check now');
    await page.waitFor(says('Up to date'), { timeoutMs: 20_000 });
    await page.waitFor(says('The network does not answer. ('));
  });

  test('[promise P6] downloads everything with true progress, in spite of Save-Data, when it is asked to', async () => {
    network = await site.anotherNetwork();
    const savesData = `Object.defineProperty(navigator, 'connection', { value: { saveData: true } });`;
    const page = await readers.open(`${network.url}/status`, { initScript: savesData });
    await page.waitFor(`${isShown} && / of \\d+ are kept/.test(document.body.innerText)`, READY);
    await page.waitFor(`navigator.serviceWorker.controller?.state === 'activated'`);
    await page.evaluate(
      `[...document.querySelectorAll('button')].find((b) => b.innerText === 'Download everything').focus()`,
    );
    await page.press('Enter');
    await page.waitFor(
      `['Stop', 'Download everything'].includes(document.activeElement.innerText)`,
    );
    await page.waitFor(`/All \\d+ are kept/.test(document.body.innerText)`, READY);
    network.set({ offline: true });
    await page.goto(`${network.url}/blog`);
    await page.waitFor(`${isOffline} && !!document.querySelector('main .picture')`);
    await page.waitFor(ALL_SHOWN);
  });

  test('forgets everything, and names what would be lost first', async () => {
    const page = await openStatus();
    const pictures = `caches.open('offprint:/:media').then((cache) => cache.keys()).then((all) => all.length)`;
    expect(await page.evaluate(pictures)).toBeGreaterThan(20);
    await press(page, 'Forget everything');
    await page.waitFor(says('Really forget it all?'));
    await press(page, 'Keep it');
    expect(await page.evaluate(`document.activeElement.innerText`)).toBe('Forget everything');
    expect(await page.evaluate(pictures)).toBeGreaterThan(20);
    await page.evaluate(
      `localStorage.setItem('offprint:/:reading-places', '[["rec1",{"block":3,"share":0}]]')`,
    );
    await page.evaluate(
      `localStorage.setItem('offprint:/:visits', '{"since":"2026","newest":"2027","at":0,"read":["rec1"]}')`,
    );
    await press(page, 'Forget everything');
    await press(page, 'Yes, forget it');
    await page.waitFor(says('Forgotten.'));
    expect(
      await page.evaluate(`localStorage.getItem('offprint:/:visits')?.includes('rec1')`),
    ).not.toBe(true);
    expect(await page.evaluate(`caches.has('offprint:/:media')`)).toBe(false);
    expect(await page.evaluate(`localStorage.getItem('offprint:/:reading-places')`)).toBe(null);
    await page.waitFor(`/Articles\\s+\\d+/.test(document.body.innerText)`, { timeoutMs: 20_000 });
    // Whoever forgets knows it: it is no loss.
    await page.reload();
    await page.waitFor(isShown);
    expect(await page.evaluate(says('had removed the copy'))).toBe(false);
  });

  test('[fault D7] says on the next visit what the browser removed, and when', async () => {
    const page = await openStatus();
    await page.goto('about:blank');
    // As browsers make room: databases and caches go, the small storage stays.
    const storageTypes = 'indexeddb,cache_storage,service_workers';
    await page.cdp.send('Storage.clearDataForOrigin', { origin: network.url, storageTypes });
    await page.goto(network.url);
    await page.waitFor(
      `${notice}.startsWith('This browser had removed what was kept here.')`,
      READY,
    );
    await page.click('.notice a');
    await page.waitFor(says('This browser had removed the copy'));
    const { collections } = await site.manifest();
    const records = Object.values(collections).reduce((sum, { count }) => sum + count, 0);
    const said = await page.text('.status-note');
    expect(said).toMatch(/It was last here (just now|.* ago) \(\d\d:\d\d\): /);
    expect(said).toMatch(
      new RegExp(`: ${records} records and \\d+ pictures\\. No change of yours`),
    );
    await press(page, 'Fine');
    await page.reload();
    await page.waitFor(isShown);
    expect(await page.evaluate(says('had removed the copy'))).toBe(false);
  });

  test('says what the address forces, and that a copy in memory is not kept', async () => {
    network = await site.anotherNetwork();
    const page = await readers.open(`${network.url}/status?shared=0&idb=0&sw=0`);
    await page.waitFor(`${isShown} && ${says('Nothing is kept on this device')}`, READY);
    for (const sentence of ['(?shared=0)', '(?idb=0)', '(?sw=0)'])
      expect(await page.evaluate(says(sentence))).toBe(true);
    expect(await page.evaluate(says('(?bc=0)'))).toBe(false);
    await page.waitFor(`/Articles\\s+\\d+/.test(document.body.innerText)`);
    expect(await fact(page, 'Worker')).toMatch(/^A worker of this tab’s own/);
    expect(await fact(page, 'Pages')).toContain('does without a service worker');
    await expectSound(page);
  });

  test('takes pages that are not kept yet on a first visit for no refusal', async () => {
    network = await site.anotherNetwork();
    network.set({ path: /\/sw\.js$/, offline: true });
    const page = await readers.open(`${network.url}/status`);
    await page.waitFor(`${isShown} && ${says('Kept, every one that is published.')}`, READY);
    expect(await fact(page, 'Pages')).toMatch(/^Not kept yet\./);
  });

  test('offers to install once the site reads without a network, and never again after a no', async () => {
    const page = await openStatus();
    const offer = `document.querySelector('footer button')?.innerText ?? ''`;
    // Chromium's own offer may come too; this one says no.
    const offerAndRefuse = `void dispatchEvent(Object.assign(new Event('beforeinstallprompt'), {
      prompt: () => Promise.resolve(), userChoice: Promise.resolve({ outcome: 'dismissed' }) }))`;
    await page.evaluate(offerAndRefuse);
    await page.waitFor(`${offer} === 'Install Low Water'`);
    await page.click('footer button');
    await page.waitFor(`localStorage.getItem('offprint:/:public:install-declined')`);
    await page.evaluate(offerAndRefuse);
    expect(await page.evaluate(offer)).toBe('');
    // Whoever looks for it finds it all the same.
    await page.waitFor(
      `document.querySelector('.install-hint button')?.innerText === 'Install Low Water'`,
    );
  });

  test('[promise P1] names changes that would be lost, offers them as a file, and says what was refused', async () => {
    const page = await openStatus();
    network.set({ path: /v1\/mutations/, offline: true });
    await page.click('header a[href="/quotes"]');
    await page.waitFor(`!!document.querySelector('.wall button:not([disabled])')`);
    await page.click('.wall button');
    await page.waitFor(
      `/1 change waiting/.test(document.querySelector('.status-badge').innerText)`,
    );
    await page.click('footer a[href="/status"]');
    await page.waitFor(`${isShown} && ${says('A like')}`);
    await page.evaluate(`void (globalThis.saved = []);
      const make = URL.createObjectURL;
      URL.createObjectURL = (blob) => { blob.text().then((text) => saved.push(text)); return make(blob); };`);
    await press(page, 'Forget everything');
    await page.waitFor(says('One change of yours is on this device only.'));
    await expectSound(page);
    await press(page, 'Save as a file first');
    const file = await page.waitFor<string>(`saved[0]`);
    expect(JSON.parse(file)).toMatchObject([{ name: 'likeQuote' }]);
    await press(page, 'Keep it');
    const refused = { error: { code: 'conflict', message: 'no' } };
    const answer = { status: 409, contentType: 'application/json', body: JSON.stringify(refused) };
    network.set({ path: /v1\/mutations/, replaceBody: answer });
    await press(page, 'Send now');
    await page.waitFor(says('1 change refused'), { timeoutMs: 20_000 });
    await expectSound(page);
    await press(page, 'Discard');
    await page.waitFor(says('None is waiting.'));
  });

  test('[invariant I13] says what deletions are held, and lets an editor confirm them', async () => {
    const page = await openStatus();
    const status = (await (await fetch(`${network.url}/v1/status`)).json()) as object;
    const held = { collection: 'articles', count: 12, of: 24, since: '2026-01-01T00:00:00.000Z' };
    const answer = (body: object) => ({
      replaceBody: { status: 200, contentType: 'application/json', body: JSON.stringify(body) },
    });
    network.set({ path: /v1\/status$/, ...answer({ ...status, deletions: [held] }) });
    await press(page, 'Check now');
    await page.waitFor(says('12 of 24 in ‘articles’ are gone at the source, and are held here.'));
    expect(await fact(page, 'Shown as of')).toMatch(/ago|just now/);
    await expectSound(page);
    await page.fill('.held input', 'not-the-token');
    await page.click('.held button');
    await page.waitFor(says('This token is not the right one.'));
    await page.fill('.held input', 'editor-sample');
    network.set({ path: /v1\/status$/, ...answer({ ...status, deletions: [] }) });
    network.add({
      path: /deletions\/confirm/,
      ...answer({ released: { articles: 12 } }),
      times: 1,
    });
    const before = network.count(/deletions\/confirm/);
    // Twice in a row, as an impatient hand does.
    await page.evaluate(`(() => {
      const button = document.querySelector('.held button');
      button.click();
      button.click();
    })()`);
    await page.waitFor(`!document.querySelector('.held')`);
    await page.waitFor(says('12 deletions were let go.'));
    expect(network.count(/deletions\/confirm/)).toBe(before + 1);
  });

  test('opens and is sound without a network', async () => {
    const page = await openStatus();
    network.set({ offline: true });
    await page.goto(`${network.url}/status`);
    await page.waitFor(
      `${isShown} && ${isOffline} && ${says('It does not answer at the moment.')}`,
    );
    await page.waitFor(says('are kept.'));
    await expectSound(page);
  });
});

/** Nothing for accessibility in light and dark, and nothing blocked. */
async function expectSound(page: ChromiumPage): Promise<void> {
  for (const value of ['light', 'dark']) {
    const features = [{ name: 'prefers-color-scheme', value }];
    await page.cdp.send('Emulation.setEmulatedMedia', { features });
    await runAxe(page);
  }
  await expectNoCspViolations(page);
}
