import { defineCollection, field } from '../model/schema.ts';

/** The sections of the home page, in the order of `position`. */
export const contents = defineCollection({
  name: 'contents',
  table: 'contents',
  key: 'id',
  fields: {
    position: field('number', 'position'),
    type: field('text', 'type', 'required'),
    title: field('text', 'title'),
    content: field('text', 'content'),
    image: field('image', 'image'),
    images: field('attachments', 'image'),
    styles: field('text', 'styles'),
  },
  indexes: { position: [['position', 'asc']] },
  first: {
    orderBy: [['position', 'asc']],
    limit: 50,
    select: ['position', 'type', 'title', 'content', 'image', 'images', 'styles'],
  },
});

/** The articles of the blog, newest first. */
export const articles = defineCollection({
  name: 'articles',
  table: 'articles',
  fields: {
    slug: field('text', 'slug', 'required'),
    title: field('text', 'title'),
    description: field('text', 'description'),
    content: field('richText', 'content'),
    author: field('text', 'author'),
    image: field('image', 'image'),
    images: field('attachments', 'image'),
    publishedAt: field('date', 'published_at', 'required'),
  },
  indexes: { newest: [['publishedAt', 'desc']] },
  first: {
    orderBy: [['publishedAt', 'desc']],
    limit: 50,
    select: ['slug', 'title', 'description', 'author', 'image', 'images', 'publishedAt'],
  },
});

/** The shop. */
export const products = defineCollection({
  name: 'products',
  table: 'products',
  key: 'offprint_key',
  fields: {
    name: field('text', 'name'),
    description: field('text', 'description'),
    image: field('image', 'image'),
    images: field('attachments', 'image'),
  },
  indexes: { byName: [['name', 'asc']] },
  first: {
    orderBy: [['name', 'asc']],
    limit: 100,
    select: ['name', 'description', 'image', 'images'],
  },
});

/** What readers say of products. `product` is the product's public id, which stays when the product goes. */
export const reviews = defineCollection({
  name: 'reviews',
  table: 'reviews',
  key: 'offprint_key',
  fields: {
    product: field('text', 'product_key'),
    links: field('links', 'product'),
    author: field('text', 'author'),
    content: field('text', 'content'),
    score: field('number', 'score'),
    insertedAt: field('instant', 'inserted_at'),
  },
  indexes: {
    newest: [['insertedAt', 'desc']],
    byProduct: [
      ['product', 'asc'],
      ['insertedAt', 'desc'],
    ],
  },
});

/** Lines on the wall, with their likes. */
export const quotes = defineCollection({
  name: 'quotes',
  table: 'quotes',
  key: 'offprint_key',
  fields: {
    author: field('text', 'author'),
    content: field('text', 'content'),
    likes: field('number', 'likes'),
    asOf: field('instant', 'as_of'),
  },
  indexes: { newest: [['asOf', 'desc']] },
  first: {
    orderBy: [['asOf', 'desc']],
    limit: 50,
    select: ['author', 'content', 'likes', 'asOf'],
  },
});

/** What the dashboard counts down to. `startsAt` is local time in `timeZone` (IANA), as `2027-04-08T09:00:00`. */
export const events = defineCollection({
  name: 'events',
  table: 'events',
  fields: {
    name: field('text', 'name', 'required'),
    startsAt: field('text', 'starts_at', 'required'),
    timeZone: field('text', 'time_zone', 'required'),
  },
  indexes: { byStart: [['startsAt', 'asc']] },
});

/** Everything that is published, in the order in which a fresh reader fetches it. */
export const collections = [contents, articles, products, reviews, quotes, events] as const;
