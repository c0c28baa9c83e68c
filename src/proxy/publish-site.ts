import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { collections } from '../site/collections.ts';
import { SITE_ROUTES } from '../site/site-routes.ts';
import { feeds } from '../site/feeds.ts';
import { checkFolder, writingTo } from './check-folder.ts';
import { systemClock } from './clock.ts';
import { readConfig, type Config } from './config.ts';
import { consoleReport as report } from './console-report.ts';
import { loadRenderer } from './load-renderer.ts';
import { openSiteProxy } from './open-site-proxy.ts';
import { openUpstream } from './open-upstream.ts';
import { siteUrlOf } from './site-url.ts';
import { sentencesOf } from './start-failure.ts';
import { buildSite } from './static/build-site.ts';
import { drawSite } from './static/draw-site.ts';
import { holdUnlessServed } from './static/hold-unless-served.ts';
import { refreshLiveFiles } from './static/live-files.ts';
import { KEPT_MEDIA_PATH, keptMediaOf } from './static/kept-media.ts';
import { openPrevious, type PreviousSite } from './static/previous.ts';
import { readWhole } from './static/publication-files.ts';
import { readPublishOptions, type PublishOptions } from './static/publish-options.ts';
import { continueFrom, openPublishedFolder } from './static/published-folder.ts';
import { untilSettled } from './static/settle.ts';
import { watch } from './static/watch.ts';
import { refuseForeignSite } from './static/write-folder.ts';
import { noteCheck, writeSite } from './static/write-site.ts';
import type { ProxyStatus } from './status.ts';

/** `npm run publish`: reads the base, and writes site and data as files that any host serves. */

const ROOT = resolve(import.meta.dirname, '../..');
const DIST = resolve(ROOT, 'dist-publish');

/** The publications of a data folder while somebody makes them: this process, or a server that holds the folder. */
interface Following {
  readonly untilSettled: () => Promise<void>;
  /** When the base was last found to be as published (ms since 1970); undefined where nobody noted it. */
  readonly checkedAt: (collections: readonly string[]) => Promise<number | undefined>;
  readonly stop: () => Promise<void>;
}

async function publish(options: PublishOptions, config: Config, signal: AbortSignal) {
  // Before anything is built.
  await checkFolder(options.out, '--out');
  await refuseForeignSite(options.out, '--out');
  await (
    await holdUnlessServed(config.dataDir)
  )?.();
  const fromHost = (place: string) => openPrevious(place, (request) => fetch(request));
  let previous = await fromHost(options.from);
  await buildSite({ root: ROOT, outDir: DIST, base: options.base, previous });
  const following = await follow(config, previous, signal);
  const renderer = await loadRenderer(DIST);
  const shell = await readFile(resolve(DIST, 'shell.html'), 'utf8');
  const siteUrl = siteUrlOf(config.publicUrl, options.base);
  let shown = '';
  const write = async () => {
    const folder = openPublishedFolder(config.dataDir);
    const manifest = await folder.manifest();
    if (!manifest) throw new Error(`nothing is published in ${config.dataDir} yet`);
    const version = `${manifest.log}.${manifest.seq}`;
    const checkedAt = await following.checkedAt(Object.keys(manifest.collections));
    const live = await folder.live(manifest.live);
    if (version === shown) {
      await refreshLiveFiles(options.out, live);
      const { manifest: written } = previous;
      if (!written || checkedAt === undefined) return;
      previous = { ...previous, manifest: await noteCheck(options.out, written, checkedAt) };
      return;
    }
    const publication = await readWhole(manifest, folder.readObject);
    const site = {
      ...folder,
      out: options.out,
      dist: DIST,
      publication,
      checkedAt,
      live,
      pages: new Map([
        ...(renderer
          ? drawSite({ renderer, shell, publication, routes: SITE_ROUTES, siteUrl, report })
          : []),
        [KEPT_MEDIA_PATH, await keptMediaOf(config.dataDir, publication.media)],
      ]),
      previous,
      clock: systemClock,
      report,
    };
    const done = await writingTo({ folder: options.out, option: '--out' }, () => writeSite(site));
    shown = version;
    previous = await fromHost(options.out);
    report({ type: 'site-written', folder: options.out, version, ...done });
  };
  try {
    await following.untilSettled();
    // What is under way comes to rest first, so that the folder gets all of it at once.
    if (!options.watch) await following.stop();
    await write();
    if (options.watch) await watch({ write, out: options.out, clock: systemClock, report, signal });
  } finally {
    await following.stop();
  }
}

/** Publishes in this process; where a server holds the data folder already, what that publishes is taken. */
async function follow(
  config: Config,
  previous: PreviousSite,
  signal: AbortSignal,
): Promise<Following> {
  const { dataDir } = config;
  const letGo = await holdUnlessServed(dataDir);
  if (!letGo) {
    report({ type: 'warned', text: `taking what the server that uses ${dataDir} publishes` });
    const { checkedAt } = openPublishedFolder(dataDir);
    return { untilSettled: () => Promise.resolve(), checkedAt, stop: () => Promise.resolve() };
  }
  const data = { folder: dataDir, option: 'DATA_DIR' };
  if (!(await writingTo(data, () => continueFrom(previous, dataDir)))) {
    const text = `${dataDir} has a history of its own, to which readers move within about a minute`;
    report({ type: 'warned', text });
  }
  const own = withoutServer(config);
  const upstream = await writingTo(data, () => openUpstream(own, report));
  const options = {
    config: own,
    upstream,
    collections,
    feeds,
    siteRoutes: [],
    distDir: DIST,
    report,
  };
  const proxy = await writingTo(data, () => openSiteProxy(options));
  const stopping = new AbortController();
  const running = proxy.run(stopping.signal);
  const status = async () => (await (await proxy.app.request('/v1/status')).json()) as ProxyStatus;
  const look = async () => {
    const { publication } = await status();
    // Whole seconds: a part of one more may have passed.
    return publication ? systemClock.now() - (publication.checkedSecondsAgo + 1) * 1000 : undefined;
  };
  let lastCheckedAt: number | undefined;
  let stopped: Promise<void> | undefined;
  const end = async () => {
    lastCheckedAt = await look();
    stopping.abort();
    await running;
    await upstream.close();
    await letGo();
  };
  return {
    untilSettled: () => untilSettled({ status, clock: systemClock, report, signal }),
    checkedAt: async () => (stopped ? lastCheckedAt : look()),
    stop: () => (stopped ??= end()),
  };
}

/**
 * Without what only a server has: readers who could be missed, and an address for Airtable's notifications. Nobody but
 * this process asks the emulator, so any port will do.
 */
function withoutServer(config: Config): Config {
  const { airtable } = config;
  return {
    ...config,
    airtable: airtable.kind === 'emulator' ? { ...airtable, port: 0 } : airtable,
    publicUrl: undefined,
    idleAfterMs: undefined,
  };
}

const stopping = new AbortController();
process.once('SIGTERM', () => stopping.abort());
process.once('SIGINT', () => stopping.abort());
try {
  const options = readPublishOptions(process.argv.slice(2));
  const config = readConfig(process.env);
  for (const text of config.warnings) report({ type: 'warned', text });
  await publish(options, config, stopping.signal);
  process.exit(0);
} catch (error) {
  const lines = stopping.signal.aborted ? [] : sentencesOf(error);
  for (const line of lines) process.stderr.write(`${line}\n`);
  process.exit(stopping.signal.aborted ? 0 : 1);
}
