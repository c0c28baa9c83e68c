import type { DrawnFile, SiteData } from '../../protocol/site-renderer.ts';
import { articleTitle } from '../article-title.ts';
import { authorName } from '../author.ts';
import { articlePath } from '../routes.ts';
import { siteConfig } from '../site-config.ts';
import { words } from '../words.ts';
import { escapeText } from './escape.ts';
import { richHtml } from './rich-html.ts';
import type { WrittenAddresses } from './written-addresses.ts';
import { articlesOf, writtenAddresses } from './written-pages.ts';

/** A feed is read often; older articles are found through the blog. */
const FEED_LENGTH = 30;

/** An article as a feed tells of it; addresses are absolute where the site's own is known. */
interface Entry {
  /** Never changes, whatever becomes of title and address. */
  readonly id: string;
  readonly url: string;
  readonly title: string;
  readonly description: string;
  readonly author: string;
  /** An instant (ISO 8601). */
  readonly publishedAt: string;
  readonly html: string;
  readonly image: string;
}

/** The feeds, the sitemap and `robots.txt` of a publication. */
export function drawFeeds(data: SiteData, addresses: WrittenAddresses): readonly DrawnFile[] {
  return [
    { path: 'feed.xml', text: () => atom(entriesOf(data, addresses), data, addresses) },
    { path: 'feed.json', text: () => jsonFeed(entriesOf(data, addresses), addresses) },
    { path: 'sitemap.xml', text: () => sitemap(data, addresses) },
    { path: 'robots.txt', text: () => robots(addresses) },
  ];
}

function entriesOf(data: SiteData, addresses: WrittenAddresses): readonly Entry[] {
  const away = (path: string) => addresses.absolute(path) ?? addresses.href(path);
  return articlesOf(data)
    .slice(0, FEED_LENGTH)
    .map((article) => ({
      id: addresses.absolute(`/blog/${article.id}`) ?? `urn:x-offprint:articles:${article.id}`,
      url: away(articlePath(article)),
      title: articleTitle(article),
      description: article.description,
      author: authorName(article.author, words.staff),
      publishedAt: `${article.publishedAt}T00:00:00Z`,
      html: richHtml(article.content, away),
      image: article.image && away(article.image),
    }));
}

/** RFC 4287. */
function atom(entries: readonly Entry[], data: SiteData, { absolute, href }: WrittenAddresses) {
  const home = absolute('/');
  const self = absolute('/feed.xml');
  const lines = [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">',
    tag('id', home ?? `urn:x-offprint:${data.version.log}`),
    tag('title', siteConfig.name),
    tag('subtitle', siteConfig.tagline),
    tag('updated', entries[0]?.publishedAt ?? data.publishedAt),
    `<link rel="alternate" type="text/html" href="${escapeText(home ?? href('/'))}"/>`,
    ...(self ? [`<link rel="self" type="application/atom+xml" href="${escapeText(self)}"/>`] : []),
    ...entries.map(atomEntry),
    '</feed>',
  ];
  return `${lines.join('\n')}\n`;
}

function atomEntry(entry: Entry): string {
  return [
    '<entry>',
    tag('id', entry.id),
    tag('title', entry.title),
    `<link rel="alternate" type="text/html" href="${escapeText(entry.url)}"/>`,
    tag('published', entry.publishedAt),
    tag('updated', entry.publishedAt),
    `<author>${tag('name', entry.author)}</author>`,
    tag('summary', entry.description),
    `<content type="html">${escapeText(entry.html)}</content>`,
    '</entry>',
  ].join('\n');
}

/** JSON Feed 1.1. */
function jsonFeed(entries: readonly Entry[], { absolute }: WrittenAddresses): string {
  const feed = {
    version: 'https://jsonfeed.org/version/1.1',
    title: siteConfig.name,
    description: siteConfig.tagline,
    language: 'en',
    home_page_url: absolute('/'),
    feed_url: absolute('/feed.json'),
    items: entries.map((entry) => ({
      id: entry.id,
      url: entry.url,
      title: entry.title,
      content_html: entry.html,
      summary: entry.description || undefined,
      image: entry.image || undefined,
      date_published: entry.publishedAt,
      authors: [{ name: entry.author }],
    })),
  };
  return `${JSON.stringify(feed, null, 1)}\n`;
}

/** Crawlers want absolute addresses; where nobody said where the site lies, paths are better than nothing. */
function sitemap(data: SiteData, { absolute, href }: WrittenAddresses): string {
  // A sitemap may have 50,000 lines.
  const lines = writtenAddresses(data)
    .slice(0, 50_000)
    .map((path) => `<url>${tag('loc', absolute(path) ?? href(path))}</url>`);
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
    ...lines,
    '</urlset>\n',
  ].join('\n');
}

function robots({ absolute, href }: WrittenAddresses): string {
  const map = absolute('/sitemap.xml');
  return [
    'User-agent: *',
    ...['/v1/', '/admin', '/status'].map((path) => `Disallow: ${href(path)}`),
    `Allow: ${href('/v1/media/')}`,
    ...(map ? ['', `Sitemap: ${map}`] : []),
    '',
  ].join('\n');
}

function tag(name: string, text: string): string {
  return `<${name}>${escapeText(text)}</${name}>`;
}
