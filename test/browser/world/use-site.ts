import { afterAll, afterEach, beforeAll, inject, vi } from 'vitest';
import { sampleBase } from '../../../src/emulator/sample/base.ts';
import type { ChromiumBrowser, ChromiumPage } from '../harness/chromium.ts';
import { badge, createReaders } from './readers.ts';
import {
  hasAllPictures,
  startSite,
  type Fields,
  type SiteOptions,
  type SiteWorld,
} from './site.ts';

/** A running site and its readers' Chromium, for the tests of one file. */
export interface UsedSite {
  readonly world: SiteWorld;
  readonly browser: () => Promise<ChromiumBrowser>;
  /** A tab at this path; it closes after the test. */
  readonly open: (path: string) => Promise<ChromiumPage>;
  /** The same, once the page shows what it has to say and the badge that it is the newest. */
  readonly openFresh: (path: string) => Promise<ChromiumPage>;
  readonly closeTabs: () => Promise<void>;
  /** Closes every tab and takes away all that the browser keeps of the site, as for a first visit. */
  readonly forget: () => Promise<void>;
  /** Adds a row to the sample base, or changes one, until the test is over. */
  readonly addRow: (table: string, fields: Fields) => Promise<{ readonly id: string }>;
  readonly editRow: (table: string, id: string, fields: Fields) => Promise<void>;
}

/**
 * The sample as an earlier server left it (prepared-data.ts): its first publication, with all pictures, takes ten seconds,
 * which is for few tests to see.
 */
export function startSample(): Promise<SiteWorld> {
  return startSite({ data: inject('preparedData') });
}

/** True in a page, of whatever kind, that waits for nothing. */
export const isSettled = `${badge} === 'Up to date' && !!document.querySelector('main h1') && !document.querySelector('.skeleton')`;

/**
 * Starts both before the file's first test and ends them after its last. After each test the network heals, and the
 * publication is again what it was before it.
 */
export function useSite(options: SiteOptions = {}): UsedSite {
  const readers = createReaders();
  let world: SiteWorld;
  let untouched: Roots;
  let undo: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    world = await (options.root || options.base ? startSite(options) : startSample());
    await vi.waitUntil(() => hasAllPictures(world), PUBLISHING);
    untouched = await rootsOf(world);
  });
  afterAll(async () => {
    await readers.close();
    await world?.close();
  });
  afterEach(async () => {
    world.network.clear();
    await readers.leave();
    if (undo.length > 0) await restore();
  });

  /** Equal content has equal roots, so the roots tell when all is undone. */
  async function restore(): Promise<void> {
    const steps = undo;
    undo = [];
    for (const step of steps) await step();
    await vi.waitUntil(async () => (await rootsOf(world)) === untouched, PUBLISHING);
  }

  const open = (path: string) => readers.open(world.url + path);

  return Object.freeze({
    get world() {
      return world;
    },
    browser: readers.browser,
    open,
    async openFresh(path: string) {
      const page = await open(path);
      await page.waitFor(isSettled);
      return page;
    },
    closeTabs: readers.leave,
    async forget() {
      await readers.leave();
      const page = await readers.open('about:blank');
      await page.cdp.send('Storage.clearDataForOrigin', { origin: world.url, storageTypes: 'all' });
      await page.cdp.send('Network.clearBrowserCache');
      await readers.leave();
    },
    async addRow(table: string, fields: Fields) {
      const added = await world.addRow(table, fields);
      undo.push(() => world.removeRow(table, added.id));
      return added;
    },
    async editRow(table: string, id: string, fields: Fields) {
      await world.editRow(table, id, fields);
      undo.push(() => world.editRow(table, id, sampleCells(table, id, fields)));
    },
  });
}

/** A busy machine may take its time to notice and publish an edit. */
const PUBLISHING = { timeout: 20_000, interval: 50 };

/** The roots of all collections, in one text. */
type Roots = string;

async function rootsOf(world: SiteWorld): Promise<Roots> {
  const { collections } = await world.manifest();
  return Object.values(collections)
    .map(({ root }) => root)
    .join();
}

/** What the sample base has in these cells; an empty one is null. */
function sampleCells(table: string, id: string, fields: Fields): Fields {
  const rows = sampleBase.tables.find(({ name }) => name === table)?.records ?? [];
  const row = rows.find((one) => one.id === id);
  return Object.fromEntries(Object.keys(fields).map((name) => [name, row?.fields[name] ?? null]));
}
