import type { Cell } from './cell.ts';
import type { SeedField, SeedView } from './seed.ts';

/** One record as the emulator keeps it. `cells` is by field id; its order is that of the last writes. */
export interface StoredRow {
  readonly id: string;
  readonly createdTime: string;
  readonly cells: ReadonlyMap<string, Cell>;
  /** When a person or a client last changed any cell, in ms since the epoch. */
  readonly modifiedAtMs: number;
  /** The same for single fields; one that is missing was not changed since the record was made. */
  readonly modifiedAtMsByField: ReadonlyMap<string, number>;
}

/** One table: never changed in place; a transaction puts a new one beside the old. `rows` is in grid order. */
export interface StoredTable {
  readonly id: string;
  readonly name: string;
  readonly primaryFieldId: string;
  readonly fields: readonly SeedField[];
  readonly views: readonly SeedView[];
  readonly rows: ReadonlyMap<string, StoredRow>;
  readonly nextAutoNumber: number;
}

/** All tables by id, in the order of the base. */
export type Tables = ReadonlyMap<string, StoredTable>;
