/** What a site's owner sets by hand: names and outside links. An empty address hides its link. */
export interface SiteConfig {
  readonly name: string;
  readonly tagline: string;
  /** The base or grid in which editors work; '' hides 'Airtable base', and so does one on this machine on a site that is not. */
  readonly baseUrl: string;
  /** Where the site's source lies; '' hides 'Source code'. */
  readonly sourceUrl: string;
  /** Articles on one page of the blog; at most the `limit` of its first query, so that page 1 comes at once. */
  readonly pageSize: number;
}

export const siteConfig: SiteConfig = {
  name: 'Low Water',
  tagline: 'A small magazine of slow knowledge: how quiet things work, seen while the tide is out.',
  baseUrl: 'http://localhost:4181/',
  sourceUrl: '',
  pageSize: 20,
};

/** What is told of the site where it is installed as an app; apart, so that no page loads it. */
export interface InstalledApp {
  /** The page that takes what other apps share with it, by `?title=…&text=…&url=…`; without one it is offered no such thing. */
  readonly shareTo?: string;
  /** What it is, in the words of the web manifest's registry; none, unless told. */
  readonly categories?: readonly string[];
  /** Pages that its icon offers, each without a slash before it; '' is the first page. None, unless told. */
  readonly shortcuts?: readonly { readonly name: string; readonly page: string }[];
}

export const installedApp: InstalledApp = {
  shareTo: 'quotes',
  categories: ['magazines', 'news', 'books'],
  shortcuts: [
    { name: 'Front page', page: '' },
    { name: 'All articles', page: 'blog' },
  ],
};
