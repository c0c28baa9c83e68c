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

/** Everything that is published, in the order in which a fresh reader fetches it. */
export const collections = [contents, articles] as const;
