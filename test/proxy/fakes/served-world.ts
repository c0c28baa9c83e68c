import { mkdir, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { createEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { sampleBase } from '../../../src/emulator/sample/base.ts';
import type { SeedBase } from '../../../src/emulator/seed.ts';
import type { Attachment } from '../../../src/model/schema.ts';
import { loadRenderer } from '../../../src/proxy/load-renderer.ts';
import { openProxy, type Proxy } from '../../../src/proxy/proxy.ts';
import type { ProxyEvent } from '../../../src/proxy/report.ts';
import { startServer } from '../../../src/proxy/server.ts';
import { collections } from '../../../src/site/collections.ts';
import { repositories } from '../../../src/site/feeds.ts';
import { mutators } from '../../../src/site/mutators.ts';
import { SITE_ROUTES } from '../../../src/site/site-routes.ts';
import { buildSiteServer } from '../../../vite-plugin-site-server.ts';
import { createTestClock } from './clock.ts';
import { openEmulatedUpstream, ORIGIN } from './emulated-upstream.ts';
import { temporaryFolder } from './folder.ts';

const SHELL =
  '<html><head><title>x</title><meta name="description" content="x" /></head><body><div id="root"></div><noscript><p>no</p></noscript></body></html>';

/** What may be chosen about it. */
export interface ServedWorldOptions {
  /** The sample's tables, unless told; all pictures but one are left out. */
  readonly base?: SeedBase;
  readonly editorToken?: string;
  /** With pages drawn by the real site, which takes a second to build. */
  readonly withPages?: boolean;
  readonly trustedHops?: number;
  /** Where Airtable reaches the site, when it fetches a file from it; with a slash at the end. */
  readonly siteUrl?: string;
  /** Stands between proxy and Airtable. */
  readonly between?: (request: Request, next: () => Promise<Response>) => Promise<Response>;
}

/** What came back for one request. */
export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/**
 * The whole proxy behind its real server on a port of this machine: site, mutators, media and one live feed, over the
 * emulated sample base. Time is simulated and passes while something is waited for.
 */
export async function createServedWorld(options: ServedWorldOptions = {}) {
  const { editorToken = 'editor-test', between, siteUrl } = options;
  const base = withoutPictures(options.base ?? sampleBase, 1);
  const clock = createTestClock();
  const folder = await temporaryFolder();
  const [dataDir, distDir] = [join(folder, 'data'), join(folder, 'dist')];
  await mkdir(join(distDir, 'assets'), { recursive: true });
  await writeFile(join(distDir, 'index.html'), SHELL);
  await writeFile(join(distDir, 'shell.html'), SHELL);
  await writeFile(join(distDir, 'assets', 'app-1.js'), 'export {};\n'.repeat(200));
  if (options.withPages) await buildPages(distDir);
  const emulator: Emulator = createEmulator({
    base,
    now: clock.now,
    random: Math.random,
    origin: ORIGIN,
    sleep: clock.sleep,
    fetch: async (request) =>
      siteUrl !== undefined && request.url.startsWith(siteUrl)
        ? proxy.app.request(request.url.slice(siteUrl.length - 1))
        : emulator.fetch(request),
  });
  const events: ProxyEvent[] = [];
  const { common, source } = await openEmulatedUpstream({
    base,
    emulator,
    clock,
    dataDir,
    collections,
    between,
    events,
  });
  const proxy: Proxy = await openProxy({
    ...common,
    source,
    feeds: [{ feed: repositories, pollAfterMs: 1_000, run: showOne }],
    siteRoutes: SITE_ROUTES,
    distDir,
    renderer: options.withPages ? await loadRenderer(distDir) : undefined,
    pollAfterMs: 1_000,
    mutators,
    editorToken,
    trustedHops: options.trustedHops ?? 0,
    siteUrl,
  });
  const server = await startServer(proxy, { port: 0, host: '127.0.0.1' });
  const stopping = new AbortController();
  const running = proxy.run(stopping.signal);
  onTestFinished(async () => {
    await server.close();
    stopping.abort();
    await running;
  });

  /** Lets time pass in small steps, each with room for disk, sockets and threads, until the work is done. */
  const during = async <T>(work: Promise<T>): Promise<T> => {
    let isDone = false;
    const done = work.finally(() => {
      isDone = true;
    });
    // Waited for below; until then a failure is nobody's.
    done.catch(() => undefined);
    for (let i = 0; !isDone; i++) {
      await new Promise((next) => setTimeout(next, 1));
      // Sockets are quicker than that, as a rule.
      if (i > 3) await clock.advance(100);
    }
    return done;
  };

  const until = async (condition: () => boolean) => {
    for (let steps = 0; !condition(); steps++) {
      if (steps === 4_000) throw new Error('did not happen within 200 s of simulated time');
      // What takes longer is under way in another process, on a busy machine, and needs time of its own.
      const isLate = steps >= 400;
      await clock.advance(isLate ? 1 : 500);
      await new Promise((next) => setTimeout(next, isLate ? 5 : 2));
    }
  };

  const records = (collection: string) => [...proxy.publisher.stateOf(collection).entryById.all()];
  const { port } = server;
  return {
    clock,
    emulator,
    events,
    dataDir,
    port,
    app: proxy.app,
    during,
    until,
    records,
    manifest: () => proxy.publisher.current()!.manifest,
    /** Waits for the first publication of all. */
    ready: () =>
      until(() => collections.every(({ name }) => proxy.publisher.stateOf(name).rootHash !== '')),
    /** Waits for the first picture, which another process makes smaller, and until all is quiet again. */
    pictured: async () => {
      await until(() => records('products').some(({ image }) => image !== ''));
      await clock.advance(10_000);
    },
    /** An attachment's address. */
    picture: () =>
      records('products')
        .flatMap(({ images }) => images as unknown as readonly Attachment[])
        .find(({ src }) => src !== '')!.src,
    ask: (asked: AskOptions) => during(ask(port, asked)),
    /** Requests as they are spelled here, side by side; what the server says to each before it closes. */
    raw: (texts: readonly string[]) =>
      during(Promise.all(texts.map((text) => rawAnswer(port, text)))),
  };
}

/** A request to be sent by Node's client. */
export interface AskOptions {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array;
}

function ask(port: number, { path, method = 'GET', headers = {}, body }: AskOptions) {
  return new Promise<Answered>((answered, failed) => {
    const sent = request({ host: '127.0.0.1', port, path, method, agent: false }, (incoming) => {
      const { statusCode = 0, headers: got } = incoming;
      buffer(incoming).then((bytes) => {
        answered({ status: statusCode, headers: got, body: bytes });
      }, failed);
    });
    for (const [name, value] of Object.entries(headers)) sent.setHeader(name, value);
    sent.on('error', failed).end(body);
  });
}

/** All that the server says until it closes, which it does since nothing more will come. */
function rawAnswer(port: number, text: string): Promise<Buffer> {
  return new Promise((answered) => {
    const socket = connect(port, '127.0.0.1');
    const parts: Buffer[] = [];
    socket.on('data', (part: Buffer) => parts.push(part));
    // A server that refuses may reset the connection while it is still being written to.
    socket.on('error', () => undefined);
    socket.on('close', () => answered(Buffer.concat(parts)));
    socket.end(text, 'latin1');
  });
}

async function showOne(sink: { publish: (entries: readonly Record<string, string>[]) => void }) {
  sink.publish([{ name: 'a/b', url: 'https://example.test/' }]);
  return Promise.resolve();
}

/** Pictures take time to decode: `most` of the products keep theirs. */
function withoutPictures(base: SeedBase, most: number): SeedBase {
  let left = most;
  return {
    ...base,
    tables: base.tables.map((table) => ({
      ...table,
      records: table.records.map((record) => {
        const { image, ...fields } = record.fields as Record<string, unknown>;
        const isKept = image !== undefined && table.name === 'products' && left-- > 0;
        return { ...record, fields: (isKept ? record.fields : fields) as typeof record.fields };
      }),
    })),
  };
}

async function buildPages(distDir: string): Promise<void> {
  const define = { __BUILD_ID__: '"test"', __BUILD_AT__: '1', __BASE_LINK__: '""' };
  const root = resolve(import.meta.dirname, '../../..');
  await buildSiteServer({ root, base: '/', outDir: `${distDir}-server`, define });
}
