import { setTimeout as sleep } from 'node:timers/promises';
import { openChromium, type ChromiumPage } from '../browser/harness/chromium.ts';
import { WINDOW_MS, type Measurement } from './measurement.ts';
import type { WriteReady } from './write-process.ts';
import { startWriteServer, versionsInAirtable } from './write-server.ts';

/** Figures of the write path: five tabs over the sample base, with an editor signed in, and the whole way upstream. */
export async function measureWrites(
  distDir: string,
  runs: number,
): Promise<readonly Measurement[]> {
  const figures = new Map<string, { samples: number[]; floor: number[] }>();
  const add = (what: string, sample: number, floor?: number) => {
    const figure = figures.get(what) ?? { samples: [], floor: [] };
    figures.set(what, figure);
    figure.samples.push(sample);
    if (floor !== undefined) figure.floor.push(floor);
  };
  for (let run = 0; run < runs; run++) await measureOnce(distDir, add);
  return LINES.flatMap(({ what, unit, limit }) => {
    const { samples, floor } = figures.get(what)!;
    return [
      {
        articles: 0,
        what,
        unit,
        samples,
        ...(floor.length > 0 && { floor }),
        ...(limit && { limit }),
      },
    ];
  });
}

const ONE = 'one change → DOM of 5 tabs';
const MANY = '4,000 changes at once → 5 tabs agree';
const LONGEST = 'longest task of a reading tab meanwhile';
const CALLS = 'calls that wrote them to Airtable';
const LOST = 'of 4,000 changes, not in Airtable';

const LINES: readonly Pick<Measurement, 'what' | 'unit' | 'limit'>[] = [
  { what: ONE, unit: 'ms', limit: { ratio: 1.5 } },
  { what: MANY, unit: 'ms', limit: { ratio: 1.5 } },
  { what: LONGEST, unit: 'ms' },
  { what: CALLS, unit: 'calls' },
  { what: LOST, unit: 'changes', limit: { value: 0 } },
];

const TABS = 5;
const CHANGES = 4_000;

type Add = (what: string, sample: number, floor?: number) => void;

async function measureOnce(distDir: string, add: Add): Promise<void> {
  const server = await startWriteServer(distDir);
  const browser = await openChromium();
  try {
    const tabs: ChromiumPage[] = [];
    let ids: readonly string[] = [];
    while (tabs.length < TABS) {
      const tab = await browser.newPage(`http://127.0.0.1:${server.port}`);
      ids = await tab.evaluate<readonly string[]>('bench.startProducts()');
      tabs.push(tab);
    }
    await sleep(WINDOW_MS);
    await measureOne(tabs, ids, add);
    await measureMany(tabs, ids, add);
    await measureUpstream(tabs, server, add);
  } finally {
    await browser.close();
    await server.stop();
  }
}

/** From asking in one tab to the last of five that shows it. */
async function measureOne(
  tabs: readonly ChromiumPage[],
  ids: readonly string[],
  add: Add,
): Promise<void> {
  const [first] = tabs as readonly [ChromiumPage];
  await first.evaluate(`bench.floors.keepRaw(${JSON.stringify(ids)})`);
  await first.evaluate(`void (globalThis.floorWorker = bench.openFloorWorker())`);
  for (let i = 0; i < 9; i++) {
    // What becomes of one change upstream is not to share the processor with the next, nor with its floor.
    await first.waitFor('bench.unsent() === 0', { timeoutMs: 60_000 });
    await sleep(WINDOW_MS);
    const raw = await begin<{ shownAt: number }>(
      tabs,
      `bench.floors.followRaw(document.querySelector('#floor'))`,
    );
    const record = { id: ids[0], title: `raw ${i}`, publishedAt: ids[0], version: 0 };
    const rawBegunAt = await first.evaluate<number>(
      `(async () => {
        const begunAt = performance.timeOrigin + performance.now();
        await globalThis.floorWorker.ask({ kind: 'write', record: ${JSON.stringify(record)} });
        return begunAt;
      })()`,
    );
    const rawShownAt = Math.max(...(await raw()).map(({ shownAt }) => shownAt));
    const name = JSON.stringify(`Renamed ${i}`);
    const follows = await begin<number>(tabs, `bench.followName(${name})`);
    const begunAt = await first.evaluate<number>(
      `bench.rename(${JSON.stringify(ids[0])}, ${name})`,
    );
    add(ONE, Math.max(...(await follows())) - begunAt, rawShownAt - rawBegunAt);
  }
}

/** From the first of 4,000 changes, 800 of each tab, to the moment at which every tab shows all of them. */
async function measureMany(
  tabs: readonly ChromiumPage[],
  ids: readonly string[],
  add: Add,
): Promise<void> {
  const shares = tabs.map((_, tab) =>
    Array.from({ length: CHANGES / TABS }, (_unused, i) => ids[(i * TABS + tab) % ids.length]!),
  );
  const run = async (ask: string, follow: string) => {
    const follows = await begin<number>(tabs, follow);
    const begunAt = Date.now();
    const asked = await Promise.all(
      tabs.map((tab, i) => tab.evaluate<number>(`bench.${ask}(${JSON.stringify(shares[i])})`)),
    );
    return { ms: Math.max(...(await follows())) - begunAt, asked };
  };
  const floor = await run(
    'countAll',
    `bench.floors.followCounts(${CHANGES}, document.querySelector('#floor'))`,
  );
  for (const tab of tabs) await tab.evaluate('bench.longestTask()');
  const { ms, asked } = await run('bumpAll', `bench.followSum(${CHANGES})`);
  if (asked.some((refused) => refused > 0)) throw new Error(`${String(asked)} were not kept`);
  add(MANY, ms, floor.ms);
  const longest = await Promise.all(tabs.map((tab) => tab.evaluate<number>('bench.longestTask()')));
  add(LONGEST, Math.max(...longest));
}

/** Waits until nothing is left to send, and looks at what Airtable has. */
async function measureUpstream(
  tabs: readonly ChromiumPage[],
  server: WriteReady,
  add: Add,
): Promise<void> {
  for (const tab of tabs) await tab.waitFor('bench.unsent() === 0', { timeoutMs: 300_000 });
  add(LOST, CHANGES - (await versionsInAirtable(server)));
  const log = await fetch(`${server.emulatorUrl}/_emulator/requests`);
  const { requests } = (await log.json()) as { requests: { method: string; target: string }[] };
  const isWrite = ({ method, target }: { method: string; target: string }) =>
    method === 'PATCH' && target.startsWith('/v0/');
  add(CALLS, requests.filter(isWrite).length);
}

/** Begins to follow in every tab; settles once all of them listen, with the way to hear what they saw. */
async function begin<T>(
  tabs: readonly ChromiumPage[],
  expression: string,
): Promise<() => Promise<readonly T[]>> {
  for (const tab of tabs) await tab.evaluate(`void (globalThis.followed = ${expression})`);
  return () => Promise.all(tabs.map((tab) => tab.evaluate<T>('globalThis.followed')));
}
