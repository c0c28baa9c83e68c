import { unprocessable } from './api-error.ts';
import type { IdKind } from './ids.ts';

/** The rows a walk through pages still has before it, and where the next page starts. */
interface Walk {
  readonly rowIds: readonly string[];
  readonly start: number;
}

/**
 * Remembers walks between pages. A walk keeps the ids and order its first page saw; the cells are read anew on
 * each page, so a walk is not a snapshot. It is forgotten after `idleMs` without a request, or by a restart.
 */
export interface Iterators {
  readonly open: (fingerprint: string, walk: Walk) => string;
  readonly resume: (offset: string, fingerprint: string) => Walk;
  readonly lose: () => void;
}

interface Entry {
  readonly fingerprint: string;
  readonly rowIds: readonly string[];
  usedAtMs: number;
}

/** Keeps iterators in memory, and drops those nobody used. */
export function createIterators(options: {
  readonly newId: (kind: IdKind) => string;
  readonly now: () => number;
  readonly idleMs: number;
}): Iterators {
  const entryById = new Map<string, Entry>();
  const dropIdle = (): void => {
    for (const [id, entry] of entryById) {
      if (options.now() - entry.usedAtMs >= options.idleMs) entryById.delete(id);
    }
  };
  return Object.freeze({
    open: (fingerprint: string, { rowIds, start }: Walk) => {
      dropIdle();
      const known = [...entryById].find(([, entry]) => entry.rowIds === rowIds)?.[0];
      const id = known ?? options.newId('itr');
      entryById.set(id, { fingerprint, rowIds, usedAtMs: options.now() });
      return `${id}/${rowIds[start] ?? ''}`;
    },
    resume: (offset: string, fingerprint: string) => {
      dropIdle();
      const invalid = unprocessable(
        'INVALID_OFFSET_VALUE',
        `The value of offset ${offset} is invalid`,
      );
      const [id = '', rowId = ''] = offset.split('/');
      if (!/^itr[A-Za-z0-9]{14}$/.test(id)) throw invalid;
      const entry = entryById.get(id);
      if (entry === undefined) throw unprocessable('LIST_RECORDS_ITERATOR_NOT_AVAILABLE');
      const start = entry.rowIds.indexOf(rowId);
      if (entry.fingerprint !== fingerprint || start < 0) throw invalid;
      entry.usedAtMs = options.now();
      return { rowIds: entry.rowIds, start };
    },
    lose: () => {
      entryById.clear();
    },
  });
}
