import { isObject } from './json.ts';
import type { SeedAttachment, SeedFieldType } from './seed.ts';

/**
 * What a cell holds when it is not empty. An empty one (`''`, `[]`, `false`, null) is not kept at all, as in
 * Airtable, where 0 is a value and unchecked is not.
 */
export type Cell = string | number | true | readonly string[] | readonly SeedAttachment[];

/** Fields whose values Airtable works out itself; a write to one is refused, and PUT leaves it alone. */
export function isComputed(type: SeedFieldType): boolean {
  return type === 'autoNumber' || isVirtual(type);
}

/** Computed fields that are not kept but worked out whenever they are read. */
export function isVirtual(type: SeedFieldType): boolean {
  return VIRTUAL.includes(type);
}

const VIRTUAL: readonly SeedFieldType[] = [
  'formula',
  'rollup',
  'multipleLookupValues',
  'count',
  'createdTime',
  'lastModifiedTime',
];

/** Says whether a cell is a list of attachments. */
export function isAttachmentList(cell: unknown): cell is readonly SeedAttachment[] {
  return Array.isArray(cell) && isObject(cell[0]);
}

/** Compares two cells by content; `undefined` is the empty cell. */
export function isSameCell(a: Cell | undefined, b: Cell | undefined): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** A cell as one line of text: what the grid shows for a link, and what a formula sees in a list. */
export function cellText(cell: Cell | undefined): string {
  if (cell === undefined) return '';
  if (isAttachmentList(cell)) return cell.map((file) => file.filename).join(', ');
  return Array.isArray(cell) ? cell.join(', ') : String(cell);
}
