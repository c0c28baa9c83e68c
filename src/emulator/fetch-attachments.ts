import type { BaseStore, Commit } from './base-store.ts';
import type { Tables } from './tables.ts';
import { isAttachmentList, type Cell } from './cell.ts';
import { measurePicture } from './measure-picture.ts';
import type { SeedAttachment } from './seed.ts';

/** Above this the emulator, which keeps files in memory, does not fetch; Airtable takes a gigabyte. */
const MAX_BYTES = 25 * 1024 * 1024;

/** How long a file may take: as much as may be fetched comes in this time over a slow line too. */
const TIMEOUT_MS = 120_000;

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
 * address only, and one that cannot be fetched, or not in two minutes, vanishes from its cell without a word.
 */
export function createAttachmentFetcher(options: {
  readonly store: BaseStore;
  readonly fetch: (request: Request) => Promise<Response>;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}): AttachmentFetcher {
  const { store } = options;
  const stopping = new AbortController();
  const fetchingIds = new Set<string>();
  const settle = async (place: Place, pending: SeedAttachment): Promise<void> => {
    fetchingIds.add(pending.id);
    try {
      const fetched = await fetchInTime(pending, options, stopping.signal);
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

/** The same as `fetchFile`, and `undefined` as well when the time is over, or the fetcher is stopped. */
async function fetchInTime(
  pending: SeedAttachment,
  { fetch, sleep }: Pick<Parameters<typeof createAttachmentFetcher>[0], 'fetch' | 'sleep'>,
  stopping: AbortSignal,
): Promise<SeedAttachment | undefined> {
  const finished = new AbortController();
  const signal = AbortSignal.any([stopping, finished.signal]);
  const timeout = sleep(TIMEOUT_MS, signal).then(
    () => undefined,
    () => undefined,
  );
  try {
    return await Promise.race([fetchFile(pending, fetch, signal), timeout]);
  } finally {
    finished.abort();
  }
}

/** The attachment with its bytes, type and size, or `undefined` if there is no getting it. */
async function fetchFile(
  { id, filename, file: address }: SeedAttachment,
  fetch: (request: Request) => Promise<Response>,
  signal: AbortSignal,
): Promise<SeedAttachment | undefined> {
  try {
    const response = await fetch(new Request(address, { signal }));
    const bytes = response.ok ? await readUpTo(MAX_BYTES, response) : undefined;
    if (bytes === undefined || bytes.byteLength === 0) return undefined;
    const type = response.headers.get('content-type')?.split(';')[0] ?? 'application/octet-stream';
    const size = bytes.byteLength;
    const pixels = type.startsWith('image/') ? await measurePicture(bytes) : undefined;
    const file = `data:${type};base64,${bytes.toString('base64')}`;
    return { id, filename, type, size, ...pixels, file };
  } catch {
    // Whatever the reason, Airtable names none either.
    return undefined;
  }
}

/** The whole body, or `undefined` as soon as it is longer than `maxBytes`: leaving the loop ends the transfer. */
async function readUpTo(maxBytes: number, { body }: Response): Promise<Buffer | undefined> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of (body ?? []) as AsyncIterable<Uint8Array>) {
    length += part.byteLength;
    if (length > maxBytes) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}
