import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Hono } from 'hono';
import { build } from 'vite';
import type { StoredRecord } from '../../src/model/record.ts';
import { systemClock } from '../../src/proxy/clock.ts';
import { openProxy } from '../../src/proxy/proxy.ts';
import { startServer } from '../../src/proxy/server.ts';
import { articles, collections } from '../../src/site/collections.ts';
import { configFor } from '../../vite.config.ts';
import { benchArticles, retitled, titleOf } from './articles.ts';
import { quietStatus } from './quiet-status.ts';

/** A published base of bench articles and the page that measures them, behind a pipe that counts bytes. */
export interface BenchSite {
  readonly url: string;
  /** Addresses of all chunks of the articles. */
  readonly chunks: () => readonly string[];
  /** Gives the newest and further articles, spread evenly, another title, and publishes that. */
  readonly change: (count: number, mark: string) => Promise<ChangedRecords>;
  /** Bytes sent to browsers so far, heads included. */
  readonly bytesSent: () => number;
  /** Cuts every connection and refuses new ones, or serves again. */
  readonly setOnline: (isOnline: boolean) => void;
  readonly close: () => Promise<void>;
}

/** The records of one change as the floor fetches them: an address, and their size gzipped. */
export interface ChangedRecords {
  readonly address: string;
  readonly gzipBytes: number;
  readonly newest: StoredRecord;
}

/** Builds the bench's page once; gives the folder, which the caller removes. */
export async function buildBenchPage(): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), 'offprint-bench-page-'));
  const root = resolve(import.meta.dirname, 'page');
  const stamp = { id: 'bench', at: Date.now() };
  await build({
    ...configFor({ root, outDir, base: '/', stamp }),
    configFile: false,
    logLevel: 'error',
  });
  return outDir;
}

/** Publishes `count` articles and serves them with the page. */
export async function startBenchSite(count: number, distDir: string): Promise<BenchSite> {
  const dataDir = await mkdtemp(join(tmpdir(), 'offprint-bench-data-'));
  const proxy = await openProxy({
    collections,
    siteRoutes: ['/'],
    source: {
      run: () => Promise.resolve(),
      status: quietStatus,
      readerSeen: () => undefined,
      notify: () => 'unexpected',
    },
    apiUrl: 'http://localhost/',
    dataDir,
    distDir,
    // So long that only a check that the bench asks for ever polls.
    pollAfterMs: 3_600_000,
    clock: systemClock,
    random: Math.random,
    fetch: () => Promise.reject(new Error('the bench fetches nothing')),
    report: () => undefined,
  });
  let records = benchArticles(count);
  await proxy.publisher.publish(new Map([[articles.name, { changed: records, removed: [] }]]));

  const changed = new Map<string, string>();
  const app = new Hono();
  app.get('/bench/:name', (context) =>
    context.body(gzipSync(changed.get(context.req.param('name')) ?? '[]'), 200, {
      'content-type': 'application/json',
      'content-encoding': 'gzip',
    }),
  );
  app.route('/', proxy.app);
  const server = await startServer({ app }, { port: 0, host: '127.0.0.1' });
  const pipe = await openPipe(server.port);

  return Object.freeze({
    url: `http://127.0.0.1:${pipe.port}`,
    chunks: () =>
      proxy.publisher.stateOf(articles.name).root.chunks.map(({ hash }) => `/v1/o/${hash}.json`),
    async change(howMany: number, mark: string) {
      const step = Math.floor(records.length / howMany);
      // The last is the newest, which stands first in the list that the page shows.
      records = records.map((record, i) =>
        (records.length - 1 - i) % step === 0 && (records.length - 1 - i) / step < howMany
          ? retitled(record, mark)
          : record,
      );
      const touched = records.filter((record) => titleOf(record).endsWith(mark)).toReversed();
      const text = JSON.stringify(touched);
      changed.set(mark, text);
      await proxy.publisher.publish(new Map([[articles.name, { changed: touched, removed: [] }]]));
      return {
        address: `/bench/${mark}`,
        gzipBytes: gzipSync(text).length,
        newest: touched[0]!,
      };
    },
    bytesSent: pipe.bytesSent,
    setOnline: (isOnline: boolean) => pipe.setOnline(isOnline),
    async close() {
      pipe.close();
      await server.close();
      await proxy.publisher.idle();
      await rm(dataDir, { recursive: true, force: true });
    },
  });
}

/** A TCP pipe in front of a port, which counts what goes to clients and can be cut. */
async function openPipe(target: number) {
  const sockets = new Set<Socket>();
  let sent = 0;
  let isOnline = true;
  const server = createServer((client) => {
    if (!isOnline) return void client.resetAndDestroy();
    const upstream = connect(target, '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    }
    upstream.on('data', (data) => (sent += data.length));
    client.pipe(upstream).pipe(client);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    bytesSent: () => sent,
    setOnline(next: boolean) {
      isOnline = next;
      if (!isOnline) cut();
    },
    close() {
      server.close();
      cut();
    },
  };
}
