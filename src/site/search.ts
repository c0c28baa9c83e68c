import { defineSearchable } from '../search/searchable.ts';
import { articles, products } from './collections.ts';

/** What can be found, and how much a word counts where: plain data, given to the worker that searches. */
export const searchables = [
  defineSearchable(articles, {
    title: 'title',
    fields: { title: 8, description: 3, content: 1, author: 2 },
    keep: ['slug'],
  }),
  defineSearchable(products, {
    title: 'name',
    fields: { name: 8, description: 2 },
    keep: [],
  }),
];
