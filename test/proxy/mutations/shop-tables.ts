import type { SeedBase, SeedTable } from '../../../src/emulator/seed.ts';
import { defineCollection, field } from '../../../src/model/schema.ts';
import { shopBase } from './write-world.ts';

/** So many records take a start several seconds. */
export const MANY = 3_000;

/** A collection that nobody can change through the site. */
export const notes = defineCollection({
  name: 'notes',
  table: 'notes',
  fields: { text: field('text', 'text') },
  indexes: {},
});

export const keyOf = (recordId: string) => `key-${recordId}`;

/** The shop with another products' table. */
export function withProducts(change: (table: SeedTable) => SeedTable): SeedBase {
  const base = shopBase();
  const tables = base.tables.map((table) => (table.name === 'products' ? change(table) : table));
  return { ...base, tables };
}

/** Each product by a key of its own, and linked to the one before it. */
export function keyed(table: SeedTable): SeedTable {
  const others = {
    id: 'fldProductOthers1',
    name: 'others',
    type: 'multipleRecordLinks',
    options: { linkedTableId: table.id },
  } as const;
  const ids = table.records.map((record) => record.id);
  const records = table.records.map((record, at) => ({
    ...record,
    fields: {
      ...record.fields,
      offprint_key: keyOf(record.id),
      ...(at > 0 && { others: [ids[at - 1]!] }),
    },
  }));
  return { ...table, fields: [...table.fields, others], records };
}

/** So many that they take a start several seconds. */
export function many(table: SeedTable): SeedTable {
  const more = Array.from({ length: MANY }, (_, n) => ({
    id: `recMore${String(n).padStart(10, '0')}`,
    createdTime: '2026-01-01T00:00:00.000Z',
    fields: { name: `Product ${n}` },
  }));
  return { ...table, records: [...table.records, ...more] };
}
