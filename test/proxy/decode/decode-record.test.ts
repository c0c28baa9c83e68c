import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../../src/model/canonical.ts';
import type { RichText } from '../../../src/model/rich-text.ts';
import { type RecordOf, defineCollection, field } from '../../../src/model/schema.ts';
import { decodeRecord, type DecodeContext } from '../../../src/proxy/decode/decode-record.ts';
import { articles, contents } from '../../../src/site/collections.ts';

const everything = defineCollection({
  name: 'everything',
  table: 'everything',
  fields: {
    text: field('text', 'text'),
    number: field('number', 'number'),
    checkbox: field('checkbox', 'checkbox'),
    date: field('date', 'date'),
    instant: field('instant', 'instant'),
    links: field('links', 'links'),
    body: field('richText', 'body'),
    html: field('html', 'html'),
  },
  indexes: {},
});

const context: DecodeContext = {
  render: (_kind, source) => Promise.resolve([['p', source]] as unknown as RichText),
  mirrored: ({ id, name }) =>
    ({
      attMirrored: { src: `/v1/media/h/${name}`, type: 'image/webp', size: 9 },
      attRefused: { failed: 'is no picture' },
    })[id],
  isMirrored: () => true,
};

const upstream = (
  fields: Readonly<Record<string, unknown>>,
  createdTime = '2024-05-06T07:08:09.000Z',
) => ({
  id: 'rec1',
  createdTime,
  fields,
});
const decode = (
  fields: Readonly<Record<string, unknown>>,
  {
    collection = everything as Parameters<typeof decodeRecord>[1]['collection'],
    createdTime = undefined as string | undefined,
  } = {},
) => decodeRecord(upstream(fields, createdTime), { collection, publicId: 'pub1', context });

async function valueOf(name: keyof (typeof everything)['fields'], cell: unknown) {
  const { record, problems } = await decode({ [name]: cell });
  return { value: record![name], problem: problems[0]?.problem };
}

describe('decodeRecord', () => {
  test('[B4] decodes an article: record id, all text fields, a date; absent text is empty', async () => {
    const { record, problems } = await decode(
      { slug: 'lamps', title: 'A light', author: 'The Lamp Room', published_at: '2025-10-02' },
      { collection: articles },
    );
    expect(problems).toEqual([]);
    expect(record).toEqual({
      id: 'pub1',
      createdTime: '2024-05-06T07:08:09.000Z',
      slug: 'lamps',
      title: 'A light',
      description: '',
      content: [],
      author: 'The Lamp Room',
      image: '',
      images: [],
      publishedAt: '2025-10-02',
    } satisfies RecordOf<typeof articles>);
  });

  test('[B5] decodes a section of the home page; absent text is empty, an absent position is null', async () => {
    const { record } = await decode({ type: 'hero', title: 'Low Water' }, { collection: contents });
    expect(record).toMatchObject({
      type: 'hero',
      title: 'Low Water',
      content: '',
      styles: '',
      position: null,
      image: '',
    });
  });

  test('[B6] keeps all attachments in their order, the first one as the image', async () => {
    const file = (id: string, name: string) => ({
      id,
      url: `https://x.test/${name}`,
      filename: name,
      type: 'image/png',
      size: 5,
      width: 3,
      height: 2,
    });
    const { record } = await decode(
      { type: 'hero', image: [file('attMirrored', 'a b.png'), file('attNew', '../c.png')] },
      { collection: contents },
    );
    expect(record).toMatchObject({
      image: '/v1/media/h/a b.png',
      images: [
        {
          id: 'attMirrored',
          name: 'a b.png',
          type: 'image/webp',
          size: 9,
          width: 3,
          height: 2,
          src: '/v1/media/h/a b.png',
        },
        {
          id: 'attNew',
          name: '.._c.png',
          type: 'image/png',
          size: 5,
          width: 3,
          height: 2,
          src: '',
        },
      ],
    });
    expect(canonicalJson(record!)).not.toContain('x.test');
  });

  test('says once which attachment is not published, and why, and publishes the rest of the record', async () => {
    const cell = ['attRefused', 'attMirrored'].map((id) => ({
      id,
      url: 'x',
      filename: `${id}.exe`,
    }));
    const { record, problems } = await decode(
      { type: 'hero', image: cell },
      { collection: contents },
    );
    expect(record).toMatchObject({ image: '', images: [{ src: '' }, { size: 9 }] });
    expect(problems).toEqual([
      {
        table: 'contents',
        record: expect.any(String) as string,
        field: 'image',
        problem: 'holds “attRefused.exe”, which is no picture',
        skipped: false,
      },
    ]);
  });

  test('[B6] takes a malformed attachment cell for none and says so', async () => {
    for (const cell of [
      'https://x.test/a.png',
      [null],
      [{ id: 'att1' }],
      [{ url: 'x' }],
      { url: 'x' },
    ]) {
      const { record, problems } = await decode(
        { type: 'hero', image: cell },
        { collection: contents },
      );
      expect(record).toMatchObject({ image: '', images: [] });
      expect(problems[0]).toMatchObject({
        field: 'image',
        problem: 'is not a list of attachments',
        skipped: false,
      });
    }
  });

  test('[B7] skips and reports a record without a required value, by table, record and field', async () => {
    const { record, problems } = await decode(
      { slug: 'x', title: 'No date' },
      { collection: articles },
    );
    expect(record).toBeUndefined();
    expect(problems).toEqual([
      {
        table: 'articles',
        record: 'pub1',
        field: 'publishedAt',
        problem: 'is empty, but required',
        skipped: true,
      },
    ]);
    const bad = await decode({ slug: 'x', published_at: 'soon' }, { collection: articles });
    expect(bad.record).toBeUndefined();
    expect(bad.problems[0]!.problem).toBe('is "soon", expected an ISO date');
  });

  test('[B33] says the same whatever address an attachment has today', async () => {
    const at = (url: string) =>
      decode(
        {
          type: 'hero',
          image: [{ id: 'att1', url, filename: 'a.png', thumbnails: { small: { url } } }],
        },
        { collection: contents },
      );
    expect((await at('https://a.test/1')).record).toEqual((await at('https://b.test/2')).record);
  });

  test('holds the fields of the schema and no others', async () => {
    const { record } = await decode({
      text: 'x',
      secret: 'y',
      __proto__: { links: ['z'] },
      constructor: 'c',
    });
    expect(Object.keys(record!).sort()).toEqual([
      'body',
      'checkbox',
      'createdTime',
      'date',
      'html',
      'id',
      'instant',
      'links',
      'number',
      'text',
    ]);
  });

  test('skips a record whose creation time is no time, and one above 4 MiB', async () => {
    expect((await decode({}, { createdTime: 'yesterday' })).record).toBeUndefined();
    const big = await decode({ text: 'x'.repeat(4 * 1024 * 1024) });
    expect(big.record).toBeUndefined();
    expect(big.problems[0]).toMatchObject({ problem: 'are above 4 MiB together', skipped: true });
  });

  test('does not parse rich text above 256 KiB, and shows what cannot be parsed as its words', async () => {
    expect(await valueOf('body', 'x'.repeat(256 * 1024 + 1))).toEqual({
      value: [],
      problem: 'is longer than 256 KiB',
    });
    const { record, problems } = await decodeRecord(upstream({ body: 'one\n\ntwo <b>' }), {
      collection: everything,
      publicId: 'p',
      context: { ...context, render: () => Promise.resolve(undefined) },
    });
    expect(record!['body']).toEqual([
      ['p', 'one'],
      ['p', 'two <b>'],
    ]);
    expect(problems[0]!.problem).toMatch(/could not be parsed/);
  });
});

describe('a text', () => {
  test.each([
    ['plain', 'plain'],
    [7, '7'],
    [true, 'true'],
    [['one', 'two'], 'one, two'],
    [{ id: 'usr1', email: 'someone@sample.invalid', name: 'Someone' }, 'Someone'],
    [{ text: '4006381', type: 'ean8' }, '4006381'],
    [{ state: 'generated', value: 'words', isStale: false }, 'words'],
    ['a\ud800b\0c', 'a\ufffdbc'],
    ['e\u0301', 'e\u0301'],
  ])('of %j is %j', async (cell, value) => {
    expect(await valueOf('text', cell)).toEqual({ value, problem: undefined });
  });

  test('is never a collaborator’s e-mail address', async () => {
    const { value } = await valueOf('text', [{ id: 'usr1', email: 'someone@sample.invalid' }]);
    expect(value).toBe('');
  });
});

describe('an error cell', () => {
  test.each([[{ specialValue: 'NaN' }], [{ error: '#ERROR!' }], [[{ error: '#ERROR!' }]]])(
    '%j is emptiness, and reported',
    async (cell) => {
      expect(await valueOf('number', cell)).toEqual({
        value: null,
        problem: 'is an error upstream',
      });
      expect(await valueOf('text', cell)).toEqual({ value: '', problem: 'is an error upstream' });
    },
  );
});

describe('a number', () => {
  test.each([
    [0, 0],
    [-0, 0],
    [0.123, 0.123],
    [[5], 5],
    [undefined, null],
  ])('of %j is %j', async (cell, value) => {
    expect(Object.is((await valueOf('number', cell)).value, value)).toBe(true);
  });

  test.each([['7'], [Infinity], [NaN], [{}], [[1, 2]]])(
    'of %j is null, and reported',
    async (cell) => {
      const { value, problem } = await valueOf('number', cell);
      expect(value).toBeNull();
      expect(problem).toMatch(/expected a number$/);
    },
  );
});

test('what is wrong with an object, such as a collaborator, says nothing of what it holds', async () => {
  const collaborator = { id: 'usr1', email: 'jane@example.org', name: 'Jane' };
  expect((await valueOf('date', collaborator)).problem).toBe('is an object, expected an ISO date');
  expect((await valueOf('number', [collaborator])).problem).toBe(
    'is a list of objects, expected a number',
  );
  expect((await valueOf('number', ['7'])).problem).toBe('is ["7"], expected a number');
});

describe('a checkbox', () => {
  test('that is absent is unchecked, and one that is no checkbox is reported', async () => {
    expect(await valueOf('checkbox', undefined)).toEqual({ value: false, problem: undefined });
    expect(await valueOf('checkbox', true)).toEqual({ value: true, problem: undefined });
    expect((await valueOf('checkbox', 'yes')).problem).toBe('is "yes", expected a checkbox');
  });
});

describe('a date', () => {
  test.each([
    ['2024-02-29', '2024-02-29'],
    ['2022-09-05T07:00:00.000Z', '2022-09-05'],
  ])('of %j is %j', async (cell, value) => {
    expect(await valueOf('date', cell)).toEqual({ value, problem: undefined });
  });

  test.each([
    ['2023-02-30'],
    ['2023-13-01'],
    ['5/9/2022'],
    ['2022-9-5'],
    [20220905],
    ['2022-09-05Tsoon'],
  ])('of %j is none, and reported', async (cell) => {
    const { value, problem } = await valueOf('date', cell);
    expect(value).toBe('');
    expect(problem).toMatch(/expected an ISO date$/);
  });
});

describe('an instant', () => {
  test.each([
    ['2022-09-05T07:00:00.000Z', '2022-09-05T07:00:00.000Z'],
    ['2022-09-05T09:00:00+02:00', '2022-09-05T07:00:00.000Z'],
    ['2022-09-05T07:00Z', '2022-09-05T07:00:00.000Z'],
  ])('of %j is %j', async (cell, value) => {
    expect(await valueOf('instant', cell)).toEqual({ value, problem: undefined });
  });

  test('without a zone means many times, and so none', async () => {
    const { value, problem } = await valueOf('instant', '2022-09-05T07:00:00');
    expect(value).toBe('');
    expect(problem).toMatch(/expected an ISO time with its zone$/);
    expect((await valueOf('instant', '2022-09-05')).value).toBe('');
  });
});

test('links are record ids, all of them texts', async () => {
  expect((await valueOf('links', ['rec1', 'rec2'])).value).toEqual(['rec1', 'rec2']);
  expect(await valueOf('links', ['rec1', 2])).toMatchObject({
    value: [],
    problem: expect.stringMatching(/linked/) as string,
  });
});
