import { MAX_ID_LENGTH } from '../../../model/record.ts';
import type { Collection } from '../../../model/schema.ts';
import type { Clock } from '../../clock.ts';
import { asList, asObject, asText } from '../../../protocol/check.ts';
import type { UpstreamRecord } from '../upstream-record.ts';
import {
  MAX_LOOKED_UP,
  type Cells,
  type UpstreamInsert,
  type UpstreamUpdate,
  type UpstreamWrites,
} from '../upstream-writes.ts';
import type { AirtableBase, WriteAddress } from './airtable-base.ts';
import { AirtableError } from './airtable-error.ts';
import { KEY_COLUMN, REV_COLUMN } from './bind-collection.ts';
import type { AirtableClient } from './client.ts';
import { decodePage } from './decode-page.ts';
import { createLearntRefusals, type RefusedCall } from './learnt-refusals.ts';
import { writtenForm } from './written-form.ts';

/** The writing calls of one base, in our words; all of them in the lane of what somebody did. */
export function createAirtableWrites(
  client: AirtableClient,
  base: AirtableBase,
  clock: Pick<Clock, 'now'>,
): UpstreamWrites {
  const learnt = createLearntRefusals(clock);

  const open = async (collection: Collection, signal: AbortSignal) => {
    const address = await base.writeAddress(collection, signal);
    const named = (cells: Cells, rev: number) =>
      Object.fromEntries(
        Object.entries({ ...cells, [REV_COLUMN]: rev }).map(([column, value]) => [
          address.nameOf(column),
          value,
        ]),
      );
    return { ...address, named };
  };

  const patch = async (
    collection: Collection,
    body: { readonly records: readonly object[]; readonly performUpsert?: object },
    { address, rows, signal }: PatchTerms,
  ): Promise<readonly UpstreamRecord[]> => {
    const about = collection.name;
    const { path, columns, byId } = address;
    try {
      const answer = await client.call({
        method: 'PATCH',
        path,
        body: { ...body, ...(byId ? { returnFieldsByFieldId: true } : {}) },
        lane: 'write',
        about,
        signal,
      });
      const { records } = decodePage(answer, about, columns);
      if (records.length === body.records.length) return records;
      throw new AirtableError('invalid-response', `${about}: another number of records came back`);
    } catch (error) {
      learnt.learn(collection, error, { rows, byId });
      throw error;
    }
  };

  /** Lists the records that a formula finds, all cells of them where no names are given. */
  const list = async (
    collection: Collection,
    asked: { readonly terms: readonly string[]; readonly names?: readonly string[] },
    { address, signal }: Pick<PatchTerms, 'address' | 'signal'>,
  ) =>
    client.call({
      method: 'POST',
      path: `${address.path}/listRecords`,
      body: {
        filterByFormula: `OR(${asked.terms.join(',')})`,
        ...(asked.names && { fields: asked.names }),
        pageSize: MAX_LOOKED_UP,
        ...(address.byId ? { returnFieldsByFieldId: true } : {}),
      },
      lane: 'write',
      about: collection.name,
      signal,
    });

  return Object.freeze({
    obstacle: (collection: Collection) =>
      base.writeObstacle(collection) ?? learnt.obstacle(collection),
    readObstacle: base.readObstacle,
    lostColumns: base.lostColumns,
    insert: async (
      collection: Collection,
      rows: readonly UpstreamInsert[],
      signal: AbortSignal,
    ) => {
      const address = await open(collection, signal);
      const records = rows.map(({ key, rev, cells, kept }) => ({
        fields: address.named({ ...kept, ...cells, [KEY_COLUMN]: key }, rev),
      }));
      const performUpsert = { fieldsToMergeOn: [address.nameOf(KEY_COLUMN)] };
      return patch(collection, { records, performUpsert }, { address, rows, signal });
    },
    update: async (
      collection: Collection,
      rows: readonly UpstreamUpdate[],
      signal: AbortSignal,
    ) => {
      const address = await open(collection, signal);
      const records = rows.map(({ id, rev, cells, kept }) => ({
        id,
        fields: address.named({ ...kept, ...cells }, rev),
      }));
      return patch(collection, { records }, { address, rows, signal });
    },
    remove: async (collection: Collection, ids: readonly string[], signal: AbortSignal) => {
      const { path } = await base.writeAddress(collection, signal);
      const query = new URLSearchParams(ids.map((id): [string, string] => ['records[]', id]));
      const about = collection.name;
      await client.call({ method: 'DELETE', path, query, lane: 'write', about, signal });
    },
    find: async (
      collection: Collection,
      { ids, keys }: { readonly ids: readonly string[]; readonly keys: readonly string[] },
      signal: AbortSignal,
    ) => {
      const address = await base.writeAddress(collection, signal);
      const { columns, nameOf } = address;
      const keyName = nameOf(KEY_COLUMN);
      const terms = [
        ...ids.filter(isPlain).map(recordTerm),
        ...keys.filter(isPlain).map((key) => `{${keyName}}='${key}'`),
      ];
      const marks = [keyName, nameOf(REV_COLUMN)] as const;
      const about = collection.name;
      const names = [...new Set([...columns.map(([name]) => name), ...marks])];
      const answer = await list(collection, { terms, names }, { address, signal });
      const written = asList(asObject(answer, about)['records'], about).map((member) => {
        const cells = asObject(asObject(member, about)['fields'] ?? {}, about);
        return { key: textOf(cells[marks[0]]), rev: Number(cells[marks[1]] ?? 0) };
      });
      const { records } = decodePage(answer, about, columns);
      return records.map((record, i) => ({ record, ...written[i]! }));
    },
    copy: async (collection: Collection, ids: readonly string[], signal: AbortSignal) => {
      const address = await base.writeAddress(collection, signal);
      const terms = ids.filter(isPlain).map(recordTerm);
      const answer = await list(collection, { terms }, { address, signal });
      const columnByName = new Map(address.columns);
      const marks = [KEY_COLUMN, REV_COLUMN].map(address.nameOf);
      const about = collection.name;
      return asList(asObject(answer, about)['records'], about).map((member) => {
        const { id, fields = {} } = asObject(member, about);
        const cells = Object.entries(asObject(fields, about)).flatMap(([name, value]) => {
          const cell = marks.includes(name) ? undefined : writtenForm(value);
          return cell === undefined ? [] : [[columnByName.get(name) ?? name, cell] as const];
        });
        return { id: asText(id, about), cells: Object.fromEntries(cells) };
      });
    },
    isComputed: (collection: Collection, column: string) =>
      base.isComputed(collection, column) || learnt.isComputed(collection, column),
    exists: base.exists,
  });
}

/** What one writing call is about. */
interface PatchTerms {
  readonly address: WriteAddress;
  readonly rows: RefusedCall['rows'];
  readonly signal: AbortSignal;
}

function recordTerm(id: string): string {
  return `RECORD_ID()='${id}'`;
}

/** Only ids and keys of this form go into a formula. */
function isPlain(text: string): boolean {
  return text.length <= MAX_ID_LENGTH && /^[\w.~-]+$/.test(text);
}

function textOf(cell: unknown): string {
  return typeof cell === 'string' ? cell : '';
}
