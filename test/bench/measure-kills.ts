import { setTimeout as sleep } from 'node:timers/promises';
import { killWorker, targets } from '../browser/harness/cdp.ts';
import {
  openChromium,
  type ChromiumBrowser,
  type ChromiumPage,
} from '../browser/harness/chromium.ts';
import { startWriteServer, versionsInAirtable } from './write-server.ts';
import type { Measurement } from './measurement.ts';
import type { TapAnswers } from './page/taps.ts';

/** How soon every tab follows again when the SharedWorker is killed under changes, and whether one is lost by it (figure R7). */
export async function measureKills(distDir: string): Promise<readonly Measurement[]> {
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
    const [first, ...others] = tabs as [ChromiumPage, ...ChromiumPage[]];
    for (const tab of others) await tab.evaluate(`void (globalThis.taps = bench.startTaps())`);
    await first.evaluate(`void (globalThis.taps = bench.startTaps(${JSON.stringify(ids[0])}))`);
    const silences: number[] = [];
    while (silences.length < KILLS) silences.push(await killOnce(browser, tabs));
    const { asked, refused, longestMs } = await first.evaluate<TapAnswers>('taps.stop()');
    await first.waitFor('bench.unsent() === 0', { timeoutMs: 300_000 });
    const lost = asked - refused - (await versionsInAirtable(server));
    const p95 = silences.toSorted((a, b) => a - b)[Math.ceil(KILLS * 0.95) - 1]!;
    return [
      { what: `live again, the slowest of ${TABS} tabs, median`, unit: 'ms', samples: silences },
      { what: 'live again, p95', unit: 'ms', samples: [p95], limit: { value: 1_000 } },
      {
        what: 'longest wait of a change to be kept',
        unit: 'ms',
        samples: [longestMs],
        limit: { value: 5_000 },
      },
      {
        what: `of ${asked} changes, refused`,
        unit: 'changes',
        samples: [refused],
        limit: { value: 0 },
      },
      {
        what: `of ${asked} changes, not in Airtable`,
        unit: 'changes',
        samples: [lost],
        limit: { value: 0 },
      },
    ].map((line) => ({ articles: 0, ...line }) as Measurement);
  } finally {
    await browser.close();
    await server.stop();
  }
}

const TABS = 5;
const KILLS = 25;
/** A worker that dies sooner is taken for one that cannot live, and the next one is given a pause (tab/connection.ts). */
const STEADY_MS = 1_500;
const WORKER = '/assets/shared-';

/** Kills the worker while changes follow one another; milliseconds until the last tab shows another one. */
async function killOnce(browser: ChromiumBrowser, tabs: readonly ChromiumPage[]): Promise<number> {
  await sleep(STEADY_MS);
  for (const tab of tabs) await tab.waitFor(changesSince(Date.now()));
  const [killed] = await targets(browser, 'shared_worker', WORKER);
  const killedAt = Date.now();
  await killWorker(browser, WORKER);
  for (;;) {
    const [next] = await targets(browser, 'shared_worker', WORKER);
    if (next && next.targetId !== killed!.targetId) break;
    await sleep(5);
  }
  const since = Date.now();
  for (const tab of tabs) await tab.waitFor(changesSince(since));
  return Math.max(...(await Promise.all(tabs.map((tab) => silenceOf(tab, killedAt)))));
}

/** A worker that is killed may still have its last word: the silence after that is the one to look at. */
async function silenceOf(tab: ChromiumPage, killedAt: number): Promise<number> {
  const moments = await tab.evaluate<readonly number[]>(
    `taps.changedAt.filter((at) => at > ${killedAt})`,
  );
  let longest = 0;
  let endedAt = killedAt;
  for (const [i, at] of moments.entries()) {
    const silence = at - (moments[i - 1] ?? killedAt);
    if (silence > longest) [longest, endedAt] = [silence, at];
  }
  return endedAt - killedAt;
}

const changesSince = (at: number) => `taps.changedAt.filter((at) => at > ${at}).length > 5`;
