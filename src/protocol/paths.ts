import type { Hash } from '../model/hash.ts';

/** Where things lie below the site's base address. All but the manifest and live feeds are immutable. */
export const MANIFEST_PATH = 'v1/manifest.json';

/** Where changes are sent, and where a token is checked. */
export const MUTATIONS_PATH = 'v1/mutations';
export const SESSION_PATH = 'v1/session';

/** The address of an object, below the base. */
export function objectPath(hash: Hash): string {
  return `v1/o/${hash}.json`;
}

/** The address of a live feed's newest value, below the base. */
export function livePath(feed: string): string {
  return `v1/live/${feed}.json`;
}

/** True for what can be a live feed's name, and so part of an address and of a file's name. */
export function isFeedName(name: string): boolean {
  return /^[a-z][a-z0-9-]{0,39}$/.test(name);
}

/**
 * The address of an attachment's bytes, below the base; `name` is for people and downloads only. It is spelled so that any
 * host can keep it as a file: lower case, no escapes, not hidden.
 */
export function mediaPath(hash: Hash, name: string): string {
  const plain = name.normalize('NFKD').toLowerCase().replaceAll(/\p{M}/gu, '');
  const safe = plain.replaceAll(/[^a-z0-9.]+/g, '-').replaceAll(/^[-.]+|[-.]+$/g, '');
  return `v1/media/${hash}/${safe.slice(-80).replace(/^[-.]+/, '') || 'file'}`;
}

/** On a manifest answer: whole seconds since the last good sweep of the upstream, on a 304 too. */
export const CHECKED_HEADER = 'x-offprint-checked';

/** On a request: 'a stale copy will do' (the service worker may answer from what it kept). */
export const ACCEPT_STALE_HEADER = 'x-accept-stale';

/** On a service worker's answer from what it kept: ISO time at which it was stored. Never taken as news (fault S8, I16). */
export const FROM_CACHE_HEADER = 'x-from-cache';

/** Byte caps, counted after decompression (fault N16); a body above is refused as 'too-large'. */
export const MAX_MANIFEST_BYTES = 1024 * 1024;
export const MAX_OBJECT_BYTES = 8 * 1024 * 1024;
