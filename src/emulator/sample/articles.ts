import { readdirSync, readFileSync } from 'node:fs';

import type { SeedRecord, SeedTable } from '../seed.ts';

import { parseArticle } from './front-matter.ts';
import { picture } from './picture.ts';

/** The magazine's articles, oldest first, one per Markdown file in `articles/`; the file's name is the slug. */
export const articles: SeedTable = {
  id: 'tblArticles000001',
  name: 'articles',
  primaryFieldId: 'fldArticleTitle01',
  fields: [
    { id: 'fldArticleTitle01', name: 'title', type: 'singleLineText' },
    { id: 'fldArticleSlug001', name: 'slug', type: 'singleLineText' },
    { id: 'fldArticleDescr01', name: 'description', type: 'multilineText' },
    { id: 'fldArticleConte01', name: 'content', type: 'richText' },
    { id: 'fldArticleAutho01', name: 'author', type: 'singleLineText' },
    { id: 'fldArticleImage01', name: 'image', type: 'multipleAttachments' },
    {
      id: 'fldArticlePubli01',
      name: 'published_at',
      type: 'date',
      options: { dateFormat: { name: 'iso', format: 'YYYY-MM-DD' } },
    },
  ],
  records: readArticles(new URL('articles/', import.meta.url)),
};

function readArticles(folder: URL): readonly SeedRecord[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.md'))
    .map((file) =>
      toRecord(file.slice(0, -'.md'.length), readFileSync(new URL(file, folder), 'utf8')),
    )
    .sort((a, b) => a.createdTime.localeCompare(b.createdTime));
}

function toRecord(slug: string, text: string): SeedRecord {
  const { id, created, content, ...fields } = parseArticle(slug, text);
  return {
    id,
    createdTime: created,
    fields: { slug, ...fields, content, image: picture(id, slug) },
  };
}
