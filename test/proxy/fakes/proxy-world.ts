import { onTestFinished } from 'vitest';
import { createEmulator } from '../../../src/emulator/emulator.ts';
import type { SeedBase } from '../../../src/emulator/seed.ts';
import type { Collection } from '../../../src/model/schema.ts';
import type { StoredRecord } from '../../../src/model/record.ts';
import { openAirtableUpstream } from '../../../src/proxy/airtable-upstream.ts';
import { openProxy } from '../../../src/proxy/proxy.ts';
import type { ProxyEvent } from '../../../src/proxy/report.ts';
import { PLANS } from '../../../src/proxy/source/airtable/plan.ts';
import type { ProxyStatus } from '../../../src/proxy/status.ts';
import { createTestClock } from './clock.ts';
import { temporaryFolder } from './folder.ts';

const ORIGIN = 'http://airtable.test';

/** What may be chosen about a whole proxy over an emulated base. */
export interface ProxyWorldOptions {
  readonly base: SeedBase;
  readonly collections: readonly Collection[];
  /** Stands between proxy and Airtable: a token's missing scope, for one. */
  readonly between?: (request: Request, next: () => Promise<Response>) => Promise<Response>;
}

/** The real proxy over the emulator, in simulated time and in a folder of its own. `start` again is a restart. */
export async function createProxyWorld({ base, collections, between }: ProxyWorldOptions) {
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

  /** Lets time pass in small steps, each with room for what the disk and the parser's thread do meanwhile. */
  const pass = async (ms: number) => {
    const stepMs = Math.max(500, ms / 60);
    for (let passedMs = 0; passedMs < ms; passedMs += stepMs) {
      await clock.advance(Math.min(stepMs, ms - passedMs));
      for (let i = 0; i < 3; i++) await new Promise((done) => setTimeout(done, 1));
    }
    for (let i = 0; i < 20; i++) await new Promise((done) => setTimeout(done, 1));
  };

  const start = async () => {
    const common = {
      apiUrl: ORIGIN,
      dataDir,
      collections,
      clock,
      random: () => 0.5,
      fetch: (request: Request) => {
        const next = () => emulator.fetch(request);
        return between ? between(request, next) : next();
      },
      report: (event: ProxyEvent) => void events.push(event),
    };
    const source = await openAirtableUpstream({
      ...common,
      token: base.tokens[0]!,
      baseId: base.id,
      plan: PLANS.business,
      pollIntervalMs: 1_000,
      idleAfterMs: undefined,
      publicUrl: undefined,
    });
    const proxy = await openProxy({
      ...common,
      source,
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
    const records = (collection: string): readonly StoredRecord[] =>
      proxy.publisher.stateOf(collection).entries.map(({ record }) => record);
    return {
      app: proxy.app,
      stop,
      records,
      titles: (collection: string, field = 'title') =>
        records(collection).map((record) => record[field]),
      seq: () => proxy.publisher.current()?.manifest.seq ?? 0,
      status: async () => (await (await proxy.app.request('/v1/status')).json()) as ProxyStatus,
      /** Waits for the first publication of all. */
      ready: () =>
        clock.until(() => collections.every(({ name }) => proxy.publisher.stateOf(name).rootHash)),
    };
  };
  return { clock, pass, dataDir, emulator, events, start };
}
