import {
  cachePrefix,
  mediaCacheName,
  PUBLIC_SCOPE,
  shellCachePrefix,
  type Names,
} from '../src/protocol/names.ts';

/** The caches of one site on its origin, which may hold other sites too (fault D11). */
export interface CacheNames {
  /** All caches of this site begin with this, and no other site's do. */
  readonly prefix: string;
  /** The files of one build. */
  readonly shell: (build: string) => string;
  readonly media: string;
  readonly content: string;
}

/** Names for a base path, `/` or `/magazine/`. */
export function cacheNamesFor(basePath: string): CacheNames {
  const prefix = cachePrefix(basePath);
  return {
    prefix,
    shell: (build) => shellCachePrefix(basePath) + build,
    media: mediaCacheName(basePath),
    content: `${prefix}content`,
  };
}

/** Where changes wait to be sent, and what whoever sends them holds: as `namesFor` says, for which there is no room here. */
export function outboxNamesFor(basePath: string): Pick<Names, 'durable' | 'outboxLock'> {
  const prefix = cachePrefix(basePath) + PUBLIC_SCOPE;
  return { durable: `${prefix}:durable`, outboxLock: `${prefix}:outbox` };
}

export interface CachesFound {
  /** All names, oldest first, as `caches.keys()` gives them. */
  readonly existing: readonly string[];
  /** The build that is becoming active. */
  readonly build: string;
  /** Where this site lies. */
  readonly base: URL;
  /** Addresses of the origin's open pages, those of other sites among them. */
  readonly openPages: readonly string[];
}

/**
 * Which caches may go: those of this site that are not on the list of what is expected. The shells of two earlier builds
 * are kept for tabs that were restored or are frozen, and while several pages are open no shell is deleted at all,
 * because any of them may be of any build (faults S1, S2).
 */
export function cachesToDelete(names: CacheNames, found: CachesFound): readonly string[] {
  const ours = found.existing.filter((name) => name.startsWith(names.prefix));
  const current = names.shell(found.build);
  const earlier = ours.filter((name) => name.startsWith(names.shell('')) && name !== current);
  // One is the page that asked for the update, and is about to reload.
  const pages = found.openPages.filter((address) => address.startsWith(found.base.href));
  const kept = pages.length > 1 ? earlier : earlier.slice(-EARLIER_BUILDS_KEPT);
  const expected = new Set([current, names.media, names.content, ...kept]);
  return ours.filter((name) => !expected.has(name));
}

const EARLIER_BUILDS_KEPT = 2;
