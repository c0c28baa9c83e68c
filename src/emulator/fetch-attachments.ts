import type { BaseStore, Commit } from './base-store.ts';
import type { Tables } from './tables.ts';
import { isAttachmentList, type Cell } from './cell.ts';
import { measurePicture } from './measure-picture.ts';
import type { SeedAttachment } from './seed.ts';

/** Above this the emulator, which keeps files in memory, does not fetch; Airtable takes a gigabyte. */
const MAX_BYTES = 25 * 1024 * 1024;

/** Fetches the files that writes name by address. */
export interface AttachmentFetcher {
  /** Begins to fetch what a commit has brought. */
  readonly onCommit: (commit: Commit) => void;
  /** Begins to fetch all that was not there yet when the emulator ended. */
  readonly resume: (tables: Tables) => void;
  readonly stop: () => void;
}

/**
 * As in Airtable a write is answered before its files are fetched: until then an attachment has an id, a name and an
 * address only, and one that cannot be fetched vanishes from its cell without a word.
 */
export function createAttachmentFetcher(options: {
  readonly store: BaseStore;
  readonly fetch: (request: Request) => Promise<Response>;
}): AttachmentFetcher {
  const { store } = options;
  const stopping = new AbortController();
  const fetchingIds = new Set<string>();
  const settle = async (place: Place, pending: SeedAttachment): Promise<void> => {
    fetchingIds.add(pending.id);
    try {
      const fetched = await fetchFile(pending, options.fetch, stopping.signal);
      if (stopping.signal.aborted) return;
      store.transact('publicApi', (tx) => {
        const row = tx.table(place.tableId).rows.get(place.rowId);
        const cell = row?.cells.get(place.fieldId);
        if (!isAttachmentList(cell)) return;
        const files = cell.flatMap((file) => (file.id === pending.id ? (fetched ?? []) : [file]));
        const next: Cell | undefined = files.length === 0 ? undefined : files;
        tx.write(place.tableId, place.rowId, new Map([[place.fieldId, next]]));
      });
    } finally {
      fetchingIds.delete(pending.id);
    }
  };
  const look = (tables: Tables, tableId: string, rowIds: Iterable<string>): void => {
    for (const rowId of rowIds) {
      for (const [fieldId, cell] of tables.get(tableId)?.rows.get(rowId)?.cells ?? []) {
        const files = isAttachmentList(cell) ? cell : [];
        const waiting = files.filter(
          ({ id, isPending }) => isPending === true && !fetchingIds.has(id),
        );
        // It never fails: a table that is gone meanwhile has no cell to fill.
        for (const file of waiting)
          void settle({ tableId, rowId, fieldId }, file).catch(() => undefined);
      }
    }
  };
  return Object.freeze({
    onCommit: ({ after, touchedRowIds }: Commit) => {
      for (const [tableId, rowIds] of touchedRowIds) look(after, tableId, rowIds);
    },
    resume: (tables: Tables) => {
      for (const [tableId, { rows }] of tables) look(tables, tableId, rows.keys());
    },
    stop: () => stopping.abort(),
  });
}

interface Place {
  readonly tableId: string;
  readonly rowId: string;
  readonly fieldId: string;
}

/** The attachment with its bytes, type and size, or `undefined` if there is no getting it. */
async function fetchFile(
  { id, filename, file: address }: SeedAttachment,
  fetch: (request: Request) => Promise<Response>,
  signal: AbortSignal,
): Promise<SeedAttachment | undefined> {
  try {
    const response = await fetch(new Request(address, { signal }));
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (!response.ok || bytes.byteLength === 0 || bytes.byteLength > MAX_BYTES) return undefined;
    const type = response.headers.get('content-type')?.split(';')[0] ?? 'application/octet-stream';
    const size = bytes.byteLength;
    const pixels = type.startsWith('image/') ? await measurePicture(bytes) : undefined;
    const file = `data:${type};base64,${Buffer.from(bytes).toString('base64')}`;
    return { id, filename, type, size, ...pixels, file };
  } catch {
    // Whatever the reason, Airtable names none either.
    return undefined;
  }
}
