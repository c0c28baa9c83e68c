import type { SeedRecord, SeedTable } from '../seed.ts';

import { picture } from './picture.ts';

/** The magazine's shop, oldest first. What Offprint fills (`offprint_key`, `offprint_rev`) is empty here. */
export const products: SeedTable = {
  id: 'tblProducts000001',
  name: 'products',
  primaryFieldId: 'fldProductName001',
  fields: [
    { id: 'fldProductName001', name: 'name', type: 'singleLineText' },
    { id: 'fldProductDescr01', name: 'description', type: 'multilineText' },
    { id: 'fldProductImage01', name: 'image', type: 'multipleAttachments' },
    { id: 'fldProductOffKey1', name: 'offprint_key', type: 'singleLineText' },
    { id: 'fldProductOffRev1', name: 'offprint_rev', type: 'number', options: { precision: 0 } },
  ],
  records: [
    product('recProductTides01', {
      created: '2025-09-20T10:00:00.000Z',
      picture: 'offprint-tide-table',
      name: 'Offprint No. 1: How a Tide Table Is Made',
      description:
        'The essay as a booklet of sixteen pages, sewn with one thread and printed in sea blue and black. The wheels of the sum unfold on a long sheet at the back, so that you can lay a ruler across them. Fits a coat pocket, and has been wet before.',
    }),
    product('recProductCalen01', {
      created: '2025-10-12T14:30:00.000Z',
      picture: 'tide-calendar',
      name: 'The Tide Calendar',
      description:
        'A year on one tall sheet: the moon down the left side, springs and neaps drawn as a single wandering line beside it. It gives no times, since times belong to harbours. It shows you which weeks to keep free for walking out.',
    }),
    product('recProductLight01', {
      created: '2025-11-03T09:45:00.000Z',
      picture: 'print-a-light-that-counts',
      name: 'Print: A Light That Counts',
      description:
        'A three-colour print of a headland at the moment when the beam comes round. Under the picture, in small type, stands the character of the light. Rolled in a tube, unframed, on heavy paper with a tooth.',
    }),
    product('recProductNotes01', {
      created: '2025-12-01T17:15:00.000Z',
      picture: 'field-notebook',
      name: 'The Field Notebook',
      description:
        'Ninety-six pages of paper that takes pencil in the rain. One page in four has a faint grid, the others are blank. A ruler along the edge, a table of cloud shapes inside the back cover, and a loop for a short pencil, which is included.',
    }),
    product('recProductBread01', {
      created: '2026-02-09T08:20:00.000Z',
      picture: 'offprint-bread',
      name: 'Offprint No. 2: Bread That Waits',
      description:
        'The bread essay, with the table of shares printed large enough to be read with floury hands and a page at the end for your own sums. Twelve pages on strong brown paper. Wipes clean, up to a point.',
    }),
    product('recProductDarns01', {
      created: '2026-04-22T11:05:00.000Z',
      picture: 'darning-kit',
      name: 'The Darning Kit',
      description:
        'A turned beech mushroom, two blunt needles, a threader and six small cards of wool, none of which will match your jumper. That is rather the idea. Comes in a tin with the instructions printed inside the lid.',
    }),
    product('recProductHills01', {
      created: '2026-06-14T15:50:00.000Z',
      picture: 'print-contours',
      name: 'Print: One Hill, Flooded',
      description:
        'A hill that does not exist, drawn as thirty shorelines in four inks, from the valley floor to the last rock. People find different things in it. If you hang it upside down it becomes a lake, and quite a good one.',
    }),
    product('recProductSeeds01', {
      created: '2026-09-02T13:35:00.000Z',
      picture: 'seed-envelopes',
      name: 'Seed Envelopes, Set of Ten',
      description:
        'Ten folded paper envelopes for seeds you have gathered yourself, with lines for the name, the place, the day and what the weather was doing. Supplied empty. A card explains the fold, so you need never buy them again.',
    }),
  ],
};

interface Product {
  readonly created: string;
  readonly picture: string;
  readonly name: string;
  readonly description: string;
}

function product(id: string, { created, picture: drawn, ...fields }: Product): SeedRecord {
  return { id, createdTime: created, fields: { ...fields, image: picture(id, drawn) } };
}
