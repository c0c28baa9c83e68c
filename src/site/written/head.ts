import { siteConfig } from '../site-config.ts';
import printHref from '../styles/print.css?url';
import { titleOf } from '../words.ts';
import { escapeText } from './escape.ts';
import type { WrittenAddresses } from './written-addresses.ts';
import type { PageFacts } from './written-page.ts';

/** The elements that a page adds to the document's head, besides its title and description. */
export function headOf(facts: PageFacts, addresses: WrittenAddresses): string {
  const canonical = addresses.absolute(facts.path);
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
    ...pictureElements(facts, addresses),
    facts.publishedAt && meta('article:published_time', facts.publishedAt),
  ];
  return elements.filter(Boolean).join('\n    ');
}

/** What stands for the page where it is shared; nothing where it has no picture, or nobody said where the site lies. */
function pictureElements({ picture }: PageFacts, addresses: WrittenAddresses): readonly string[] {
  const address = picture && addresses.absolute(picture.src);
  if (!address) return [];
  const { width, height } = picture.file ?? {};
  return [
    meta('og:image', address),
    width ? meta('og:image:width', String(width)) : '',
    height ? meta('og:image:height', String(height)) : '',
    '<meta name="twitter:card" content="summary_large_image" />',
  ];
}

function meta(property: string, content: string): string {
  return `<meta property="${property}" content="${escapeText(content)}" />`;
}

function link(rel: string, href: string, type = ''): string {
  const title = type ? ` type="${type}" title="${escapeText(siteConfig.name)}"` : '';
  return `<link rel="${rel}" href="${escapeText(href)}"${title} />`;
}
