import type { EngineStatus } from '../protocol/worker-api.ts';
import { siteConfig } from './site-config.ts';
import { clockTime, grouped } from './dates.ts';

/**
 * Every sentence of the first paint; those of what is loaded later are in files of their own (detail-words.ts and others).
 * Code decides which; only these files say how.
 */
export const words = {
  skipLink: 'Skip to the content',
  navigation: 'Pages',
  footerNavigation: 'Pages, again',
  home: 'Home',
  blog: 'Blog',
  shop: 'Shop',
  quotes: 'Quotes',
  editors: 'Editors',
  dashboard: 'Dashboard',
  search: 'Search',
  todo: 'To do',
  status: 'Status',
  airtableBase: 'Airtable base',
  sourceCode: 'Source code',
  newTab: 'opens in a new tab',
  readBlog: 'Read the blog',
  features: 'Features',
  staff: 'Staff',
  untitled: 'Untitled',
  newestFirst: 'newest first',

  previousPage: 'Previous',
  nextPage: 'Next',
  pages: 'Pages of the blog',
  page: 'Page',
  goToPage: 'Go to page',
  go: 'Go',
  otherArticles: 'More to read',
  newerArticle: 'Newer',
  olderArticle: 'Older',
  allArticles: 'All articles',

  loading: 'Loading…',
  loadingArticle: 'Opening the article…',
  emptyHomeTitle: 'Nothing here yet',
  emptyHome: 'The front page appears here by itself as soon as it is published.',
  emptyBlogTitle: 'No articles yet',
  emptyBlog: 'The first one appears here by itself as soon as it is published.',
  notFoundTitle: 'Not Found',
  notFound: 'There is no such page. The address may have a slip in it.',
  articleNotFound: 'There is no such article. It may have been withdrawn.',
  notHereTitle: 'Not on this device yet',
  notHere:
    'This was not fetched before the network went. It opens by itself when the network is back.',
  errorTitle: 'Error fetching data',
  error:
    'Nothing is kept on this device yet, and the site does not answer. It is asked again by itself.',
  dismiss: 'Dismiss',

  noPicture: 'No picture',
  pictureComing: 'Picture not here yet',
  pictureFailed: 'Picture not available',
  code: 'Code',
  table: 'Table',
  taskDone: 'Done:',
  taskOpen: 'To do:',

  freshNow: 'Up to date',
  updating: 'Updating…',
  starting: 'Opening…',
  notKept: 'Nothing is kept on this device',
  outdated: 'New version ready',

  insecure: 'This page needs https: nothing can be kept over plain http.',
  changeRefused: 'A change was refused. The status at the top says which.',
  install: `Install ${siteConfig.name}`,
} as const;

/** The document's title for a page: `Blog · <site>`. */
export function titleOf(page: string): string {
  return `${page || words.blog} · ${siteConfig.name}`;
}

/** '1 article', '10,000 articles'. */
export function articleCount(count: number): string {
  return count === 1 ? '1 article' : `${grouped(count)} articles`;
}

/** 'Page 2 of 500'. */
export function pageOf(page: number, last: number): string {
  return `Page ${grouped(page)} of ${grouped(last)}`;
}

/** What is said where the list ends before the page that was asked for. */
export function noSuchPage(last: number): string {
  return last === 1 ? 'The blog has one page only.' : `The blog has ${grouped(last)} pages only.`;
}

/** 'Loading 120 of 10,000'. */
export function loadingOf(done: number, total: number): string {
  return `Loading ${grouped(done)} of ${grouped(total)}`;
}

/** 'Picture for “The copy you have”'. */
export function pictureOf(title: string): string {
  return title ? `Picture for “${title}”` : 'Picture';
}

/** '1 minute to read'. */
export function minutesToRead(minutes: number): string {
  return minutes === 1 ? '1 minute to read' : `${grouped(minutes)} minutes to read`;
}

/** A span of time as an age: 'just now', '12 seconds ago', '3 hours ago'. A clock that was set back says 'just now'. */
export function ageOf(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 5) return 'just now';
  if (seconds < 60) return `${seconds} seconds ago`;
  if (seconds < 3600) return ago(Math.floor(seconds / 60), 'minute');
  if (seconds < 86_400) return ago(Math.floor(seconds / 3600), 'hour');
  return ago(Math.floor(seconds / 86_400), 'day');
}

/** The badge: what a person must know of the copy, in a few words (I16). `now` in milliseconds. */
export function badgeOf(status: EngineStatus, now: number): string {
  return badgeParts(status, now).join('');
}

/** The same in three parts, of which the first and the last are a line each where there is little room; else in one. */
export function badgeParts(status: EngineStatus, now: number): BadgeParts {
  const changes = changesIn(status);
  if (status.phase !== 'offline') return calmBadge(status, changes, now);
  const at = status.offlineSince;
  const since = at === undefined ? '' : ` since ${clockTime(at, now)}`;
  return changes ? ['Offline', `${since}, `, changes] : [`Offline${since}`];
}

type BadgeParts = readonly [string, string?, string?];

function calmBadge(status: EngineStatus, changes: string, now: number): BadgeParts {
  const { phase, progress, storage } = status;
  if (phase === 'syncing')
    return [progress ? loadingOf(progress.done, progress.total) : words.loading];
  if (changes) return [changes];
  if (status.isOutdated) return [words.outdated];
  if (phase === 'starting') return [words.starting];
  if (phase === 'updating') return [words.updating];
  if (isUpstreamStale(status, now)) {
    return ['As of', ' ', ageOf(now - (status.upstreamReadAt ?? now))];
  }
  return [storage === 'memory' ? words.notKept : words.freshNow];
}

/** '2 changes waiting', and whether nothing keeps them; else '1 change refused', else ''. */
function changesIn({ outbox: { queued, rejected, storage } }: EngineStatus): string {
  if (queued > 0)
    return `${changeCount(queued)} waiting${storage === 'memory' ? ', not kept' : ''}`;
  return rejected > 0 ? `${changeCount(rejected)} refused` : '';
}

function changeCount(count: number): string {
  return count === 1 ? '1 change' : `${grouped(count)} changes`;
}

/** True where checks succeed but what they bring is old: the site's own source has not been read for a while. */
export function isUpstreamStale({ phase, upstreamReadAt }: EngineStatus, now: number): boolean {
  return (
    phase === 'fresh' && upstreamReadAt !== undefined && now - upstreamReadAt > UPSTREAM_STALE_MS
  );
}

/** The source is read about once a second; after a minute of silence the age is worth saying. */
const UPSTREAM_STALE_MS = 60_000;

/** What the foot of every page says about the copy that is being read. */
export function copyLine(status: EngineStatus, now: number): string {
  if (status.version === undefined && status.checkedAt === undefined) return '';
  const kept = status.storage === 'memory' ? 'Fetched for this visit' : 'Kept on this device';
  const at = status.checkedAt;
  return at === undefined ? `${kept}.` : `${kept}, last checked at ${clockTime(at, now)}.`;
}

/** What a screen reader is told when the state of the copy turns; '' where there is nothing worth saying. */
export function announcementOf(
  { phase, version }: Pick<EngineStatus, 'phase' | 'version'>,
  before: EngineStatus['phase'],
): string {
  if (phase === 'offline') {
    return version ? 'Offline. You are reading the copy kept on this device.' : 'Offline.';
  }
  if (phase === 'fresh' && before === 'offline') return 'Online again, and up to date.';
  return '';
}

function ago(count: number, unit: string): string {
  return count === 1 ? `1 ${unit} ago` : `${count} ${unit}s ago`;
}
