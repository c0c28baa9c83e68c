import { fnv1a } from '../model/fnv1a.ts';
import type { Collection } from '../model/schema.ts';
import { assert } from './failure.ts';

/** The names under which one site and scope keeps things in a browser; an origin may hold several sites (fault D11). */
export interface Names {
  /** The cache database: one per shape of the site, so that no upgrade ever blocks (faults V1, D1). */
  readonly database: string;
  /** Every cache database of this site and scope begins with this. */
  readonly databasePrefix: string;
  /** The durable database: changes that wait to be sent, and what is only here. One name and one schema for ever (I9). */
  readonly durable: string;
  /** Held by the one worker that sends the outbox (I2). */
  readonly outboxLock: string;
  /** Held by the one writer of the cache (I2). */
  readonly cacheLock: string;
  /** Commits, status and what followers relay to the owner. A changed meaning gets a new number here. */
  readonly channel: string;
  /** Held by a tab for as long as it lives: released, the tab is gone. */
  tabLock(tabId: string): string;
  /** Held by a worker for as long as it lives: released, the worker is gone (fault W1). */
  workerLock(instance: string): string;
}

/** Names for a base path (`/`, `/magazine/`) and a scope; both are needed, an empty one throws (B96). */
export function namesFor(
  basePath: string,
  scope: string,
  collections: readonly Collection[],
): Names {
  assert(basePath.startsWith('/') && basePath.endsWith('/'), `"${basePath}" is no base path`);
  assert(scope !== '' && !scope.includes(':'), 'every operation needs a scope without colons');
  const prefix = cachePrefix(basePath) + scope;
  return Object.freeze({
    databasePrefix: `${prefix}:cache:`,
    database: `${prefix}:cache:${LAYOUT}-${siteShape(collections)}`,
    durable: `${prefix}:durable`,
    outboxLock: `${prefix}:outbox`,
    cacheLock: `${prefix}:cache`,
    channel: `${prefix}:v1`,
    tabLock: (tabId: string) => `${prefix}:tab:${tabId}`,
    workerLock: (instance: string) => `${prefix}:worker:${instance}`,
  });
}

/** The scope of what everybody may read, where nothing else is said. */
export const PUBLIC_SCOPE = 'public';

/** All Cache Storage of a site begins with this, and no other site's does; shared by pages and the service worker. */
export function cachePrefix(basePath: string): string {
  return `offprint:${basePath}:`;
}

/** Where the service worker keeps pictures. */
export function mediaCacheName(basePath: string): string {
  return `${cachePrefix(basePath)}media`;
}

/** The files of builds are kept under names that begin with this. */
export function shellCachePrefix(basePath: string): string {
  return `${cachePrefix(basePath)}shell:`;
}

/** The layout of the cache database (store/layout.ts); raised when the layout changes. */
const LAYOUT = 1;

/**
 * A short name for the shape of all collections together. It is synchronous, since a page needs the database's name
 * before its first paint, and so cannot be the SHA-256 of the protocol. Declared in another order it is another shape,
 * which costs one more first sync and nothing else.
 */
function siteShape(collections: readonly Collection[]): string {
  const shapes = collections.map(({ name, fields, indexes, first }) => ({
    name,
    fields: Object.entries(fields).map(([field, { kind }]) => `${field}:${kind}`),
    indexes,
    first: first ?? null,
  }));
  return fnv1a(JSON.stringify(shapes)).toString(36);
}
