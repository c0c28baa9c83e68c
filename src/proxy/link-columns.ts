import type { Collection } from '../model/schema.ts';

/** The upstream columns of a collection that hold links to other records. */
export function linkColumnsOf({ fields }: Collection): readonly string[] {
  return Object.values(fields)
    .filter(({ kind }) => kind === 'links')
    .map(({ from }) => from);
}
