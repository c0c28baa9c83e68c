/** What a site's owner sets by hand: names and outside links. An empty address hides its link. */
export interface SiteConfig {
  readonly name: string;
  readonly tagline: string;
  /** The base or grid in which editors work; '' hides 'Airtable base'. */
  readonly baseUrl: string;
  /** Where the site's source lies; '' hides 'Source code'. */
  readonly sourceUrl: string;
  readonly pageSize: number;
}

export const siteConfig: SiteConfig = {
  name: 'Offprint',
  tagline: 'A magazine that keeps working when the network does not.',
  baseUrl: 'http://localhost:4181/',
  sourceUrl: '',
  pageSize: 20,
};
