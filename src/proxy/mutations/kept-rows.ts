import { SyncError } from '../../protocol/failure.ts';
import type { UpstreamRecord } from '../source/upstream-record.ts';
import type { UpstreamWrites } from '../source/upstream-writes.ts';
import type { Books } from './books.ts';
import type { KeptRow } from './journal.ts';
import type { RecordWrite } from './plan-round.ts';
import { isOfOneTable, isRefusal } from './refusals.ts';

/** Rows as they stood upstream before they were removed: what is made again under an id gets back what its row held. */
export interface KeptRows {
  /**
   * Looks at rows that are about to be removed, and keeps them durably. Throws where upstream does not answer; where it
   * refuses the look they are removed all the same.
   */
  readonly keep: (removals: readonly RecordWrite[], signal: AbortSignal) => Promise<void>;
  /** A write with what is kept of the row in whose place it makes one, as far as that can be written now. */
  readonly fill: (write: RecordWrite) => RecordWrite;
}

/** What kept rows are made of. */
export interface KeptRowsOptions {
  readonly books: Pick<Books, 'keep' | 'journal'>;
  readonly writes: Pick<UpstreamWrites, 'copy' | 'isComputed'>;
  readonly now: () => number;
  readonly addressOf?: AttachmentAddress;
}

/** Where anybody can fetch what the site published of an attachment; undefined where nobody can. */
export type AttachmentAddress = (attachment: {
  readonly id: string;
  readonly name: string;
  readonly size: number;
}) => string | undefined;

/** Airtable's own addresses of attachments live for two hours, as it says; where they end on a round one, for less. */
const LIVES_SURELY_MS = 60 * 60_000;
const LIVES_AT_MOST_MS = 120 * 60_000;

/** Creates them over the books that they are kept in. */
export function createKeptRows({ books, writes, now, addressOf }: KeptRowsOptions): KeptRows {
  const copy = async (removals: readonly RecordWrite[], signal: AbortSignal) => {
    const ids = removals.map(({ upstreamId }) => upstreamId!);
    try {
      return await writes.copy(removals[0]!.collection, ids, signal);
    } catch (error) {
      if (!isOfOneTable(error) && !isTooLarge(error)) throw error;
      return [];
    }
  };

  const attachmentsOf = (cell: readonly KeptAttachment[], ageMs: number) =>
    cell.flatMap(({ id, url, filename, size = 0 }) => {
      const own = ageMs < LIVES_AT_MOST_MS ? url : undefined;
      const address =
        ageMs < LIVES_SURELY_MS ? url : (addressOf?.({ id, name: filename, size }) ?? own);
      return address === undefined ? [] : [{ url: address, filename }];
    });

  return Object.freeze({
    keep: async (removals: readonly RecordWrite[], signal: AbortSignal) => {
      const at = now();
      const copies = await copy(removals, signal);
      const rows = copies.flatMap((copied): readonly KeptRow[] => {
        const write = removals.find(({ upstreamId }) => upstreamId === copied.id);
        if (!write) return [];
        // What was to be changed before the removal was not sent, and comes back with the row.
        const cells = { ...copied.cells, ...write.cells };
        const { collection, id } = write;
        return [{ collection: collection.name, id, upstreamId: copied.id, cells, at }];
      });
      if (rows.length > 0) books.keep(rows);
    },
    fill: (write: RecordWrite) => {
      const { collection, id, upstreamId, isUpsert, cells: own } = write;
      const row = isUpsert ? books.journal.kept(collection.name, id) : undefined;
      // The removal may not have reached it: then it stands as it did.
      if (!row || row.upstreamId === upstreamId) return write;
      const cells = Object.entries(row.cells)
        .filter(([column]) => !Object.hasOwn(own, column) && !writes.isComputed(collection, column))
        .map(([column, cell]): Member => [
          column,
          isAttachments(cell) ? attachmentsOf(cell, now() - row.at) : cell,
        ]);
      return { ...write, kept: Object.fromEntries(cells) };
    },
  });
}

/** What does not fit into one answer never will. */
function isTooLarge(error: unknown): boolean {
  return error instanceof SyncError && error.code === 'too-large';
}

interface KeptAttachment {
  readonly id: string;
  readonly url: string;
  readonly filename: string;
  readonly size?: number;
}

function isAttachments(cell: unknown): cell is readonly KeptAttachment[] {
  return Array.isArray(cell) && cell.some((member) => typeof member === 'object');
}

/** A column and its cell. */
type Member = readonly [string, unknown];

/** What a record says of its last mutation until all is in it: whoever looks it up sees that it is not done. */
export const UNFINISHED = 0;

/** So many calls a row is worth at most. */
const MAX_CALLS = 24;

/**
 * Gives a record, which Airtable refused with all that is kept of its row, as much of that as it takes: columns that it
 * does not take, and members of lists, are found by halves. Gives the record as it stands then. After a failure the write
 * is to be sent again as a whole.
 */
export async function giveBack(
  writes: Pick<UpstreamWrites, 'update' | 'isComputed'>,
  { collection, rev, kept = {} }: RecordWrite,
  { record, signal }: { readonly record: UpstreamRecord; readonly signal: AbortSignal },
): Promise<UpstreamRecord> {
  const { id } = record;
  const takenByColumn = new Map<string, readonly unknown[]>();
  const parts: (readonly Member[])[] = halvesOf<Member>(Object.entries(kept));
  /** Writes these; false where Airtable refuses them. */
  const takes = async (cells: readonly Member[]) => {
    const row = { id, rev: UNFINISHED, cells: {}, kept: Object.fromEntries(cells) };
    try {
      await writes.update(collection, [row], signal);
      return true;
    } catch (error) {
      if (isRefusal(error)) return false;
      throw error;
    }
  };
  let calls = 0;
  while (calls < MAX_CALLS) {
    const part = parts.shift();
    if (!part) break;
    const cells = part
      .filter(([column]) => !writes.isComputed(collection, column))
      .map(([column, cell]): Member => [
        column,
        isList(cell) ? [...(takenByColumn.get(column) ?? []), ...cell] : cell,
      ]);
    if (cells.length === 0) continue;
    calls++;
    if (!(await takes(cells))) {
      if (part.length > 1) parts.unshift(...halvesOf(part));
      // Last of all: a list may be long.
      else parts.push(...halvesOfList(part[0]!));
      continue;
    }
    for (const [column, cell] of cells) if (isList(cell)) takenByColumn.set(column, cell);
  }
  const [whole] = await writes.update(collection, [{ id, rev, cells: {} }], signal);
  return whole!;
}

function isList(cell: unknown): cell is readonly unknown[] {
  return Array.isArray(cell);
}

/** A column's list in two parts; none where nothing is left to be halved. */
function halvesOfList([column, cell]: Member): (readonly Member[])[] {
  if (!isList(cell) || cell.length < 2) return [];
  return halvesOf(cell).map((members) => [[column, members]]);
}

function halvesOf<T>(members: readonly T[]): (readonly T[])[] {
  const half = Math.ceil(members.length / 2);
  return [members.slice(0, half), members.slice(half)].filter(({ length }) => length > 0);
}
