import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { collections } from '../site/collections.ts';
import { openAirtableUpstream } from './airtable-upstream.ts';
import { systemClock } from './clock.ts';
import { ConfigError, readConfig, type Config } from './config.ts';
import { consoleReport as report } from './console-report.ts';
import { openProxy } from './proxy.ts';
import { holdFolder } from './lease.ts';
import type { Publisher } from './publish/publisher.ts';
import { startServer } from './server.ts';

/** `npm start`, after the build: site, protocol and (by default) the emulator, until SIGTERM or SIGINT. */

/** The site's addresses, for which the page is answered with 200; src/site/routes.ts says what each shows. */
const SITE_ROUTES = ['/', '/blog', '/blog/:id', '/blog/:id/:slug'];

interface Upstream {
  readonly apiUrl: string;
  readonly token: string;
  readonly baseId: string;
  readonly close: () => Promise<void>;
}

/** The emulator is loaded only where it is used: a server with a real base need not carry the sample. */
async function openUpstream({ airtable, dataDir }: Config): Promise<Upstream> {
  if (airtable.kind === 'base') return { ...airtable, close: () => Promise.resolve() };
  const { startEmulator } = await import('../emulator/server.ts');
  const { sampleBase } = await import('../emulator/sample/base.ts');
  const running = await startEmulator({
    base: sampleBase,
    port: airtable.port,
    dataDir,
    report: (text) => report({ type: 'warned', text }),
  });
  const token = sampleBase.tokens[0]!;
  return { apiUrl: running.url, token, baseId: sampleBase.id, close: running.close };
}

/** Waits for something to show. With nothing kept and Airtable down there is nothing, and that is answered too. */
async function firstPublication(publisher: Publisher): Promise<void> {
  for (let i = 0; i < 100 && !publisher.current(); i++) await systemClock.sleep(50);
}

async function start(): Promise<void> {
  const config = readConfig(process.env);
  for (const text of config.warnings) report({ type: 'warned', text });
  const letGo = await holdFolder(config.dataDir);
  const upstream = await openUpstream(config).catch(async (error: unknown) => {
    await letGo();
    throw error;
  });
  const common = {
    ...config,
    collections,
    clock: systemClock,
    random: Math.random,
    fetch: (request: Request) => fetch(request),
    report,
  };
  const wasHere = await access(join(config.dataDir, 'publication')).then(
    () => true,
    () => false,
  );
  const source = await openAirtableUpstream({
    ...common,
    ...upstream,
    plan: config.airtable.plan,
    startsFull: wasHere,
  });
  const proxy = await openProxy({
    ...common,
    source,
    siteRoutes: SITE_ROUTES,
    apiUrl: upstream.apiUrl,
    distDir: resolve(import.meta.dirname, '../../dist'),
    pollAfterMs: config.pollIntervalMs,
  });
  const server = await startServer(proxy.app, config).catch(async (error: unknown) => {
    await upstream.close();
    await letGo();
    throw error;
  });

  const stopping = new AbortController();
  const running = proxy.run(stopping.signal);
  const stop = async () => {
    stopping.abort();
    await server.close();
    await running;
    await upstream.close();
    await letGo();
    report({ type: 'stopped' });
    process.exit(0);
  };
  process.once('SIGTERM', () => void stop());
  process.once('SIGINT', () => void stop());
  await firstPublication(proxy.publisher);
  report({
    type: 'started',
    url: `http://localhost:${server.port}`,
    upstream: config.airtable.kind,
  });
}

try {
  await start();
} catch (error) {
  const lines =
    error instanceof ConfigError
      ? error.problems
      : [error instanceof Error ? error.message : String(error)];
  for (const line of lines) process.stderr.write(`${line}\n`);
  process.exit(1);
}
