import { sampleBase } from '../../src/emulator/sample/base.ts';
import type { SeedTable } from '../../src/emulator/seed.ts';
import type { Collection } from '../../src/model/schema.ts';
import { products, quotes, reviews } from '../../src/site/collections.ts';
import type { SeededRandom } from '../fakes/seeded-random.ts';
import type { Upstream } from './upstream.ts';

/** What can be changed from a page: the real site's collections, by its real mutators. */
export const shopCollections: readonly Collection[] = [products, reviews, quotes];

export const EDITOR_TOKEN = 'an editor of the simulation';

/** A record of the shop as a test compares it: by the fields that people see. */
export interface ShopRow {
  readonly id: string;
  readonly [field: string]: string | number | null;
}

/** The first rows of the sample's tables, without pictures. */
export function shopTables(): readonly SeedTable[] {
  const names = new Set(shopCollections.map(({ name }) => name));
  return sampleBase.tables
    .filter(({ name }) => names.has(name))
    .map((table) => ({
      ...table,
      records: table.records.slice(0, 4).map((record) => {
        const { image: _picture, ...fields } = record.fields as Record<string, unknown>;
        return { ...record, fields: fields as typeof record.fields };
      }),
    }));
}

/** The tables of the shop as Airtable has them, decoded by hand: nothing of the proxy has a part in it. */
export function shopGrid({ emulator }: Upstream): Readonly<Record<string, readonly ShopRow[]>> {
  return Object.fromEntries(
    Object.entries(COLUMNS).map(([name, columns]) => {
      const rows = emulator.table(name).records();
      const decoded = rows.map(({ id, fields }) => ({
        id: (fields['offprint_key'] as string | undefined) ?? id,
        ...Object.fromEntries(
          Object.entries(columns).map(([field, column]) => [
            field,
            (fields[column] as ShopRow['id'] | undefined) ?? null,
          ]),
        ),
      }));
      return [name, sorted(decoded)];
    }),
  );
}

/** The same fields of what was published. */
export function shopPublished(
  truth: Readonly<Record<string, readonly ShopRow[]>>,
): Readonly<Record<string, readonly ShopRow[]>> {
  return Object.fromEntries(
    Object.entries(COLUMNS).map(([name, columns]) => {
      const rows = (truth[name] ?? []).map((record) => ({
        id: record.id,
        ...Object.fromEntries(
          Object.keys(columns).map((field) => [
            field,
            record[field] === '' ? null : (record[field] ?? null),
          ]),
        ),
      }));
      return [name, sorted(rows)];
    }),
  );
}

/** Somebody edits in Airtable what no page of this simulation edits. */
export function editShop({ emulator }: Upstream, random: SeededRandom): string {
  const [table, column] = random.pick([
    ['quotes', 'content'],
    ['quotes', 'author'],
    ['products', 'description'],
  ] as const);
  const rows = emulator.table(table).records();
  const { id } = random.pick(rows);
  emulator.table(table).update(id, { [column]: `by hand ${random.int(1, 999)}` });
  return `${table}/${id} ${column}`;
}

function sorted(rows: readonly ShopRow[]): readonly ShopRow[] {
  return rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** Which column a field comes from. */
const COLUMNS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  products: { name: 'name', description: 'description' },
  reviews: { product: 'product_key', author: 'author', content: 'content', score: 'score' },
  quotes: { author: 'author', content: 'content', likes: 'likes' },
};
