import { ApiError } from './api-error.ts';
import type { StoredRow, StoredTable, Tables } from './tables.ts';
import { cellText } from './cell.ts';
import {
  compileFormula,
  fieldValue,
  type Evaluate,
  type FormulaContext,
} from './formula/compile.ts';
import { FormulaError, isFormulaFault, type FormulaValue } from './formula/value.ts';
import type { SeedField } from './seed.ts';

/** Works out the fields that nobody writes, whenever they are read. */
export interface Computed {
  /** What a formula over this table may look at. */
  readonly contextOf: (table: StoredTable) => FormulaContext;
  /** The cell as the Web API shows it, errors as objects; `undefined` where it is empty. */
  readonly cell: (table: StoredTable, row: StoredRow, field: SeedField) => unknown;
}

/** Reads tables and time whenever it is asked; what a formula compiles to is kept as long as its table's fields. */
// oxlint-disable-next-line max-lines-per-function -- what they work out, they look up in each other
export function createComputed(tables: () => Tables, now: () => number): Computed {
  const compiled = new WeakMap<readonly SeedField[], Map<string, Evaluate>>();
  let depth = 0;
  const linkedRows = (row: StoredRow, linkField: SeedField | undefined): readonly Linked[] => {
    const table = tables().get(linkField?.options?.linkedTableId ?? '');
    const ids: unknown = row.cells.get(linkField?.id ?? '') ?? [];
    if (table === undefined || !Array.isArray(ids)) return [];
    return ids.flatMap((id) => {
      const linked = table.rows.get(String(id));
      return linked === undefined ? [] : [{ table, row: linked }];
    });
  };
  const lookup = (table: StoredTable, { options }: SeedField): Evaluate => {
    const linkField = table.fields.find(({ id }) => id === options?.recordLinkFieldId);
    return (row) =>
      linkedRows(row, linkField).flatMap((linked) => {
        const field = linked.table.fields.find(({ id }) => id === options?.fieldIdInLinkedTable);
        const value = field && fieldValue(linked.row, field, contextOf(linked.table));
        return value ?? [];
      });
  };
  const compile = (table: StoredTable, field: SeedField): Evaluate => {
    const { formula = 'values', recordLinkFieldId } = field.options ?? {};
    if (field.type === 'formula') return compileFormula(formula, contextOf(table));
    if (field.type === 'rollup') {
      return compileFormula(formula, { ...contextOf(table), values: lookup(table, field) });
    }
    if (field.type === 'multipleLookupValues') return lookup(table, field);
    if (field.type === 'count') {
      const linkField = table.fields.find(({ id }) => id === recordLinkFieldId);
      return (row) => linkedRows(row, linkField).length;
    }
    if (field.type === 'createdTime') return (row) => new Date(row.createdTime);
    return (row) => lastChange(row, field);
  };
  const evaluate = (table: StoredTable, row: StoredRow, field: SeedField): FormulaValue => {
    const known = compiled.get(table.fields) ?? new Map<string, Evaluate>();
    compiled.set(table.fields, known);
    const body = known.get(field.id) ?? orError(() => compile(table, field));
    known.set(field.id, body);
    // Two formulas that name each other would go on for ever.
    if (depth >= MAX_DEPTH) throw new FormulaError('#ERROR!');
    depth += 1;
    try {
      return body(row);
    } finally {
      depth -= 1;
    }
  };
  const contextOf = (table: StoredTable): FormulaContext => ({
    table,
    now,
    linkedText: (field, rowId) => {
      const linked = tables().get(field.options?.linkedTableId ?? '');
      return cellText(linked?.rows.get(rowId)?.cells.get(linked.primaryFieldId));
    },
    computed: (row, field) => evaluate(table, row, field),
  });
  return Object.freeze({
    contextOf,
    cell: (table: StoredTable, row: StoredRow, field: SeedField) => {
      try {
        return shown(evaluate(table, row, field));
      } catch (error) {
        if (!isFormulaFault(error)) throw error;
        const failure = { error: '#ERROR!' };
        return field.type === 'multipleLookupValues' ? [failure] : failure;
      }
    },
  });
}

interface Linked {
  readonly table: StoredTable;
  readonly row: StoredRow;
}

const MAX_DEPTH = 30;

/** A formula that does not parse, or names a field that is gone, is an error in every record. */
function orError(compile: () => Evaluate): Evaluate {
  try {
    return compile();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return () => {
      throw new FormulaError('#ERROR!');
    };
  }
}

function lastChange(row: StoredRow, { options }: SeedField): Date {
  const ids = options?.referencedFieldIds ?? [];
  const createdAtMs = Date.parse(row.createdTime);
  const times = ids.map((id) => row.modifiedAtMsByField.get(id) ?? createdAtMs);
  const atMs = times.length === 0 ? row.modifiedAtMs : Math.max(...times);
  return new Date(Math.floor(atMs / 1000) * 1000);
}

/** Empties are `undefined`; a number that is none is an object that says so. */
function shown(value: FormulaValue): unknown {
  if (value === null || value === '' || value === false) return undefined;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString();
  if (typeof value === 'number' && !Number.isFinite(value)) return { specialValue: String(value) };
  if (!Array.isArray(value)) return value;
  return value.length === 0 ? undefined : value.map((entry: FormulaValue) => shown(entry) ?? null);
}
