import { join } from 'node:path';
import type { Hono } from 'hono';
import type { AnyMutator } from '../model/mutator.ts';
import type { Collection } from '../model/schema.ts';
import type { SiteRenderer } from '../protocol/site-renderer.ts';
import { createApp } from './app.ts';
import type { Clock } from './clock.ts';
import { openFreshness } from './freshness.ts';
import { createAnswerAtOnce, type AnswerAtOnce } from './http/answer-at-once.ts';
import { openSiteFiles } from './http/site-files.ts';
import { awaitConfirmation } from './guard/await-confirmation.ts';
import { openConfirmFile } from './guard/confirm-file.ts';
import { openDeletionGuard } from './guard/deletion-guard.ts';
import { openHeldFile } from './guard/held-file.ts';
import { giveBackMemory } from './give-back-memory.ts';
import { createIntake } from './intake/intake.ts';
import { tidyAfterSweeps } from './intake/tidy-after-sweeps.ts';
import { createEncoder } from './media/encoder.ts';
import { openSitePages } from './open-site-pages.ts';
import { openMediaStore } from './media/media-store.ts';
import { createMirror } from './media/mirror.ts';
import { openMutations } from './open-mutations.ts';
import { openObjectStore } from './objects/object-store.ts';
import { openPublisher, type Publisher } from './publish/publisher.ts';
import type { FeedSource } from './live/feed-source.ts';
import { openLiveFeeds } from './live/live-feeds.ts';
import type { Report } from './report.ts';
import { createRenderer } from './rich-text/renderer.ts';
import type { Source } from './source/source.ts';
import { createStatus } from './status.ts';
import { runUpkeep } from './upkeep.ts';

/** What a proxy is made of. Time, chance, network and reporting are handed in. */
export interface ProxyOptions {
  readonly collections: readonly Collection[];
  readonly siteRoutes: readonly string[];
  readonly source: Source;
  /** What it shows besides its collections; nothing, unless told. */
  readonly feeds?: readonly FeedSource[];
  /** Where attachments may be fetched from besides Airtable's file hosts. */
  readonly apiUrl: string;
  readonly dataDir: string;
  readonly distDir: string;
  /** The site built for the server; without it pages are drawn in the browser alone. */
  readonly renderer?: SiteRenderer | undefined;
  /** Where readers reach the site, with a slash at the end (site-url.ts); undefined where nobody said. */
  readonly siteUrl?: string | undefined;
  readonly pollAfterMs: number;
  /** What may be asked for by readers and editors; without it, or where the source cannot be written, nothing may. */
  readonly mutators?: Readonly<Record<string, AnyMutator>>;
  /** Who shows it is an editor; without one nobody is. */
  readonly editorToken?: string | undefined;
  /** How many own proxies stand in front; 0 unless told. */
  readonly trustedHops?: number;
  readonly clock: Clock;
  readonly random: () => number;
  readonly fetch: (request: Request) => Promise<Response>;
  /** How attachments are fetched, where that is by another way (media/guarded-fetch.ts). */
  readonly fetchMedia?: (request: Request) => Promise<Response>;
  readonly report: Report;
}

/** A proxy: answers at once from what an earlier run published, and follows its source while `run` goes on. */
export interface Proxy {
  readonly app: Hono;
  readonly answerAtOnce: AnswerAtOnce;
  readonly publisher: Publisher;
  /** Watches the source until the signal is aborted; settles when everything begun is on disk. */
  readonly run: (signal: AbortSignal) => Promise<void>;
}

/** Opens the data folder and wires the parts. */
export async function openProxy(options: ProxyOptions): Promise<Proxy> {
  const { collections, source, clock, report, dataDir } = options;
  const objects = await openObjectStore(join(dataDir, 'o'));
  const media = await openMediaStore(join(dataDir, 'media'));
  const live = await openLiveFeeds({ ...options, sources: options.feeds ?? [] });
  const publisher = await openPublisher({
    ...options,
    objects,
    live: live.names,
    isWritable: () => mutations?.isWritable() ?? false,
  });
  const renderer = createRenderer();
  const encoder = createEncoder();
  const mirror = createMirror({
    ...options,
    fetch: options.fetchMedia ?? options.fetch,
    store: media,
    prepare: encoder.prepare,
    onNews: (ids) => intake.mediaNews(ids),
  });
  const guard = await openDeletionGuard({
    file: openHeldFile(dataDir),
    clock,
    report,
    confirmedAt: (name) => freshness.confirmedAt(name),
  });
  const intake = createIntake({
    collections,
    publisher,
    guard,
    now: clock.now,
    lastGoodAt: (name) => freshness.lastGoodAt(name),
    report,
    context: { ...mirror, render: renderer.render },
  });
  const mutations = openMutations({ ...options, publisher, intake, media });
  const freshness = await openFreshness({
    dataDir,
    clock,
    status: source.status,
    heldFrom: guard.trueAt,
    restored: publisher.current()?.manifest,
  });
  const checkedSecondsAgo = () =>
    freshness.secondsAgo(Object.keys(publisher.current()?.manifest.collections ?? {}));

  const protocol = {
    publication: publisher.current,
    objects,
    live,
    checkedSecondsAgo,
    readerSeen: source.readerSeen,
  };
  const app = createApp({
    ...protocol,
    media,
    notify: source.notify,
    site: await openSiteFiles(options.distDir, join(dataDir, 'assets'), clock),
    siteRoutes: options.siteRoutes,
    pages: await openSitePages({ ...options, publisher }),
    report,
    editorToken: options.editorToken,
    siteUrl: options.siteUrl,
    trustedHops: options.trustedHops ?? 0,
    now: clock.now,
    mutations,
    confirmDeletions: intake.confirmDeletions,
    status: () =>
      createStatus({
        source: source.status(),
        publication: publisher.current(),
        problems: intake.problems(),
        deletions: guard.status((name) => publisher.stateOf(name).entryById.size),
        checkedSecondsAgo: checkedSecondsAgo(),
        lastGoodAtOf: freshness.lastGoodAt,
        mediaPending: mirror.pending(),
        mutations: mutations?.status(),
        feeds: live.status(),
      }),
  });

  return Object.freeze({
    app,
    answerAtOnce: createAnswerAtOnce(protocol),
    publisher,
    run: async (signal: AbortSignal) => {
      await Promise.all([
        source.run(tidyAfterSweeps(intake, { clock, tidy: giveBackMemory, signal }), signal),
        mutations?.run(signal),
        live.run(signal),
        mirror.run(signal),
        awaitConfirmation({
          file: openConfirmFile(dataDir),
          confirm: intake.confirmDeletions,
          clock,
          report,
          signal,
        }),
        runUpkeep({ ...options, freshness, intake, publisher, media }, signal),
      ]);
      mutations?.close();
      await publisher.idle();
      await renderer.close();
      await encoder.close();
    },
  });
}
