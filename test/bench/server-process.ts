import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/proxy/clock.ts';
import { openProxy, type ProxyOptions } from '../../src/proxy/proxy.ts';
import { startServer } from '../../src/proxy/server.ts';
import type { SourceSink } from '../../src/proxy/source/source.ts';
import type { UpstreamRecord } from '../../src/proxy/source/upstream-record.ts';
import { articles, collections } from '../../src/site/collections.ts';
import { benchRows } from './articles.ts';
import { quietStatus } from './quiet-status.ts';

/**
 * A server in a process of its own, so that its memory and processor time are its own: reads a base of as many articles
 * as its argument says, publishes them, and then does as it is told by messages. Says what it has reached by messages.
 */

/** What the bench tells it. */
export type ServerTask = { readonly kind: 'change' } | { readonly kind: 'stop' };
/** What it answers: milliseconds of processor time, and megabytes that stay. */
export type ServerNews =
  | {
      readonly kind: 'ready';
      readonly port: number;
      readonly dataDir: string;
      readonly residentMb: number;
    }
  | { readonly kind: 'changed'; readonly cpuMs: number };

const dataDir = await mkdtemp(join(tmpdir(), 'offprint-bench-server-'));
const sinkReady = Promise.withResolvers<SourceSink>();
const source: ProxyOptions['source'] = {
  run: (sink, signal) => {
    sinkReady.resolve(sink);
    return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
  },
  status: quietStatus,
  readerSeen: () => undefined,
  notify: () => 'unexpected',
};
const proxy = await openProxy({
  collections,
  siteRoutes: ['/'],
  source,
  apiUrl: 'https://api.airtable.com',
  dataDir,
  distDir: dataDir,
  pollAfterMs: 1000,
  clock: systemClock,
  random: Math.random,
  fetch: () => Promise.reject(new Error('the bench fetches nothing')),
  report: () => undefined,
});
const stopping = new AbortController();
const running = proxy.run(stopping.signal);
const sink = await sinkReady.promise;
const server = await startServer(proxy, { port: 0, host: '127.0.0.1' });

let rows: readonly UpstreamRecord[] = benchRows(Number(process.argv[2]));
const newest = rows.at(-1)!;
await sink.apply([{ kind: 'whole', collection: articles.name, records: rows }]);
rows = [];
await proxy.publisher.idle();
// At rest: after a large sweep the server gives memory back by itself.
await new Promise((resolve) => setTimeout(resolve, 5_000));
globalThis.gc?.();
send({
  kind: 'ready',
  port: server.port,
  dataDir,
  residentMb: process.memoryUsage().rss / 2 ** 20,
});

let changes = 0;
process.on('message', (task: ServerTask) => void (task.kind === 'change' ? change() : stop()));

async function change(): Promise<void> {
  const fields = { ...newest.fields, title: `Changed ${++changes}` };
  const before = process.cpuUsage();
  await sink.apply([
    { kind: 'part', collection: articles.name, changed: [{ ...newest, fields }], removed: [] },
  ]);
  // Compressing goes on after the publication, and is work as well.
  await proxy.publisher.idle();
  const { user, system } = process.cpuUsage(before);
  send({ kind: 'changed', cpuMs: (user + system) / 1000 });
}

async function stop(): Promise<void> {
  stopping.abort();
  await running;
  await server.close();
  await rm(dataDir, { recursive: true, force: true });
  process.disconnect();
}

function send(news: ServerNews): void {
  process.send!(news);
}
