import { setTimeout as sleep } from 'node:timers/promises';
import {
  openChromium,
  type ChromiumBrowser,
  type ChromiumPage,
} from '../browser/harness/chromium.ts';
import { targets, workerHeap } from '../browser/harness/cdp.ts';
import type { BenchSite } from './bench-site.ts';
import { WINDOW_MS, type Measurement } from './measurement.ts';

/** All figures of one base: each run in a fresh profile, the changes in the last of them. */
export async function measureBase(
  site: BenchSite,
  articles: number,
  runs: number,
): Promise<readonly Measurement[]> {
  const figures = new Map<string, { floor: number[]; samples: number[] }>();
  const add = (what: string, samples: readonly number[], floor: readonly number[] = []) => {
    const figure = figures.get(what) ?? { floor: [], samples: [] };
    figure.samples.push(...samples);
    figure.floor.push(...floor);
    figures.set(what, figure);
  };
  for (let run = 0; run < runs; run++) {
    const browser = await openChromium({ args: ['--js-flags=--expose-gc'] });
    try {
      const page = await browser.newPage(site.url);
      await measureFloors(page, site, add);
      await measureFirstSync({ browser, page, site, add });
      await measureSearch({ browser, page, site, add });
      if (run === runs - 1) await measureChanges({ browser, page, site, add, articles });
      await measureOfflineStart({ browser, site, add });
    } finally {
      await browser.close();
      site.setOnline(true);
    }
  }
  return LINES.flatMap(({ what, unit, limit, only }) => {
    const figure = figures.get(what);
    if (!figure) return [];
    const isBound = limit && (!only || only.includes(articles));
    return [
      {
        articles,
        what,
        unit,
        samples: figure.samples,
        ...(figure.floor.length > 0 && { floor: figure.floor }),
        ...(isBound && { limit }),
      },
    ];
  });
}

type Add = (what: string, samples: readonly number[], floor?: readonly number[]) => void;
interface Scene {
  readonly browser: ChromiumBrowser;
  readonly page: ChromiumPage;
  readonly site: BenchSite;
  readonly add: Add;
}

const TITLES = 'empty profile → first 50 titles';
const COMMITTED = 'empty profile → all committed';
const PAGE_MEMORY = 'page memory kept';
const WORKER_PEAK = 'worker peak heap';
const OFFLINE = 'full cache, no server → 50 titles';
const FIVE_TABS = 'committed → DOM of 5 tabs';
const SORTED = '1 changed in the sorted list of all → main thread of a tab, processor time';
const SORTED_SCRIPT = '… of which in scripts';
const SORTED_CLOCK = '… by the clock, while worker and browser want the same cores';
const POLL = 'poll that finds nothing';
const POLL_BYTES = 'its answer, heads included';
const changeOf = (count: number) => `${count} changed → visible`;
const SEARCH_BUILD = 'search: empty index → everything in it';
const SEARCH = 'search: a letter typed → its answer';
const SEARCH_P95 = 'search: the slowest of twenty letters';
const SEARCH_MEMORY = 'search: memory of its worker';
const bytesOf = (count: number) => `${count} changed, on the wire`;

/** The figures in the order in which they are printed, and what each has to keep at 10,000 articles. */
const LINES: readonly {
  readonly what: string;
  readonly unit: Measurement['unit'];
  readonly limit?: NonNullable<Measurement['limit']>;
  readonly only?: readonly number[];
}[] = [
  { what: 'floor: fetch and parse', unit: 'ms' },
  { what: 'floor: one put per record', unit: 'ms' },
  { what: 'floor: getAll', unit: 'ms' },
  { what: 'floor: round trip to a worker', unit: 'ms' },
  { what: TITLES, unit: 'ms', limit: { value: 150 } },
  { what: COMMITTED, unit: 'ms', limit: { ratio: 0.8 }, only: [10_000] },
  { what: PAGE_MEMORY, unit: 'MB', limit: { value: 3 }, only: [10_000] },
  { what: WORKER_PEAK, unit: 'MB', limit: { value: 60 }, only: [10_000] },
  { what: OFFLINE, unit: 'ms', limit: { ratio: 1.3 }, only: [10_000] },
  ...[1, 10, 100].flatMap((count) => [
    { what: changeOf(count), unit: 'ms' as const, limit: { ratio: 1.2 }, only: [10_000] },
    {
      what: bytesOf(count),
      unit: 'bytes' as const,
      limit: { value: WIRE_LIMITS()[count]! },
      only: [10_000],
    },
  ]),
  { what: FIVE_TABS, unit: 'ms', limit: { ratio: 1.3 }, only: [10_000] },
  { what: SORTED, unit: 'ms', limit: { value: 2 }, only: [10_000] },
  { what: SORTED_SCRIPT, unit: 'ms' },
  { what: SORTED_CLOCK, unit: 'ms' },
  { what: POLL, unit: 'ms', limit: { ratio: 1.3 }, only: [10_000] },
  { what: POLL_BYTES, unit: 'bytes', limit: { value: 160 } },
  { what: SEARCH_BUILD, unit: 'ms' },
  { what: SEARCH, unit: 'ms', limit: { value: 30 }, only: [1000, 10_000] },
  { what: SEARCH_P95, unit: 'ms', limit: { value: 30 }, only: [1000, 10_000] },
  { what: SEARCH_MEMORY, unit: 'MB', limit: { value: 60 }, only: [10_000] },
];

/** 1.1 × what the best peer sent for the same three changes: 2.6, 14 and 116 kB. */
function WIRE_LIMITS(): Record<number, number> {
  return { 1: 1.1 * 2.6 * 1024, 10: 1.1 * 14 * 1024, 100: 1.1 * 116 * 1024 };
}

async function measureFloors(page: ChromiumPage, site: BenchSite, add: Add): Promise<void> {
  const floors = await page.evaluate<{
    fetchMs: number;
    putMs: number;
    getMs: number;
    trips: number[];
  }>(`(async () => {
    const { floors } = bench;
    const { ms: fetchMs, records } = await floors.fetchAndParse(${JSON.stringify(site.chunks())});
    const putMs = await floors.putEach(records);
    const getMs = await floors.getAll();
    globalThis.floorWorker = bench.openFloorWorker();
    const trips = await floors.roundTrips(globalThis.floorWorker, { kind: 'echo' }, 20);
    return { fetchMs, putMs, getMs, trips };
  })()`);
  add('floor: fetch and parse', [floors.fetchMs]);
  add('floor: one put per record', [floors.putMs]);
  add('floor: getAll', [floors.getMs]);
  add('floor: round trip to a worker', floors.trips);
  add(COMMITTED, [], [floors.fetchMs + floors.putMs]);
}

async function measureFirstSync({ browser, page, add }: Scene): Promise<void> {
  const before = await heapOf(page);
  const peak = watchWorkerHeap(browser);
  const { titlesMs, committedMs } = await page.evaluate<{ titlesMs: number; committedMs: number }>(
    `bench.start()`,
  );
  add(TITLES, [titlesMs]);
  add(COMMITTED, [committedMs]);
  add(WORKER_PEAK, [(await peak.stop()) / 2 ** 20]);
  add(PAGE_MEMORY, [((await heapOf(page)) - before) / 2 ** 20]);
}

/** Questions as they are typed, letter by letter; every word of the bench is in nearly every article, which is the worst case. */
async function measureSearch({ browser, page, add }: Scene): Promise<void> {
  const typed = QUESTIONS.flatMap((text) =>
    Array.from(text, (_, i) => text.slice(0, i + 1)).filter((part) => !part.endsWith(' ')),
  );
  const { buildMs, answerMs } = await page.evaluate<{ buildMs: number; answerMs: number[] }>(
    `bench.search(${JSON.stringify(typed)})`,
  );
  add(SEARCH_BUILD, [buildMs]);
  add(SEARCH, answerMs);
  add(SEARCH_P95, [answerMs.toSorted((a, b) => a - b)[Math.floor(answerMs.length * 0.95)]!]);
  add(SEARCH_MEMORY, [(await workerHeap(browser, '/assets/search-')) / 2 ** 20]);
}

const QUESTIONS = ['tide harbour', 'lantren weather', 'the small porter 77', 'zzzzz'];

async function measureChanges({
  browser,
  page,
  site,
  add,
  articles,
}: Scene & { readonly articles: number }): Promise<void> {
  // Idle work begins after five quiet seconds: what is measured is a copy that has been here for a while.
  await page.evaluate(`new Promise((resolve) => setTimeout(resolve, 10_000))`);
  for (const count of [1, 10, Math.max(1, Math.round(articles / 100))]) {
    for (let i = 0; i < 5; i++) {
      const mark = `m${count}x${i}`;
      const { address } = await site.change(count, mark);
      const floorMs = await page.evaluate<number>(
        `bench.floors.changeRaw(globalThis.floorWorker, ${JSON.stringify(address)}, document.querySelector('#floor'))`,
      );
      const before = site.bytesSent();
      const ms = await page.evaluate<number>(`bench.checkUntilShown(${JSON.stringify(mark)})`);
      const label = count === 1 || count === 10 ? count : 100;
      add(changeOf(label), [ms], [floorMs]);
      add(bytesOf(label), [site.bytesSent() - before]);
    }
  }
  await measurePolls({ browser, page, site, add });
  // The engine asks no more than thirty times a minute, and most of them are used up.
  await sleep(60_000);
  await measureSorted({ browser, page, site, add });
  await measureTabs({ browser, page, site, add });
}

async function measurePolls({ page, site, add }: Scene): Promise<void> {
  const polls: number[] = [];
  const floor: number[] = [];
  const bytes: number[] = [];
  const poll = `bench.floors.roundTrips(globalThis.floorWorker, { kind: 'poll', address: '/v1/manifest.json' }, 1)`;
  // The first of each answers 200: nothing is known yet, or a commit has just been made.
  await page.evaluate(poll);
  for (let i = 0; i < 7; i++) {
    const before = site.bytesSent();
    polls.push(await page.evaluate<number>(`bench.check()`));
    bytes.push(site.bytesSent() - before);
    floor.push(...(await page.evaluate<number[]>(poll)));
  }
  add(POLL, polls, floor);
  add(POLL_BYTES, bytes);
}

/** What a tab that holds all records in order spends on the change of one; another tab asks for it. */
async function measureSorted({ browser, page, site, add }: Scene): Promise<void> {
  const tab = await browser.newPage(site.url);
  await tab.evaluate('bench.startAll()');
  await sleep(WINDOW_MS);
  const busyMs = async (follow: string, act: () => Promise<unknown>): Promise<Busy> => {
    await tab.evaluate(`void (globalThis.followed = ${follow})`);
    const before = await busyOf(tab);
    await act();
    await tab.evaluate('globalThis.followed');
    const after = await busyOf(tab);
    return { taskMs: after.taskMs - before.taskMs, scriptMs: after.scriptMs - before.scriptMs };
  };
  for (const timeDomain of ['threadTicks', 'timeTicks'] as const) {
    await tab.cdp.send('Performance.enable', { timeDomain });
    for (let i = 0; i < 8; i++) {
      const mark = `sorted-${timeDomain}-${i}`;
      await site.change(1, mark);
      // What the looking itself costs.
      const idle = await busyMs(
        'new Promise((resolve) => setTimeout(resolve, 40))',
        async () => {},
      );
      const busy = await busyMs(`bench.followTitle(${JSON.stringify(mark)})`, () =>
        page.evaluate('bench.check()'),
      );
      // At the first the tab still catches up with its own beginning.
      if (i === 0) continue;
      const isProcessorTime = timeDomain === 'threadTicks';
      add(isProcessorTime ? SORTED : SORTED_CLOCK, [Math.max(0, busy.taskMs - idle.taskMs)]);
      if (isProcessorTime) add(SORTED_SCRIPT, [Math.max(0, busy.scriptMs - idle.scriptMs)]);
    }
    await tab.cdp.send('Performance.disable');
  }
  await tab.close();
}

/** Milliseconds that the page's main thread has been busy, DevTools' own questions included; and in scripts alone. */
interface Busy {
  readonly taskMs: number;
  readonly scriptMs: number;
}

async function busyOf({ cdp }: ChromiumPage): Promise<Busy> {
  const { metrics } = await cdp.send('Performance.getMetrics');
  const ms = (metric: string) => metrics.find(({ name }) => name === metric)!.value * 1000;
  return { taskMs: ms('TaskDuration'), scriptMs: ms('ScriptDuration') };
}

async function measureTabs({ browser, page, site, add }: Scene): Promise<void> {
  const tabs = [page];
  while (tabs.length < 5) {
    const tab = await browser.newPage(site.url);
    await tab.evaluate(`bench.start()`);
    tabs.push(tab);
  }
  await sleep(WINDOW_MS);
  for (let i = 0; i < 5; i++) {
    const mark = `tabs${i}`;
    const { newest } = await site.change(1, mark);
    const raw = await begin(tabs, `bench.floors.followRaw(document.querySelector('#floor'))`);
    const record = JSON.stringify(newest);
    await page.evaluate(`globalThis.floorWorker.ask({ kind: 'change', record: ${record} })`);
    const floor = spread(await raw());
    const follows = await begin(tabs, `bench.follow(${JSON.stringify(mark)})`);
    await page.evaluate(`bench.checkUntilShown(${JSON.stringify(mark)})`);
    add(FIVE_TABS, [spread(await follows())], [floor]);
  }
  for (const tab of tabs.slice(1)) await tab.close();
}

/** Each in a page of its own, since only the first start of a page is a start; the floor likewise. */
async function measureOfflineStart({ browser, site, add }: Omit<Scene, 'page'>): Promise<void> {
  const inNewPage = async (expression: string): Promise<number> => {
    site.setOnline(true);
    const page = await browser.newPage(site.url);
    await sleep(WINDOW_MS);
    site.setOnline(false);
    const ms = await page.evaluate<number>(expression);
    await page.close();
    return ms;
  };
  // So short that a page which is still busy with itself counts double: as many as make a median.
  for (let i = 0; i < 11; i++) {
    const floor = await inNewPage(`bench.floors.readFifty(document.querySelector('#floor'))`);
    add(OFFLINE, [await inNewPage(`bench.startOffline()`)], [floor]);
  }
}

interface Moments {
  readonly heardAt: number;
  readonly shownAt: number;
}

/** Begins to follow in every tab; settles once all of them listen, with the way to hear what they saw. */
async function begin(
  tabs: readonly ChromiumPage[],
  expression: string,
): Promise<() => Promise<readonly Moments[]>> {
  for (const tab of tabs) await tab.evaluate(`void (globalThis.followed = ${expression})`);
  return () => Promise.all(tabs.map((tab) => tab.evaluate<Moments>('globalThis.followed')));
}

/** From the first tab that heard to the last that showed. */
function spread(all: readonly Moments[]): number {
  return (
    Math.max(...all.map(({ shownAt }) => shownAt)) - Math.min(...all.map(({ heardAt }) => heardAt))
  );
}

async function heapOf(page: ChromiumPage): Promise<number> {
  await page.cdp.send('HeapProfiler.collectGarbage');
  return (await page.cdp.send('Runtime.getHeapUsage')).usedSize;
}

/** Looks at the heap of the engine's worker all the time, until stopped; gives the highest bytes seen. */
function watchWorkerHeap(browser: ChromiumBrowser): { stop(): Promise<number> } {
  let isOver = false;
  let peak = 0;
  const { cdp } = browser;
  const watching = (async () => {
    let sessionId = '';
    let last = 0;
    cdp.on('Target.receivedMessageFromTarget', (event) => {
      const { result } = JSON.parse(event.message) as {
        result?: { usedSize?: number; backingStorageSize?: number };
      };
      peak = Math.max(peak, (result?.usedSize ?? 0) + (result?.backingStorageSize ?? 0));
    });
    while (!isOver) {
      if (!sessionId) {
        const [worker] = await targets(browser, 'shared_worker', 'build=');
        if (worker) {
          const options = { targetId: worker.targetId, flatten: false };
          ({ sessionId } = await cdp.send('Target.attachToTarget', options));
        }
      } else {
        const message = JSON.stringify({ id: ++last, method: 'Runtime.getHeapUsage' });
        await cdp.send('Target.sendMessageToTarget', { sessionId, message });
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    if (sessionId) await cdp.send('Target.detachFromTarget', { sessionId });
  })();
  return {
    async stop() {
      isOver = true;
      await watching;
      return peak;
    },
  };
}
