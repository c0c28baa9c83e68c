import type { AnyMutator } from '../model/mutator.ts';
import type { Feed } from '../model/feed.ts';
import type { Collection } from '../model/schema.ts';
import { openAirtableUpstream } from './airtable-upstream.ts';
import type { SiteRenderer } from '../protocol/site-renderer.ts';
import { systemClock } from './clock.ts';
import { checkCollections } from './check-collections.ts';
import type { Config } from './config.ts';
import { openFeedSources } from './open-feed-sources.ts';
import type { Upstream } from './open-upstream.ts';
import { createGuardedFetch } from './media/guarded-fetch.ts';
import { openProxy, type Proxy } from './proxy.ts';
import type { Report } from './report.ts';
import { siteUrlOf } from './site-url.ts';

/** What an entry knows: its environment, its base, and the site that it was given. */
export interface SiteProxyOptions {
  readonly config: Config;
  readonly upstream: Upstream;
  readonly collections: readonly Collection[];
  /** The site's live feeds; none, unless told. */
  readonly feeds?: readonly Feed[];
  /** The site's; without them it takes no changes. */
  readonly mutators?: Readonly<Record<string, AnyMutator>>;
  /** The path below which the site lies, such as `/magazine/`; `/`, unless told. */
  readonly basePath?: string;
  readonly siteRoutes: readonly string[];
  readonly distDir: string;
  readonly renderer?: SiteRenderer | undefined;
  readonly report: Report;
}

/**
 * Opens the proxy of a site with the machine's own clock, chance and network; it reads nothing before it is run. Throws a
 * `ConfigError` where its collections cannot stand beside each other.
 */
export async function openSiteProxy(options: SiteProxyOptions): Promise<Proxy> {
  checkCollections(options.collections);
  const { config, upstream, basePath = '/' } = options;
  const common = {
    ...config,
    ...options,
    siteUrl: siteUrlOf(config.publicUrl, basePath),
    clock: systemClock,
    random: Math.random,
    fetch: (request: Request) => fetch(request),
  };
  const source = await openAirtableUpstream({
    ...common,
    ...upstream,
    plan: config.airtable.plan,
  });
  return openProxy({
    ...common,
    feeds: openFeedSources({ ...common, feeds: options.feeds ?? [] }),
    source,
    apiUrl: upstream.apiUrl,
    fetchMedia: createGuardedFetch(upstream.apiUrl),
    pollAfterMs: config.pollIntervalMs,
  });
}
