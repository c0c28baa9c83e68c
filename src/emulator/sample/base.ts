import type { SeedBase } from '../seed.ts';

import { articles } from './articles.ts';
import { contents } from './contents.ts';
import { events } from './events.ts';
import { magazine } from './magazine.ts';
import { products } from './products.ts';
import { quotes } from './quotes.ts';
import { reviews } from './reviews.ts';

/** The base the emulator serves when it is given no other: the magazine Low Water, complete, with its pictures. */
export const sampleBase: SeedBase = {
  id: 'appOFFPRINTsample',
  name: magazine.name,
  tokens: ['patOffprint.sample'],
  tables: [contents, articles, products, reviews, quotes, events],
};
