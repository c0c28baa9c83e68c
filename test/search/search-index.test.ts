import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredRecord } from '../../src/model/record.ts';
import { defineCollection, field } from '../../src/model/schema.ts';
import type { Marked } from '../../src/protocol/search-api.ts';
import { createSearchIndex } from '../../src/search/search-index.ts';
import { defineSearchable } from '../../src/search/searchable.ts';

const essays = defineCollection({
  name: 'essays',
  table: 'essays',
  fields: {
    title: field('text', 'title'),
    slug: field('text', 'slug'),
    body: field('richText', 'body'),
  },
  indexes: {},
});
const things = defineCollection({
  name: 'things',
  table: 'things',
  fields: { name: field('text', 'name') },
  indexes: {},
});
const essay = defineSearchable(essays, {
  title: 'title',
  fields: { title: 8, body: 1 },
  keep: ['slug'],
});
const thing = defineSearchable(things, { title: 'name', fields: { name: 8 }, keep: [] });

function record(id: string, fields: Record<string, unknown>): StoredRecord {
  return { id, createdTime: '2026-01-01T00:00:00.000Z', ...fields } as StoredRecord;
}

const withBody = (id: string, title: string, body: string) =>
  record(id, { title, slug: id, body: [['p', body]] });

function indexOf(...records: StoredRecord[]) {
  const index = createSearchIndex();
  for (const one of records) index.put(essay, one);
  return index;
}

const idsOf = (index: ReturnType<typeof createSearchIndex>, text: string, limit = 20) =>
  index.find(text, limit).results.map(({ id }) => id);

const spell = (parts: readonly Marked[]) =>
  parts.map(({ text, isMatch }) => (isMatch ? `[${text}]` : text)).join('');

describe('a search index', () => {
  const magazine = indexOf(
    withBody(
      'tides',
      'How a tide table is made',
      'The moon pulls the sea, and a brass machine adds it up.',
    ),
    withBody('fog', 'A small guide to fog', 'Fog is a cloud that has come down to the harbour.'),
    withBody('noon', 'Why noon moves', 'The sun is late, and a tide of minutes is owed.'),
  );

  it('[F1] finds what begins as the last word does, titles before texts', () => {
    expect(idsOf(magazine, 'ti')).toEqual(['tides', 'noon']);
    expect(idsOf(magazine, 'harb')).toEqual(['fog']);
  });

  it('[F1] wants all words where something has them all, and else the most of them', () => {
    expect(idsOf(magazine, 'tide minutes')).toEqual(['noon']);
    expect(idsOf(magazine, 'tide fog moon')).toEqual(['tides']);
    expect(idsOf(magazine, 'tide zeppelin').toSorted()).toEqual(['noon', 'tides']);
  });

  it('[F1] forgives a slip in a word of four letters, two in one of eight, and none in a shorter one', () => {
    expect(idsOf(magazine, 'habror')).toEqual([]);
    expect(idsOf(magazine, 'harbuor')).toEqual(['fog']);
    expect(idsOf(magazine, 'mashine')).toEqual(['tides']);
    expect(idsOf(magazine, 'sux')).toEqual([]);
  });

  it('[F1] suggests the likeliest words where nothing is found', () => {
    expect(magazine.find('habror', 20)).toEqual({ results: [], total: 0, suggestion: 'harbour' });
    expect(createSearchIndex().find('harbour', 20)).toEqual({ results: [], total: 0 });
    // Of one letter or two anything is a slip.
    for (const short of ['q', 'xq'])
      expect(magazine.find(short, 20)).toEqual({ results: [], total: 0 });
  });

  it('says nothing to a question without words', () => {
    expect(magazine.find(' — ?', 20)).toEqual({ results: [], total: 0 });
  });

  it('[F2] marks what was asked for in title and excerpt', () => {
    const [first] = magazine.find('tide ta', 1).results;
    expect(spell(first!.title)).toBe('How a [tide] [table] is made');
    expect(spell(magazine.find('clouds', 1).results[0]!.excerpt)).toBe(
      'Fog is a [cloud] that has come down to the harbour.',
    );
    expect(first).toMatchObject({ collection: 'essays', id: 'tides', kept: { slug: 'tides' } });
  });

  it('[F2] shows the stretch of a long text that has the most of what was asked for', () => {
    const filler = 'salt bread rope paper '.repeat(60);
    const index = indexOf(
      withBody(
        'long',
        'Long',
        `${filler}a lantern here ${filler}the lantern of the harbour ${filler}`,
      ),
    );
    const text = spell(index.find('harbour lantern', 1).results[0]!.excerpt);
    expect(text).toMatch(/^… .*the \[lantern\] of the \[harbour\] .* …$/);
    expect(text.length).toBeLessThan(240);
    expect(spell(index.find('long', 1).results[0]!.excerpt)).toMatch(/^salt bread/);
  });

  it('[F1] finds nothing by a sign alone, and marks nothing for it', () => {
    expect(magazine.find('❤️', 9).total).toBe(0);
    expect(spell(magazine.find('noon ☀️', 9).results[0]!.title)).toBe('Why [noon] moves');
  });

  it('[F2] shows the stretch of a long text also where it has no spaces', () => {
    const sea = '海は広いな大きいな。'.repeat(60);
    const index = indexOf(
      withBody('sea', '海', `短い題 ${sea}灯台${sea}`),
      withBody('plain', '丘', `題\n${sea}`),
    );
    const text = spell(index.find('灯台', 1).results[0]!.excerpt);
    expect(text).toMatch(/^… .{30,50}\[灯\]\[台\].{100,} …$/u);
    expect(spell(index.find('丘', 1).results[0]!.excerpt)).toMatch(/^題 .{150,} …$/u);
    const long = indexOf(withBody('long', 'x', `${'-'.repeat(900)}🌊${'😀'.repeat(300)} end`));
    expect(spell(long.find('end', 1).results[0]!.excerpt)).toMatch(/\[end\]$/);
  });

  it('[F2] keeps an order: equals stand by their names, whatever came first', () => {
    const same = ['c', 'a', 'b'].map((id) => withBody(id, 'Same', 'same words'));
    expect(idsOf(indexOf(...same), 'same')).toEqual(['a', 'b', 'c']);
    expect(idsOf(indexOf(...same.toReversed()), 'same', 2)).toEqual(['a', 'b']);
    expect(indexOf(...same).find('same', 2).total).toBe(3);
  });

  it('tells collections apart', () => {
    const index = indexOf(withBody('x', 'A print', 'of a tide'));
    index.put(thing, record('x', { name: 'Tide print' }));
    expect(index.find('tide print', 20).results.map(({ collection }) => collection)).toEqual([
      'things',
      'essays',
    ]);
    index.remove(thing, 'x');
    expect(index.find('tide print', 20).results).toHaveLength(1);
    expect(index.size()).toBe(1);
  });

  it('takes a record without words', () => {
    const index = indexOf(withBody('empty', '', ''));
    expect(idsOf(index, 'anything')).toEqual([]);
    expect(index.size()).toBe(1);
  });

  it('[F3] after any edits answers as one that was built of what is left', () => {
    const id = fc.integer({ min: 0, max: 12 }).map(String);
    const text = fc
      .array(fc.constantFrom('tide', 'tidal', 'moon', 'noon', 'salt', 'fog'), { maxLength: 5 })
      .map((words) => words.join(' '));
    const edit = fc.record({ id, title: text, body: text, isRemoved: fc.boolean() });
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 60 }), text, (edits, question) => {
        const index = createSearchIndex();
        const left = new Map<string, StoredRecord>();
        for (const { id: edited, title, body, isRemoved } of edits) {
          const next = withBody(edited, title, body);
          if (isRemoved) {
            index.remove(essay, edited);
            left.delete(edited);
          } else {
            index.put(essay, next);
            left.set(edited, next);
          }
        }
        // Scores also count what is gone until it is tidied away, so the order may differ; what is found may not.
        const found = new Set(idsOf(index, question));
        expect(found).toEqual(new Set(idsOf(indexOf(...left.values()), question)));
        expect(index.size()).toBe(left.size);
      }),
    );
  });

  it('forgives a slip also where the word as typed was there before an edit', () => {
    const index = indexOf(withBody('1', '', 'moon'), withBody('0', '', 'noon'));
    index.put(essay, withBody('0', '', ''));
    expect(idsOf(index, 'noon')).toEqual(['1']);
  });

  it('tidies away what thousands of edits have left, and still answers', () => {
    const index = createSearchIndex();
    for (let i = 0; i < 6000; i++) index.put(essay, withBody(String(i % 3), `Edit ${i}`, 'salt'));
    expect(idsOf(index, 'salt')).toHaveLength(3);
    expect(idsOf(index, '5999')).toEqual(['2']);
    expect(idsOf(index, '4012')).toEqual([]);
  });
});
