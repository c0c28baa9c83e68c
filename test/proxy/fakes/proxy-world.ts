import { onTestFinished } from 'vitest';
import { createEmulator } from '../../../src/emulator/emulator.ts';
import type { SeedBase } from '../../../src/emulator/seed.ts';
import type { Collection } from '../../../src/model/schema.ts';
import type { StoredRecord } from '../../../src/model/record.ts';
import { openProxy } from '../../../src/proxy/proxy.ts';
import type { Manifest } from '../../../src/protocol/manifest.ts';
import type { FeedSource } from '../../../src/proxy/live/feed-source.ts';
import type { ProxyEvent } from '../../../src/proxy/report.ts';
import type { Source } from '../../../src/proxy/source/source.ts';
import type { ProxyStatus } from '../../../src/proxy/status.ts';
import { createTestClock, type TestClock } from './clock.ts';
import { openEmulatedUpstream, ORIGIN } from './emulated-upstream.ts';
import { temporaryFolder } from './folder.ts';

/** What may be chosen about a whole proxy over an emulated base. */
export interface ProxyWorldOptions {
  readonly base: SeedBase;
  readonly collections: readonly Collection[];
  /** Live feeds, in the world's own time. */
  readonly feeds?: (clock: TestClock) => readonly FeedSource[];
  /** Stands between proxy and Airtable: a token's missing scope, for one. */
  readonly between?: (request: Request, next: () => Promise<Response>) => Promise<Response>;
}

/** The real proxy over the emulator, in simulated time and in a folder of its own. `start` again is a restart. */
export async function createProxyWorld({ base, collections, between, feeds }: ProxyWorldOptions) {
  const clock = createTestClock();
  const dataDir = await temporaryFolder();
  const distDir = await temporaryFolder();
  const emulator = createEmulator({
    base,
    now: clock.now,
    random: Math.random,
    origin: ORIGIN,
    sleep: clock.sleep,
  });
  const events: ProxyEvent[] = [];

  let publishing = 0;

  /** Waits for the disk and the parser's thread, which know nothing of our clock. */
  const settle = async () => {
    for (let i = 0; i < 3 || publishing > 0; i++) await new Promise((done) => setTimeout(done, 1));
  };

  /** Lets time pass in small steps, each with room for what follows from it on disk. */
  const pass = async (ms: number) => {
    const stepMs = Math.max(500, ms / 60);
    for (let passedMs = 0; passedMs < ms; passedMs += stepMs) {
      await clock.advance(Math.min(stepMs, ms - passedMs));
      await settle();
    }
  };

  const until = async (condition: () => boolean) => {
    for (let steps = 0; !condition(); steps++) {
      if (steps === 200) throw new Error('did not happen within 100 s of simulated time');
      await pass(500);
    }
  };

  /** A source whose news can be waited for until they are on disk. */
  const watched = (source: Source): Source => ({
    ...source,
    run: (sink, signal) =>
      source.run(
        {
          ...sink,
          apply: async (changes) => {
            publishing++;
            await sink.apply(changes).finally(() => publishing--);
          },
        },
        signal,
      ),
  });

  const start = async () => {
    const { common, source } = await openEmulatedUpstream({
      base,
      emulator,
      clock,
      dataDir,
      collections,
      between,
      events,
    });
    const proxy = await openProxy({
      ...common,
      source: watched(source),
      feeds: feeds?.(clock) ?? [],
      siteRoutes: ['/'],
      distDir,
      pollAfterMs: 1_000,
      editorToken: 'editor-test',
    });
    const stopping = new AbortController();
    const running = proxy.run(stopping.signal);
    let isStopped = false;
    const stop = async () => {
      if (isStopped) return;
      isStopped = true;
      stopping.abort();
      await running;
    };
    onTestFinished(stop);
    const records = (collection: string): readonly StoredRecord[] => [
      ...proxy.publisher.stateOf(collection).entryById.all(),
    ];
    return {
      app: proxy.app,
      stop,
      records,
      titles: (collection: string, field = 'title') =>
        records(collection).map((record) => record[field]),
      seq: () => proxy.publisher.current()?.manifest.seq ?? 0,
      manifest: async () =>
        (await (await proxy.app.request('/v1/manifest.json')).json()) as Manifest,
      /** A published object, as a reader gets it. */
      object: async (hash: string): Promise<unknown> =>
        (await proxy.app.request(`/v1/o/${hash}.json`)).json(),
      status: async () => (await (await proxy.app.request('/v1/status')).json()) as ProxyStatus,
      /** Waits for the first publication of all. */
      ready: () =>
        until(() => collections.every(({ name }) => proxy.publisher.stateOf(name).rootHash !== '')),
    };
  };
  return { clock, pass, until, dataDir, emulator, events, start };
}
