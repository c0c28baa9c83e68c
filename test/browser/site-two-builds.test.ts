import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { namesFor } from '../../src/protocol/names.ts';
import { collections } from '../../src/site/collections.ts';
import { shopWords } from '../../src/site/shop-words.ts';
import type { FaultProxy } from '../fakes/fault-proxy.ts';
import { targets } from './harness/cdp.ts';
import type { ChromiumPage } from './harness/chromium.ts';
import { buildChanged, type BuiltTree } from './world/next-build.ts';
import {
  badge,
  createReaders,
  isCalm,
  isFresh,
  isInstalled,
  isOffline,
  showsFirst,
  showsHome,
  showsList,
} from './world/readers.ts';
import type { SiteWorld } from './world/site.ts';
import { startSample } from './world/use-site.ts';

/* Tabs of two builds on one origin (fault V1). EDITING_S=30 edits for longer. */

const EDITING_S = Number(process.env['EDITING_S'] ?? 6);
const [quote, product] = ['recQuoteBread0001', 'recProductTides01'];

const readers = createReaders();
const { database, databasePrefix, durable } = namesFor('/', 'public', collections);
let site: SiteWorld;
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
  await site.stopServer();
  await site.startServer();
  await rename(site.newest.title);
});

const rename = (title: string) => site.editRow('articles', site.newest.id, { title });
/** A server that starts on a busy machine may ask Airtable too fast, and is then told to be silent for half a minute. */
const RESTARTED = { timeoutMs: 60_000 };
const buildOfPage = `document.querySelector('meta[name=offprint-build]').content`;
const isTold = `document.querySelector('.notices').innerText.includes('A new version is ready')`;

/** Tabs of the build that has been here, on these paths, of which the first is opened twice: the service worker is at work. */
async function openOld(...paths: readonly string[]): Promise<readonly ChromiumPage[]> {
  network = await site.anotherNetwork();
  const first = await readers.openFresh(network.url + paths[0]!);
  await first.waitFor(isInstalled);
  await first.goto(network.url + paths[0]!);
  await first.waitFor(isFresh, RESTARTED);
  const others: ChromiumPage[] = [];
  for (const path of paths.slice(1)) others.push(await readers.openFresh(network.url + path));
  return [first, ...others];
}

/** A tab of the build that is deployed now, let in by its reader while the old ones stay. */
async function openYoung(
  { root }: BuiltTree,
  old: readonly ChromiumPage[],
  path: string,
): Promise<ChromiumPage> {
  const build = await old[0]!.evaluate<string>(buildOfPage);
  await site.stopServer();
  await site.startServer({ root });
  const young = await readers.open(network.url + path);
  for (const tab of [young, ...old]) await tab.waitFor(isTold, RESTARTED);
  // A request that meets the old service worker as it ends calls it back in Chromium, at this pace nearly every time.
  await old[0]!.evaluate(
    `void (globalThis.asking = setInterval(() => fetch('/offline.css').catch(() => 0), 30))`,
  );
  await young.click('.notice button');
  await young.waitFor(`${buildOfPage} !== ${JSON.stringify(build)} && ${isFresh}`, RESTARTED);
  await old[0]!.evaluate('clearInterval(globalThis.asking)');
  for (const tab of old) {
    expect(await tab.evaluate(buildOfPage)).toBe(build);
    await tab.waitFor(`${isTold} && ${badge} === 'New version ready'`);
  }
  return young;
}

/** Each build's database holds quotes of its own shape, and none of the other's. */
async function expectOwnShapes(young: ChromiumPage): Promise<void> {
  type Shapes = Record<string, { readonly old: number; readonly young: number }>;
  for (const [name, kept] of Object.entries(await young.evaluate<Shapes>(shapesKept))) {
    const [own, other] = name === database ? [kept.old, kept.young] : [kept.young, kept.old];
    expect([name, other]).toEqual([name, 0]);
    expect(own).toBeGreaterThan(0);
  }
}

describe.each([
  [
    'of the same schema',
    'src/site/words.ts',
    { "newestFirst: 'newest first'": "newestFirst: 'the newest first'" },
  ],
  [
    'of another schema',
    'src/site/collections.ts',
    {
      "slug: field('text', 'slug', 'required'),":
        "slug: field('text', 'slug', 'required'),\n    summary: field('text', 'description'),",
      "asOf: field('instant', 'as_of'),":
        "asOf: field('instant', 'as_of'),\n    said: field('text', 'author'),",
    },
  ],
] as const)('a newer build %s', { timeout: 120_000 + EDITING_S * 2000 }, (what, path, replace) => {
  const isSameSchema = what === 'of the same schema';
  let next: BuiltTree;
  beforeAll(async () => {
    next = await buildChanged(path, replace);
  });
  afterAll(() => next?.discard());

  test('[S7][fault V1][B120] takes over, and the old tab reads on and is told', async () => {
    const [old] = (await openOld('/blog')) as [ChromiumPage];
    const young = await openYoung(next, [old], '/blog');
    const since = network.requests.length;
    await rename('Read by both builds');
    await young.waitFor(showsFirst('Read by both builds'), RESTARTED);
    if (isSameSchema) await old.waitFor(showsFirst('Read by both builds'), RESTARTED);
    for (const tab of [young, old]) {
      await tab.click('header nav a[href="/"]');
      await tab.waitFor(`${showsHome} && ${isCalm}`);
      await tab.click('header nav a[href="/blog"]');
      await tab.waitFor(`${showsList} && ${isCalm}`);
    }
    // Two workers, of which one polls: never two manifests within the time that one poll waits.
    expect(
      await targets(await readers.browser(), 'shared_worker', `:${network.port}/assets/shared-`),
    ).toHaveLength(2);
    const held = await young.evaluate<number>(
      `navigator.locks.query().then(({ held, pending }) => [...held, ...pending].filter(({ name }) => name === 'offprint:/:public:cache').length)`,
    );
    expect(held).toBe(1);
    expect(network.requests.length).toBeGreaterThan(since);

    // The old build is gone with its tab, and what the new one keeps is whole.
    await old.close();
    network.set({ offline: true });
    await young.reload();
    await young.waitFor(`${showsFirst('Read by both builds')} && ${isOffline}`);
  });

  test(`[fault V1][promise P1] is edited in for ${EDITING_S} s beside the old one: each change arrives once, and no row is of the wrong shape`, async () => {
    const old = await openOld(`/quotes/${quote}`, `/catalog/${product}`);
    const young = [
      await openYoung(next, old, `/quotes/${quote}`),
      await readers.openFresh(`${network.url}/catalog/${product}`),
    ];
    const before = (await upstream(what)).likes;
    const written: string[] = [];
    let likes = 0;
    const endsAt = Date.now() + EDITING_S * 1000;
    for (let round = 0; Date.now() < endsAt; round++) {
      for (const [quotes, reviews] of [old, young] as const) {
        await quotes!.click('main .like');
        likes++;
        if (round % 10 > 0) continue;
        const text = `Review ${written.length} beside ${what}`;
        await review(reviews!, text);
        written.push(text);
      }
    }
    // What need not show in a tab of the older build is said to be kept, not to be on the page.
    for (const tab of old) await tab.waitFor(saysKept);
    for (const tab of young) expect(await tab.evaluate(saysKept)).toBe(false);
    const all = { likes: before + likes, reviews: written.toSorted() };
    await vi.waitFor(async () => expect(await upstream(what)).toEqual(all), PUSHING);
    const tabs = isSameSchema ? [...old, ...young] : young;
    for (const [i, tab] of tabs.entries()) {
      const shown = i % 2 === 0 ? showsLikes(all.likes) : showsReviews(all.reviews, what);
      await tab.waitFor(shown, RESTARTED);
    }
    await young[0]!.waitFor(
      `(${changesKept}).then((count) => count === 0 && ${badge} === 'Up to date')`,
      RESTARTED,
    );
    // Nothing arrives a second time after that.
    expect(await upstream(what)).toEqual(all);
    if (!isSameSchema) await expectOwnShapes(young[0]!);
  });
});

/** The likes of the quote and the reviews of two builds, as Airtable has them. */
async function upstream(what: string) {
  const quotes = await site.upstreamTable('quotes');
  const reviews = await site.upstreamTable('reviews');
  const texts = reviews.map(({ fields }) => String(fields['content']));
  return {
    likes: Number(quotes.find(({ id }) => id === quote)!.fields['likes']),
    reviews: texts.filter((text) => text.endsWith(`beside ${what}`)).toSorted(),
  };
}

async function review(page: ChromiumPage, text: string): Promise<void> {
  await page.fill('main input[name=author]', 'Both Banks');
  await page.fill('main textarea[name=content]', text);
  await page.click('main form [type=submit]');
  await page.waitFor(`document.querySelector('main textarea[name=content]').value === ''`);
}

const PUSHING = { timeout: 60_000, interval: 250 };
const saysKept = `document.querySelector('main').innerText.includes(${JSON.stringify(shopWords.keptForReload)})`;
const showsLikes = (likes: number) =>
  `document.querySelector('.like-count').textContent.replace(/\\D/g, '') === '${likes}'`;
const showsReviews = (texts: readonly string[], what: string) =>
  `JSON.stringify([...document.querySelector('main').innerText.matchAll(/Review \\d+ beside ${what}/g)].map(([text]) => text).sort()) === ${JSON.stringify(JSON.stringify(texts))}`;

const openDatabase = `((name) => new Promise((resolve, reject) => {
  const opening = indexedDB.open(name);
  opening.onsuccess = () => resolve(opening.result);
  opening.onerror = () => reject(opening.error);
}))`;
const readAll = `((db, store) => new Promise((resolve, reject) => {
  const reading = db.transaction(store).objectStore(store).getAll();
  reading.onsuccess = () => resolve(reading.result);
  reading.onerror = () => reject(reading.error);
}))`;
/** How many changes are kept for sending. */
const changesKept = `${openDatabase}(${JSON.stringify(durable)}).then((db) => ${readAll}(db, 'outbox').then((rows) => (db.close(), rows.length)))`;
/** By database of the cache: how many whole quotes in it have the field that the newer build added, and how many have not. */
const shapesKept = `(async () => {
  const shapes = {};
  for (const { name } of await indexedDB.databases()) {
    if (!name.startsWith(${JSON.stringify(databasePrefix)})) continue;
    const count = (shapes[name] = { old: 0, young: 0 });
    const look = (value) => {
      if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
        return look(JSON.parse(new TextDecoder().decode(value)));
      }
      if (typeof value !== 'object' || value === null) return;
      if ('likes' in value && 'asOf' in value) count['said' in value ? 'young' : 'old']++;
      else Object.values(value).forEach(look);
    };
    const db = await ${openDatabase}(name);
    for (const store of ['chunks', 'rows', 'overlay']) (await ${readAll}(db, store)).forEach(look);
    db.close();
  }
  return shapes;
})()`;
