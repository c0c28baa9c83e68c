import type { SeedRecord, SeedTable } from '../seed.ts';

/** Lines the desks have pinned to the wall, with the likes they had when the sample was made. */
export const quotes: SeedTable = {
  id: 'tblQuotes00000001',
  name: 'quotes',
  primaryFieldId: 'fldQuoteContent01',
  fields: [
    { id: 'fldQuoteContent01', name: 'content', type: 'multilineText' },
    { id: 'fldQuoteAuthor001', name: 'author', type: 'singleLineText' },
    { id: 'fldQuoteLikes0001', name: 'likes', type: 'number', options: { precision: 0 } },
    {
      id: 'fldQuoteAsOf00001',
      name: 'as_of',
      type: 'dateTime',
      options: {
        dateFormat: { name: 'iso', format: 'YYYY-MM-DD' },
        timeFormat: { name: '24hour', format: 'HH:mm' },
        timeZone: 'utc',
      },
    },
    { id: 'fldQuoteOffKey001', name: 'offprint_key', type: 'singleLineText' },
    { id: 'fldQuoteOffRev001', name: 'offprint_rev', type: 'number', options: { precision: 0 } },
  ],
  records: [
    quote('recQuoteTides0001', '2025-10-03T07:12:00.000Z', {
      author: 'The Tide Table',
      likes: 41,
      content: 'The tide is punctual to everyone except the people who run for it.',
    }),
    quote('recQuoteNight0001', '2025-12-11T22:47:00.000Z', {
      author: 'The Night Desk',
      likes: 63,
      content: 'Sleep on a train is distance that somebody else is awake for.',
    }),
    quote('recQuoteBread0001', '2026-01-19T05:58:00.000Z', {
      author: 'The Oven Door',
      likes: 88,
      content: 'Most of baking is leaving the room.',
    }),
    quote('recQuoteLamps0001', '2026-03-02T20:31:00.000Z', {
      author: 'The Lamp Room',
      likes: 29,
      content: 'The dark is the part of a lighthouse that you count.',
    }),
    quote('recQuoteMends0001', '2026-04-27T14:05:00.000Z', {
      author: 'The Repair Bench',
      likes: 57,
      content: 'Mend it where it shows, and it will be looked after.',
    }),
    quote('recQuoteMaps00001', '2026-06-08T09:40:00.000Z', {
      author: 'The Map Room',
      likes: 34,
      content: 'A map is a promise with the small print left on.',
    }),
    quote('recQuoteSeeds0001', '2026-08-16T06:22:00.000Z', {
      author: 'The Seed Drawer',
      likes: 46,
      content: 'A seed is a letter that knows when to open itself.',
    }),
    quote('recQuoteCopys0001', '2026-10-09T10:16:00.000Z', {
      author: 'The Reading Room',
      likes: 72,
      content: 'A good copy says how old it is.',
    }),
  ],
};

/** `asOf` is also when the line was pinned up, as the sample's lines have never been changed. */
function quote(
  id: string,
  asOf: string,
  fields: { readonly author: string; readonly content: string; readonly likes: number },
): SeedRecord {
  return { id, createdTime: asOf, fields: { ...fields, as_of: asOf } };
}
