import type { SeedRecord, SeedTable } from '../seed.ts';

import { products } from './products.ts';

/** What readers say about the things in the shop, oldest first; each is linked and also carries its product's key. */
export const reviews: SeedTable = {
  id: 'tblReviews0000001',
  name: 'reviews',
  primaryFieldId: 'fldReviewAuthor01',
  fields: [
    { id: 'fldReviewAuthor01', name: 'author', type: 'singleLineText' },
    {
      id: 'fldReviewProduct1',
      name: 'product',
      type: 'multipleRecordLinks',
      options: {
        linkedTableId: products.id,
        isReversed: false,
        prefersSingleRecordLink: true,
      },
    },
    { id: 'fldReviewProdKey1', name: 'product_key', type: 'singleLineText' },
    { id: 'fldReviewContent1', name: 'content', type: 'multilineText' },
    { id: 'fldReviewScore001', name: 'score', type: 'number', options: { precision: 0 } },
    {
      id: 'fldReviewInserted',
      name: 'inserted_at',
      type: 'dateTime',
      options: {
        dateFormat: { name: 'iso', format: 'YYYY-MM-DD' },
        timeFormat: { name: '24hour', format: 'HH:mm' },
        timeZone: 'utc',
      },
    },
    { id: 'fldReviewOffKey01', name: 'offprint_key', type: 'singleLineText' },
    { id: 'fldReviewOffRev01', name: 'offprint_rev', type: 'number', options: { precision: 0 } },
  ],
  records: [
    review('recReviewTides001', '2025-10-05T18:22:00.000Z', {
      product: 'recProductTides01',
      author: 'A reader in the fog',
      score: 5,
      content:
        'I have lived beside the sea for most of my life and had thought the table came from somewhere official, like the weather. I have now added up the wheels on the long sheet with a pencil, and I was right to within a hand.',
    }),
    review('recReviewCalen001', '2025-11-02T09:10:00.000Z', {
      product: 'recProductCalen01',
      author: 'Third Mooring',
      score: 4,
      content:
        'Handsome, and useful in an odd way: I plan my visits to the dentist on neaps now. One star off because it is taller than my kitchen wall.',
    }),
    review('recReviewTides002', '2025-11-18T20:41:00.000Z', {
      product: 'recProductTides01',
      author: 'Slow Ferry',
      score: 4,
      content:
        'Read it twice on one crossing. The cover has taken a coffee and looks the better for it.',
    }),
    review('recReviewLight001', '2025-12-07T16:03:00.000Z', {
      product: 'recProductLight01',
      author: 'Upstairs, facing west',
      score: 5,
      content:
        'It hangs on the stairs. Visitors count under their breath when they think that nobody is listening.',
    }),
    review('recReviewNotes001', '2026-01-14T12:55:00.000Z', {
      product: 'recProductNotes01',
      author: 'Wet Pencil',
      score: 5,
      content: 'Left it on a wall overnight in January. It dried out with every word still in it.',
    }),
    review('recReviewNotes002', '2026-02-03T07:30:00.000Z', {
      product: 'recProductNotes01',
      author: 'A reader on platform two',
      score: 3,
      content:
        'Good paper, and the clouds inside the cover have settled two arguments. The pencil is really very short. I understand that it says so.',
    }),
    review('recReviewBread001', '2026-03-01T08:48:00.000Z', {
      product: 'recProductBread01',
      author: 'Flour on the Dial',
      score: 5,
      content: 'It is stuck to the side of the refrigerator with a magnet, and then with dough.',
    }),
    review('recReviewLight002', '2026-03-19T21:17:00.000Z', {
      product: 'recProductLight01',
      author: 'The Far Bank',
      score: 4,
      content:
        'The night is a proper blue, with black left for the land. Wish it came flat; a rolled print has opinions.',
    }),
    review('recReviewBread002', '2026-04-11T06:05:00.000Z', {
      product: 'recProductBread01',
      author: 'Second Shelf Down',
      score: 4,
      content:
        'My first loaf by this method was a good doorstop. The fourth was bread. The booklet does say to be brave about the colour, and I had not been.',
    }),
    review('recReviewDarns001', '2026-05-16T19:26:00.000Z', {
      product: 'recProductDarns01',
      author: 'Left Elbow',
      score: 5,
      content:
        'I bought it for one sock and have done four jumpers, a tea towel and a tent bag. The mushroom sits on my desk and people pick it up.',
    }),
    review('recReviewCalen002', '2026-06-01T11:34:00.000Z', {
      product: 'recProductCalen01',
      author: 'A reader in the fog',
      score: 5,
      content: 'Second year with it. I no longer look at it to find out; I look at it to agree.',
    }),
    review('recReviewDarns002', '2026-06-27T15:12:00.000Z', {
      product: 'recProductDarns01',
      author: 'Oddments',
      score: 3,
      content:
        'The wool is lovely. The lid is small and so are the instructions, and I needed my other glasses for step five.',
    }),
    review('recReviewHills001', '2026-07-12T10:50:00.000Z', {
      product: 'recProductHills01',
      author: 'North Side of the Valley',
      score: 5,
      content: 'We have it as a lake.',
    }),
    review('recReviewTides003', '2026-08-04T17:29:00.000Z', {
      product: 'recProductTides01',
      author: 'Bring Boots',
      score: 5,
      content:
        'Gave it to a child of eleven, who has since built three of the five wheels out of jam-jar lids and is asking about the other two.',
    }),
    review('recReviewHills002', '2026-08-30T13:08:00.000Z', {
      product: 'recProductHills01',
      author: 'Two Sandwiches',
      score: 4,
      content:
        'I keep planning walks on it. There is a very good place for lunch at about the nineteenth line.',
    }),
    review('recReviewSeeds001', '2026-09-21T18:44:00.000Z', {
      product: 'recProductSeeds01',
      author: 'Late Beans',
      score: 5,
      content:
        'The line for what the weather was doing is the one I read in winter. I have folded thirty more out of old maps.',
    }),
  ],
};

interface Review {
  /** The product's record id, which is also its public key, since the sample's rows have no `offprint_key`. */
  readonly product: string;
  readonly author: string;
  readonly content: string;
  readonly score: 1 | 2 | 3 | 4 | 5;
}

function review(id: string, insertedAt: string, { product, ...fields }: Review): SeedRecord {
  return {
    id,
    createdTime: insertedAt,
    fields: { ...fields, product: [product], product_key: product, inserted_at: insertedAt },
  };
}
