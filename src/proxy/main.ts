import { collections } from '../site/collections.ts';
import { feeds } from '../site/feeds.ts';
import { mutators } from '../site/mutators.ts';
import { SITE_ROUTES } from '../site/site-routes.ts';
import { readBuildEnv } from './build-env.ts';
import { writingTo } from './check-folder.ts';
import { systemClock } from './clock.ts';
import { readConfig } from './config.ts';
import { consoleReport as report } from './console-report.ts';
import { holdFolder } from './lease.ts';
import { loadRenderer } from './load-renderer.ts';
import { openSiteProxy } from './open-site-proxy.ts';
import { openUpstream } from './open-upstream.ts';
import type { Publisher } from './publish/publisher.ts';
import { startServer } from './server.ts';
import { sentencesOf } from './start-failure.ts';

/** `npm start`, after the build: site, protocol and (by default) the emulator, until SIGTERM or SIGINT. */

/** Waits for something to show. With nothing kept and Airtable down there is nothing, and that is answered too. */
async function firstPublication(publisher: Publisher): Promise<void> {
  for (let i = 0; i < 100 && !publisher.current(); i++) await systemClock.sleep(50);
}

async function start(): Promise<void> {
  const config = readConfig(process.env);
  const { outDir: distDir, basePath } = readBuildEnv(process.env);
  for (const text of config.warnings) report({ type: 'warned', text });
  const data = { folder: config.dataDir, option: 'DATA_DIR' };
  const letGo = await holdFolder(config.dataDir);
  const upstream = await writingTo(data, () => openUpstream(config, report)).catch(
    async (error: unknown) => {
      await letGo();
      throw error;
    },
  );
  const renderer = await loadRenderer(distDir);
  const options = {
    config,
    upstream,
    collections,
    feeds,
    mutators,
    siteRoutes: SITE_ROUTES,
    distDir,
    renderer,
    // What lies there may have been built with other variables.
    basePath: renderer?.basePath ?? basePath,
    report,
  };
  const proxy = await writingTo(data, () => openSiteProxy(options));
  const server = await startServer(proxy, config).catch(async (error: unknown) => {
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
  if (config.airtable.kind === 'emulator') report({ type: 'sample-opened', url: upstream.apiUrl });
  report({
    type: 'started',
    url: `http://localhost:${server.port}`,
    upstream: config.airtable.kind,
  });
}

try {
  await start();
} catch (error) {
  for (const line of sentencesOf(error)) process.stderr.write(`${line}\n`);
  process.exit(1);
}
