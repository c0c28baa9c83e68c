import { expect, it } from 'vitest';
import type { Clock } from '../../src/proxy/clock.ts';
import { createSource, type Known } from '../../src/sync/source.ts';
import { createSeededRandom } from '../fakes/seeded-random.ts';
import { createVirtualClock } from '../fakes/virtual-clock.ts';
import { createProxyDisk } from './proxy-disk.ts';
import { startProxy } from './proxy.ts';
import { siteCollections } from './site.ts';
import { createUpstream } from './upstream.ts';

const SITE_URL = 'https://magazine.example/';
const READERS = 100;

it('[B3] a hundred browsers that poll every second, and look at every change, cost upstream no more than none', async () => {
  const callsOf = async (readers: number) => {
    const random = createSeededRandom('a hundred readers');
    const virtual = createVirtualClock({ turns: 2 });
    const clock: Clock = {
      now: () => virtual.now(),
      sleep: (ms, signal = new AbortController().signal) => virtual.sleep(ms, signal),
    };
    const upstream = createUpstream(clock, random.fork('upstream'));
    const calledAt: number[] = [];
    const proxy = await startProxy({
      collections: siteCollections,
      disk: createProxyDisk('log'),
      clock,
      random: random.fork('proxy').next,
      fetch: (request) => {
        calledAt.push(clock.now());
        return upstream.emulator.fetch(request);
      },
      intervalMs: 1000,
      pollAfterMs: 1000,
      report: () => undefined,
      onPublished: () => undefined,
      tamperNews: (changes) => changes,
    });
    const stopping = new AbortController();
    const { signal } = stopping;
    const seen: number[] = [];
    let polls = 0;
    for (let n = 0; n < readers; n++) {
      const fetch = (address: string, init: RequestInit) =>
        proxy.answer(address.slice(SITE_URL.length), init);
      const source = createSource({ fetch, baseUrl: SITE_URL, clock: virtual });
      const poll = async () => {
        // Browsers did not all start in one moment.
        await virtual.sleep(n * 10, signal);
        for (let known: Known | undefined; ;) {
          const answer = await source.manifest(known, signal).catch(() => undefined);
          polls++;
          if (answer?.kind === 'manifest') {
            ({ known } = answer);
            seen[n] = answer.manifest.seq;
            for (const { root } of Object.values(answer.manifest.collections)) {
              await source.object(root, signal);
            }
          }
          await virtual.sleep(1000, signal);
        }
      };
      poll().catch(() => undefined);
    }
    for (let second = 0; second < 30; second++) {
      if (second % 5 === 0) upstream.edit();
      await virtual.advance(1000);
    }
    stopping.abort();
    proxy.kill();
    await virtual.settle();
    return { calledAt, polls, seen };
  };
  const alone = await callsOf(0);
  const { calledAt, polls, seen } = await callsOf(READERS);
  expect(polls).toBeGreaterThan(READERS * 25);
  expect(new Set(seen).size).toBe(1);
  expect(seen[0]).toBeGreaterThan(1);
  const busiest = Math.max(
    ...calledAt.map((from) => calledAt.filter((at) => at >= from && at < from + 1000).length),
  );
  expect(busiest).toBeLessThanOrEqual(5);
  expect(calledAt.length).toBe(alone.calledAt.length);
});
