import { siteConfig } from '../site-config.ts';
import printHref from '../styles/print.css?url';
import { titleOf } from '../words.ts';
import { escapeText } from './escape.ts';
import type { WrittenAddresses } from './written-addresses.ts';
import type { PageFacts } from './written-page.ts';

/** The elements that a page adds to the document's head, besides its title and description. */
export function headOf(facts: PageFacts, addresses: WrittenAddresses): string {
  const canonical = addresses.absolute(facts.path);
  const picture = facts.picture && addresses.absolute(facts.picture.src);
  const file = facts.picture?.file;
  const isArticle = facts.publishedAt !== undefined;
  const elements = [
    link('alternate', addresses.href('/feed.xml'), 'application/atom+xml'),
    link('alternate', addresses.href('/feed.json'), 'application/feed+json'),
    canonical && link('canonical', canonical),
    facts.styles && link('stylesheet', facts.styles),
    // Where scripts run they load it, later (reading/start-reading.tsx).
    `<noscript>${link('stylesheet', printHref)}</noscript>`,
    meta('og:site_name', siteConfig.name),
    meta('og:type', isArticle ? 'article' : 'website'),
    meta('og:title', isArticle ? facts.title : titleOf(facts.title)),
    meta('og:description', facts.description),
    canonical && meta('og:url', canonical),
    picture && meta('og:image', picture),
    picture && file?.width && meta('og:image:width', String(file.width)),
    picture && file?.height && meta('og:image:height', String(file.height)),
    picture && '<meta name="twitter:card" content="summary_large_image" />',
    facts.publishedAt && meta('article:published_time', facts.publishedAt),
  ];
  return elements.filter(Boolean).join('\n    ');
}

function meta(property: string, content: string): string {
  return `<meta property="${property}" content="${escapeText(content)}" />`;
}

function link(rel: string, href: string, type = ''): string {
  const title = type ? ` type="${type}" title="${escapeText(siteConfig.name)}"` : '';
  return `<link rel="${rel}" href="${escapeText(href)}"${title} />`;
}
