import type { Attachment } from '../../model/schema.ts';
import type { SiteData } from '../../protocol/site-renderer.ts';
import type { Route } from '../routes.ts';

/** What a page says of itself to those who do not see it: search engines, and whoever shows a link to it. */
export interface PageFacts {
  /** Its one address among those that lead to it. */
  readonly path: string;
  /** Without the site's name. */
  readonly title: string;
  readonly description: string;
  readonly picture?: { readonly src: string; readonly file: Attachment | undefined } | undefined;
  /** The day of an article, `YYYY-MM-DD`. */
  readonly publishedAt?: string;
  /** The style sheet of the pages that a browser loads when they are first opened, where it is one of these. */
  readonly styles?: string;
}

/** A kind of page that is written as HTML: which addresses there are, and what each says of itself. */
export interface WrittenPage {
  readonly addresses: (data: SiteData) => readonly string[];
  /** Undefined where there is no such page in this publication. */
  readonly factsOf: (route: Route, data: SiteData, search: string) => PageFacts | undefined;
}

/** A record's picture as its page says it. */
export function pictureOf({
  image,
  images,
}: {
  readonly image: string;
  readonly images: readonly Attachment[];
}): PageFacts['picture'] {
  return image ? { src: image, file: images[0] } : undefined;
}
