import type { Collection } from '../../../model/schema.ts';
import { passedMs, type Clock } from '../../clock.ts';
import { REFUSED_TABLE_MS, type Cells, type UpstreamUpdate } from '../upstream-writes.ts';
import { AirtableError } from './airtable-error.ts';
import { REV_COLUMN } from './bind-collection.ts';

/** What refused changes have taught of a base's tables, where the token may not read its schema. */
export interface LearntRefusals {
  /** Takes in why a call that was to write these rows was refused. */
  readonly learn: (collection: Collection, error: unknown, call: RefusedCall) => void;
  /**
   * Why no record of a collection can be changed; undefined where nothing is known against it. It is forgotten as soon as
   * the table is tried again: somebody may have given the column its name back.
   */
  readonly obstacle: (collection: Collection) => string | undefined;
  /** True where a column was found to be worked out by Airtable. */
  readonly isComputed: (collection: Collection, column: string) => boolean;
}

/** What a refused call was to write, and whether it named its columns by their ids. */
export interface RefusedCall {
  readonly rows: readonly Pick<UpstreamUpdate, 'cells' | 'kept'>[];
  readonly byId: boolean;
}

/** Creates a memory of one base's refusals; nothing is known at first. */
export function createLearntRefusals({ now }: Pick<Clock, 'now'>): LearntRefusals {
  /** Since when a collection's table is taken to lack a column. */
  const sinceByName = new Map<string, number>();
  /** By collection and column. */
  const computed = new Set<string>();

  return Object.freeze({
    learn: ({ name }: Collection, error: unknown, { rows, byId }: RefusedCall) => {
      const type = error instanceof AirtableError ? error.type : '';
      const kept = rows.flatMap((row) => Object.keys(row.kept ?? {}));
      // What is kept may be of columns that are gone by now.
      if (type === 'UNKNOWN_FIELD_NAME' && !byId && kept.length === 0) {
        sinceByName.set(name, now());
      }
      const isAlone = kept.length === 1 && rows.every(({ cells }) => isEmpty(cells));
      if (type === 'INVALID_VALUE_FOR_COLUMN' && isAlone) computed.add(`${name}\n${kept[0]}`);
    },
    obstacle: ({ name }: Collection) =>
      passedMs(sinceByName.get(name) ?? -Infinity, now()) < REFUSED_TABLE_MS
        ? `its table lacks the column "${REV_COLUMN}" or another`
        : undefined,
    isComputed: ({ name }: Collection, column: string) => computed.has(`${name}\n${column}`),
  });
}

function isEmpty(cells: Cells): boolean {
  return Object.keys(cells).length === 0;
}
