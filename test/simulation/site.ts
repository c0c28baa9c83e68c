import type { SeedBase, SeedField, SeedTable } from '../../src/emulator/seed.ts';
import { defineCollection, field, type Collection } from '../../src/model/schema.ts';
import type { SeededRandom } from '../fakes/seeded-random.ts';

export const posts = defineCollection({
  name: 'posts',
  table: 'posts',
  fields: {
    title: field('text', 'title'),
    body: field('text', 'body'),
    rank: field('number', 'rank'),
  },
  indexes: {
    byTitle: [['title', 'asc']],
    byRank: [
      ['rank', 'desc'],
      ['title', 'asc'],
    ],
  },
  first: { orderBy: [['title', 'asc']], limit: 5, select: ['title'] },
});
export const people = defineCollection({
  name: 'people',
  table: 'people',
  fields: { title: field('text', 'name') },
  indexes: { byTitle: [['title', 'asc']] },
});

/** What readers only read: two collections, one with a head and two orders, one plain. */
export const siteCollections: readonly Collection[] = [posts, people];

export const BASE_ID = 'appSIMULATION0001';
export const TOKEN = 'patSimulation.token';

/** What the base holds before anybody edits it. */
export function seedBase(random: SeededRandom, more: readonly SeedTable[]): SeedBase {
  // Above 100 rows a walk has more than one page, and can lose its iterator (fault N10).
  const count = random.chance(0.2) ? random.int(101, 130) : random.int(3, 40);
  const table = (name: string, fields: readonly SeedField[], rows: readonly object[]) => ({
    id: `tbl${name.padEnd(14, '0')}`,
    name,
    primaryFieldId: fields[0]!.id,
    fields,
    records: rows.map((cells, n) => ({
      id: `rec${name.padEnd(7, '0')}${String(n).padStart(7, '0')}`,
      createdTime: new Date(Date.UTC(2025, 0, 1, 0, 0, n)).toISOString(),
      fields: cells as Record<string, unknown>,
    })),
  });
  return {
    id: BASE_ID,
    name: 'Simulation',
    tokens: [TOKEN],
    tables: [
      table(
        'posts',
        [
          column('title', 'singleLineText'),
          column('body', 'multilineText'),
          { ...column('rank', 'number'), options: { precision: 0 } },
        ],
        Array.from({ length: count }, () => postCells(random)),
      ),
      table(
        'people',
        [column('name', 'singleLineText')],
        Array.from({ length: random.int(1, 8) }, () => ({ name: random.pick(WORDS) })),
      ),
      ...more,
    ],
  };
}

/** A post's cells. */
export function postCells(random: SeededRandom): Record<string, unknown> {
  return {
    title: `${random.pick(WORDS)} ${random.int(1, 30)}`,
    body: random.pick(WORDS).repeat(random.int(1, 40)),
    rank: random.int(1, 9),
  };
}

export const WORDS = ['tide', 'lamp', 'ferry', 'bread', 'ink', 'knot', 'fog', 'rye', 'dune', 'oar'];

function column(name: string, type: SeedField['type']): SeedField {
  return { id: `fld${name.padEnd(14, '0')}`, name, type };
}
