import type { Client } from '../tab/client.ts';
import { openSearch, type Search } from '../tab/open-search.ts';
import { readRungs } from '../tab/rungs.ts';
import { collections } from './collections.ts';

/** The search of a page: one for each client, however many ask for it. */
export function theSearch(client: Client): Search {
  const known = searches.get(client);
  if (known) return known;
  const rungs = readRungs(location.search);
  const search = openSearch({ client, collections, rungs, basePath: import.meta.env.BASE_URL });
  searches.set(client, search);
  return search;
}

const searches = new WeakMap<Client, Search>();
