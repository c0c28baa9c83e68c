import type { UpstreamRecord } from '../upstream-record.ts';
import { AirtableError } from './airtable-error.ts';
import type { Lane } from './budget.ts';
import type { AirtableClient } from './client.ts';
import { decodePage, PAGE_SIZE } from './decode-page.ts';

/** How one table is asked for. */
export interface TableAddress {
  readonly path: string;
  readonly view: string | undefined;
  /** The columns that are read, each with the name to ask for it by. */
  readonly columns: readonly (readonly [string, string])[];
  readonly byId: boolean;
}

/** Under which terms a table is walked. */
export interface WalkTerms {
  readonly lane: Lane;
  readonly signal: AbortSignal;
  /** Told after each page how many records have come so far. */
  readonly onPage?: (records: number) => void;
}

/** Lists a table's records page by page: all pages or none. */
export async function walkTable(
  client: AirtableClient,
  { path, view, columns, byId }: TableAddress,
  { onPage, ...asked }: WalkTerms & { readonly about: string },
): Promise<readonly UpstreamRecord[]> {
  const records: UpstreamRecord[] = [];
  const seenOffsets = new Set<string>();
  let offset: string | undefined;
  do {
    const query = new URLSearchParams({ pageSize: String(PAGE_SIZE) });
    for (const [name] of columns) query.append('fields[]', name);
    if (byId) query.set('returnFieldsByFieldId', 'true');
    if (view !== undefined) query.set('view', view);
    if (offset !== undefined) query.set('offset', offset);
    const page = decodePage(
      await client.call({ method: 'GET', path, query, ...asked }),
      asked.about,
      columns,
    );
    records.push(...page.records);
    onPage?.(records.length);
    offset = page.offset;
    if (offset !== undefined && seenOffsets.has(offset)) {
      throw new AirtableError('invalid-response', `${asked.about}: the same page came twice`, {
        type: ITERATOR_LOST,
      });
    }
    if (offset !== undefined) seenOffsets.add(offset);
  } while (offset !== undefined);
  return uniqueById(records);
}

/** True where a walk lost its place between two pages: it may be begun anew. */
export function isLostWalk({ type }: AirtableError): boolean {
  return type === ITERATOR_LOST || type === 'INVALID_OFFSET_VALUE';
}

const ITERATOR_LOST = 'LIST_RECORDS_ITERATOR_NOT_AVAILABLE';

/** Of an id that comes twice (a record that moved between two pages) the later one counts. */
function uniqueById(records: readonly UpstreamRecord[]): readonly UpstreamRecord[] {
  return [...new Map(records.map((record) => [record.id, record])).values()];
}
