import { invalidFormula } from '../api-error.ts';
import type { StoredRow, StoredTable } from '../tables.ts';
import { type Cell, isAttachmentList, isVirtual } from '../cell.ts';
import type { SeedField } from '../seed.ts';
import { FUNCTIONS } from './functions.ts';
import { parseFormula, type FormulaNode } from './parse.ts';
import { FormulaSyntaxError } from './tokenize.ts';
import {
  compareValues,
  FormulaError,
  isFormulaFault,
  isTruthy,
  type FormulaValue,
} from './value.ts';

/** What a formula yields for a record; throws `FormulaError` where that is an error. */
export type Evaluate = (row: StoredRow) => FormulaValue;

/** What a formula may look at besides the record. */
export interface FormulaContext {
  readonly table: StoredTable;
  readonly now: () => number;
  /** The primary text of a linked record, which is what a formula sees of a link. */
  readonly linkedText: (field: SeedField, rowId: string) => string;
  /** The value of a field that is worked out. */
  readonly computed: (row: StoredRow, field: SeedField) => FormulaValue;
  /** What the word `values` stands for, in the formula of a rollup. */
  readonly values?: Evaluate;
}

/**
 * Turns a formula into a test that says which records a list keeps. Throws Airtable's refusal, naming every
 * unknown field, when the formula does not parse. A record whose result is an error is not kept.
 */
export function compileFilter(
  formula: string,
  context: FormulaContext,
): (row: StoredRow) => boolean {
  const evaluate = compileFormula(formula, context);
  return (row) => {
    try {
      return isTruthy(evaluate(row));
    } catch (error) {
      if (!isFormulaFault(error)) throw error;
      return false;
    }
  };
}

/** Turns a formula into what works out its value. Throws as `compileFilter` does. */
export function compileFormula(formula: string, context: FormulaContext): Evaluate {
  try {
    return compileNode(parseFormula(formula), context);
  } catch (error) {
    // A formula nested deeper than the stack is high does not parse either.
    const isUnreadable = error instanceof FormulaSyntaxError || error instanceof RangeError;
    if (!isUnreadable) throw error;
    throw invalidFormula('Invalid formula. Please check your formula text.');
  }
}

function compileNode(tree: FormulaNode, context: FormulaContext): Evaluate {
  const unknown = new Set<string>();
  const compile = (node: FormulaNode): Evaluate => {
    if (node.kind === 'literal') return () => node.value;
    if (node.kind === 'field') {
      if (node.name === 'values' && context.values !== undefined) return context.values;
      const field = findField(context.table, node.name);
      if (field === undefined) unknown.add(node.name);
      return field === undefined ? () => null : (row) => fieldValue(row, field, context);
    }
    const special = compileSpecial(node, compile, context);
    if (special !== undefined) return special;
    const body = Object.hasOwn(FUNCTIONS, node.name) ? FUNCTIONS[node.name] : undefined;
    if (body === undefined)
      throw invalidFormula('Invalid formula. Please check your formula text.');
    const args = node.args.map(compile);
    return (row) => checkLength(body(...args.map((evaluate) => evaluate(row))));
  };
  const evaluate = compile(tree);
  if (unknown.size > 0) throw invalidFormula(`Unknown field names: ${[...unknown].join(', ')}`);
  return evaluate;
}

/** As long as the longest text of a cell in Airtable; a few functions could else fill the memory. */
const MAX_TEXT_LENGTH = 100_000;

function checkLength(value: FormulaValue): FormulaValue {
  const isTooLong = typeof value === 'string' && value.length > MAX_TEXT_LENGTH;
  if (isTooLong) throw new FormulaError('#ERROR!');
  return value;
}

/** Functions that look at the record or the clock, and those that do not work out all their arguments. */
// oxlint-disable-next-line complexity -- one line per function
function compileSpecial(
  node: Extract<FormulaNode, { kind: 'call' }>,
  compile: (node: FormulaNode) => Evaluate,
  context: FormulaContext,
): Evaluate | undefined {
  const args = (): readonly Evaluate[] => node.args.map(compile);
  switch (node.name) {
    case 'AND': {
      const tests = args();
      return (row) => tests.every((test) => isTruthy(test(row)));
    }
    case 'OR': {
      const ids = recordIdsOf(node.args);
      if (ids !== undefined) return (row) => ids.has(row.id);
      const tests = args();
      return (row) => tests.some((test) => isTruthy(test(row)));
    }
    case 'IF':
      return compileIf(args());
    case 'SWITCH':
      return compileSwitch(args());
    case 'RECORD_ID':
      return (row) => row.id;
    case 'CREATED_TIME':
      return (row) => new Date(row.createdTime);
    case 'LAST_MODIFIED_TIME':
      return compileLastModified(node.args, context.table);
    case 'ISERROR':
    case 'IS_ERROR':
      return compileIsError(args());
    case 'NOW':
      return () => new Date(context.now());
    case 'TODAY':
      return () => new Date(Math.floor(context.now() / 86_400_000) * 86_400_000);
    default:
      return undefined;
  }
}

/** The ids of `OR(RECORD_ID()='…', …)`, which clients send with hundreds of terms; `undefined` for any other form. */
function recordIdsOf(terms: readonly FormulaNode[]): ReadonlySet<string> | undefined {
  const ids = new Set<string>();
  for (const term of terms) {
    const [left, right] = term.kind === 'call' && term.name === '=' ? term.args : [];
    const isOfRow = left?.kind === 'call' && left.name === 'RECORD_ID';
    if (!isOfRow || right?.kind !== 'literal') return undefined;
    ids.add(String(right.value));
  }
  return ids;
}

function compileIf([test, yes, no]: readonly Evaluate[]): Evaluate {
  return (row) => (test !== undefined && isTruthy(test(row)) ? yes?.(row) : no?.(row)) ?? null;
}

function compileIsError([test]: readonly Evaluate[]): Evaluate {
  return (row) => {
    try {
      return Number.isNaN(test?.(row) ?? null);
    } catch (error) {
      if (!isFormulaFault(error)) throw error;
      return true;
    }
  };
}

/** Pairs of a value and a result; a last one without a partner is the result for everything else. */
function compileSwitch([subject, ...cases]: readonly Evaluate[]): Evaluate {
  const read = (row: StoredRow, at: number): FormulaValue => cases[at]?.(row) ?? null;
  const pairCount = Math.floor(cases.length / 2);
  return (row) => {
    const value = subject?.(row) ?? null;
    for (let pair = 0; pair < pairCount; pair += 1) {
      if (compareValues(value, read(row, 2 * pair)) === 0) return read(row, 2 * pair + 1);
    }
    return cases.length > 2 * pairCount ? read(row, 2 * pairCount) : null;
  };
}

/** Whole seconds, as the live service answers; with fields named, the last change to any of those. */
function compileLastModified(args: readonly FormulaNode[], table: StoredTable): Evaluate {
  const fieldIds = args.map((node) => {
    const field = node.kind === 'field' ? findField(table, node.name) : undefined;
    if (field === undefined)
      throw invalidFormula('Invalid formula. Please check your formula text.');
    return field.id;
  });
  return (row) => {
    const times = fieldIds.map(
      (id) => row.modifiedAtMsByField.get(id) ?? Date.parse(row.createdTime),
    );
    const atMs = times.length === 0 ? row.modifiedAtMs : Math.max(...times);
    return new Date(Math.floor(atMs / 1000) * 1000);
  };
}

function findField(table: StoredTable, nameOrId: string): SeedField | undefined {
  return table.fields.find((field) => field.id === nameOrId || field.name === nameOrId);
}

/** What a formula sees of one field of a record. */
export function fieldValue(
  row: StoredRow,
  field: SeedField,
  context: FormulaContext,
): FormulaValue {
  if (isVirtual(field.type)) return context.computed(row, field);
  const cell: Cell | undefined = row.cells.get(field.id);
  if (cell === undefined) return field.type === 'checkbox' ? false : null;
  if (isAttachmentList(cell)) return cell.map((file) => file.filename);
  if (typeof cell === 'string' && ['date', 'dateTime'].includes(field.type)) return new Date(cell);
  if (typeof cell !== 'object') return cell;
  const texts = cell.filter((entry) => typeof entry === 'string');
  return field.type === 'multipleRecordLinks'
    ? texts.map((id) => context.linkedText(field, id))
    : texts;
}
