import { readFileSync, statSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import type { SeedAttachment, SeedRecord, SeedTable } from '../../src/emulator/seed.ts';

import { sampleBase } from '../../src/emulator/sample/base.ts';
import { parseArticle } from '../../src/emulator/sample/front-matter.ts';

const MAX_PICTURE_BYTES = 60_000;

const table = (name: string): SeedTable => {
  const found = sampleBase.tables.find((one) => one.name === name);
  if (found === undefined) throw new Error(`sample base: no table "${name}"`);
  return found;
};
const records = (name: string): readonly SeedRecord[] => table(name).records;
const text = (record: SeedRecord, field: string): string => {
  const value = record.fields[field];
  if (typeof value !== 'string') throw new Error(`${record.id}: field "${field}" is no text`);
  return value;
};
const texts = (name: string, field: string): string[] =>
  records(name).map((record) => text(record, field));
const words = (content: string): number => content.split(/\s+/).filter(Boolean).length;
const pictures = sampleBase.tables.flatMap((one) =>
  one.records.flatMap((record) => (record.fields['image'] ?? []) as readonly SeedAttachment[]),
);

describe('the sample base', () => {
  it('has the id, the token, the tables and the fields that others rely on', () => {
    expect(sampleBase.id).toBe('appOFFPRINTsample');
    expect(sampleBase.tokens).toEqual(['patOffprint.sample']);
    const written = ['offprint_key', 'offprint_rev'];
    const fields = Object.fromEntries(
      sampleBase.tables.map((one) => [one.name, one.fields.map((field) => field.name).sort()]),
    );
    expect(fields).toEqual({
      contents: ['content', 'id', 'image', 'position', 'styles', 'title', 'type'],
      articles: ['author', 'content', 'description', 'image', 'published_at', 'slug', 'title'],
      products: ['description', 'image', 'name', ...written],
      reviews: ['author', 'content', 'inserted_at', ...written, 'product', 'product_key', 'score'],
      quotes: ['as_of', 'author', 'content', 'likes', ...written],
      events: ['name', 'starts_at', 'time_zone'],
    });
  });

  it('gives every table, field, record and picture an id of its own, of 17 characters', () => {
    const ids = [
      sampleBase.id,
      ...sampleBase.tables.flatMap((one) => [
        one.id,
        ...one.fields.map((field) => field.id),
        ...one.records.map((record) => record.id),
      ]),
      ...pictures.map((picture) => picture.id),
    ];
    expect(ids.filter((id) => !/^(app|tbl|fld|rec|att)[0-9A-Za-z]{14}$/.test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('fills no field that its table does not have, and leaves none empty', () => {
    for (const one of sampleBase.tables) {
      const names = new Set(one.fields.map((field) => field.name));
      expect(one.fields.map((field) => field.id)).toContain(one.primaryFieldId);
      for (const record of one.records) {
        expect(Object.keys(record.fields).filter((name) => !names.has(name))).toEqual([]);
        expect(Object.values(record.fields).filter((value) => value === '')).toEqual([]);
      }
    }
  });

  it('says when each record was made, in whole seconds and not all at once', () => {
    const times = sampleBase.tables.flatMap((one) => one.records.map((made) => made.createdTime));
    for (const time of times) {
      expect(time).toMatch(/\.000Z$/);
      expect(new Date(time).toISOString()).toBe(time);
    }
    expect(new Set(times.map((time) => time.slice(0, 7))).size).toBeGreaterThan(12);
  });
});

describe('the articles', () => {
  it('[B4] are 24, each of 300 to 1,500 words, under a slug of its own', () => {
    expect(records('articles')).toHaveLength(24);
    for (const record of records('articles')) {
      const count = words(text(record, 'content'));
      expect.soft(count, text(record, 'slug')).toBeGreaterThanOrEqual(300);
      expect.soft(count, text(record, 'slug')).toBeLessThanOrEqual(1_500);
    }
    expect(new Set(texts('articles', 'slug')).size).toBe(24);
    expect(new Set(texts('articles', 'title')).size).toBe(24);
  });

  it('[B4] are published on days that exist, after they were begun, from 2025-09 to 2026-10', () => {
    for (const record of records('articles')) {
      const day = text(record, 'published_at');
      expect(new Date(day).toISOString().slice(0, 10)).toBe(day);
      expect(record.createdTime.slice(0, 10) <= day).toBe(true);
    }
    const days = texts('articles', 'published_at').sort();
    expect(days.at(0)).toMatch(/^2025-09/);
    expect(days.at(-1)).toMatch(/^2026-10/);
  });

  it("[B56] use every form of Airtable's rich text, and nothing that it cannot hold", () => {
    const all = texts('articles', 'content').join('\n');
    const forms = {
      heading: /^## \S/m,
      subheading: /^### \S/m,
      bold: /\*\*\S/,
      struck: /~~\S/,
      code: /`\S/,
      fence: /^```$/m,
      quote: /^> \S/m,
      bullet: /^- \S/m,
      numbered: /^1\. \S/m,
      'done task': /^\[x\] \S/m,
      'open task': /^\[ \] \S/m,
      link: /\]\(https:\/\/example\.org\//,
    };
    const missing = Object.entries(forms).filter(([, form]) => !form.test(all));
    expect(missing.map(([name]) => name)).toEqual([]);
    expect(all).not.toMatch(/^# |^####|!\[|<[a-z]+[ >]/m);
    for (const content of texts('articles', 'content')) expect(content).toMatch(/[^\n]\n$/);
  });

  it('use the documented extension, pipe tables, in three pieces', () => {
    const withTable = texts('articles', 'content').filter((content) => /^\| --- \|/m.test(content));
    expect(withTable).toHaveLength(3);
  });

  it('link to each other by record id and slug, and only to articles that are there', () => {
    const paths = new Set(
      records('articles').map((record) => `/blog/${record.id}/${text(record, 'slug')}`),
    );
    const links = texts('articles', 'content').flatMap((content) =>
      [...content.matchAll(/\]\((\/blog\/[^)]*)\)/g)].map((match) => match[1] ?? ''),
    );
    expect(links.length).toBeGreaterThan(4);
    expect(links.filter((link) => !paths.has(link))).toEqual([]);
  });

  it('are signed by desks', () => {
    expect(texts('articles', 'author').filter((author) => !/^The [A-Z]/.test(author))).toEqual([]);
  });

  it('name the file and the key when front matter is incomplete', () => {
    expect(() => parseArticle('some-slug', 'no lines')).toThrow('some-slug.md: no front matter');
    expect(() => parseArticle('some-slug', '---\nid: recA\n---\nText')).toThrow(
      'some-slug.md: front matter lacks "title"',
    );
  });
});

describe('the pictures', () => {
  it('are there for every article, section and product', () => {
    for (const name of ['articles', 'contents', 'products']) {
      for (const record of records(name)) expect(record.fields['image']).toHaveLength(1);
    }
    expect(new Set(pictures.map((picture) => picture.filename)).size).toBe(41);
  });

  it('are WebP files of at most 60 kB with the size, width and height that their records say', () => {
    for (const picture of pictures) {
      expect.soft(statSync(picture.file).size, picture.filename).toBe(picture.size);
      expect.soft(picture.size, picture.filename).toBeLessThanOrEqual(MAX_PICTURE_BYTES);
      expect.soft(webpSize(readFileSync(picture.file)), picture.filename).toEqual({
        width: picture.width,
        height: picture.height,
      });
      expect(picture.type).toBe('image/webp');
    }
  });
});

describe('the other tables', () => {
  it('[B50] put one hero, two texts with a picture and six features in positions 1 to 9', () => {
    expect(texts('contents', 'type')).toEqual([
      'hero',
      ...Array.from({ length: 2 }, () => 'text_and_image'),
      ...Array.from({ length: 6 }, () => 'feature'),
    ]);
    expect(records('contents').map((record) => record.fields['position'])).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9,
    ]);
    expect(new Set(texts('contents', 'id')).size).toBe(9);
  });

  it('[B99] link each review to a product that is there, and carry the same product as its key', () => {
    const keys = new Set(records('products').map((record) => record.id));
    expect(keys.size).toBe(8);
    for (const review of records('reviews')) {
      const key = text(review, 'product_key');
      expect(keys).toContain(key);
      expect(review.fields['product']).toEqual([key]);
      expect([1, 2, 3, 4, 5]).toContain(review.fields['score']);
      expect(text(review, 'inserted_at')).toBe(review.createdTime);
    }
    const link = table('reviews').fields.find((field) => field.name === 'product');
    expect(link?.options?.linkedTableId).toBe(table('products').id);
  });

  it('leave what Offprint fills empty in the sample’s own rows', () => {
    for (const name of ['products', 'reviews', 'quotes']) {
      for (const { fields } of records(name)) {
        expect(fields).not.toHaveProperty('offprint_key');
        expect(fields).not.toHaveProperty('offprint_rev');
      }
    }
  });

  it('[B102] hold quotes with their likes and the moment as of which they stand', () => {
    expect(records('quotes')).toHaveLength(8);
    for (const { fields } of records('quotes')) {
      expect(Number.isInteger(fields['likes'])).toBe(true);
      expect(String(fields['as_of'])).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/);
    }
  });

  it('[B104] hold the two moments of the conference, as local times in Prague', () => {
    const named = (name: string): SeedRecord['fields'] | undefined =>
      records('events').find((record) => record.fields['name'] === name)?.fields;
    expect(named('Opening')).toMatchObject({
      starts_at: '2027-04-08T09:00:00',
      time_zone: 'Europe/Prague',
    });
    expect(named('Keynote')).toMatchObject({
      starts_at: '2027-04-09T16:40:00',
      time_zone: 'Europe/Prague',
    });
  });

  it('[B104] name only time zones that exist, and times without an offset', () => {
    for (const record of records('events')) {
      const timeZone = text(record, 'time_zone');
      expect(() => new Intl.DateTimeFormat('en', { timeZone })).not.toThrow();
      expect(text(record, 'starts_at')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
    }
  });
});

/** Width and height from the head of a lossy (`VP8 `) or extended (`VP8X`) WebP file; RFC 9649 §2. */
function webpSize(bytes: Buffer): { width: number; height: number } {
  const kind = bytes.toString('latin1', 12, 16);
  if (kind === 'VP8 ') {
    return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
  }
  if (kind === 'VP8X') {
    return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
  }
  throw new Error(`not a lossy WebP file: "${kind}"`);
}
