import type { Collection } from '../../../model/schema.ts';
import { asList, asObject } from '../../../protocol/check.ts';
import type { UpstreamRecord } from '../upstream-record.ts';
import {
  MAX_LOOKED_UP,
  type Cells,
  type UpstreamInsert,
  type UpstreamUpdate,
  type UpstreamWrites,
} from '../upstream-writes.ts';
import { decodePage, type AirtableBase, type WriteAddress } from './airtable-base.ts';
import { AirtableError } from './airtable-error.ts';
import { KEY_COLUMN, REV_COLUMN } from './bind-collection.ts';
import type { AirtableClient } from './client.ts';

/** The writing calls of one base, in our words; all of them in the lane of what somebody did. */
export function createAirtableWrites(client: AirtableClient, base: AirtableBase): UpstreamWrites {
  /** Learnt from refusals, where the token may not read the schema. */
  const refusedByName = new Map<string, string>();

  const obstacle = (collection: Collection) =>
    base.writeObstacle(collection) ?? refusedByName.get(collection.name);

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
    { address, signal }: { readonly address: WriteAddress; readonly signal: AbortSignal },
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
      if (error instanceof AirtableError && error.type === 'UNKNOWN_FIELD_NAME' && !byId) {
        refusedByName.set(about, `its table lacks the column "${REV_COLUMN}" or another`);
      }
      throw error;
    }
  };

  return Object.freeze({
    obstacle,
    lostColumns: base.lostColumns,
    insert: async (
      collection: Collection,
      rows: readonly UpstreamInsert[],
      signal: AbortSignal,
    ) => {
      const address = await open(collection, signal);
      const records = rows.map(({ key, rev, cells }) => ({
        fields: address.named({ ...cells, [KEY_COLUMN]: key }, rev),
      }));
      const performUpsert = { fieldsToMergeOn: [address.nameOf(KEY_COLUMN)] };
      return patch(collection, { records, performUpsert }, { address, signal });
    },
    update: async (
      collection: Collection,
      rows: readonly UpstreamUpdate[],
      signal: AbortSignal,
    ) => {
      const address = await open(collection, signal);
      const records = rows.map(({ id, rev, cells }) => ({
        id,
        fields: address.named(cells, rev),
      }));
      return patch(collection, { records }, { address, signal });
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
      const { path, columns, byId, nameOf } = await base.writeAddress(collection, signal);
      const keyName = nameOf(KEY_COLUMN);
      const terms = [
        ...ids.filter(isPlain).map((id) => `RECORD_ID()='${id}'`),
        ...keys.filter(isPlain).map((key) => `{${keyName}}='${key}'`),
      ];
      const marks = [keyName, nameOf(REV_COLUMN)] as const;
      const about = collection.name;
      const answer = await client.call({
        method: 'POST',
        path: `${path}/listRecords`,
        body: {
          filterByFormula: `OR(${terms.join(',')})`,
          fields: [...new Set([...columns.map(([name]) => name), ...marks])],
          pageSize: MAX_LOOKED_UP,
          ...(byId ? { returnFieldsByFieldId: true } : {}),
        },
        lane: 'write',
        about,
        signal,
      });
      const written = asList(asObject(answer, about)['records'], about).map((member) => {
        const cells = asObject(asObject(member, about)['fields'] ?? {}, about);
        return { key: textOf(cells[marks[0]]), rev: Number(cells[marks[1]] ?? 0) };
      });
      const { records } = decodePage(answer, about, columns);
      return records.map((record, i) => ({ record, ...written[i]! }));
    },
    exists: base.exists,
  });
}

/** Only ids and keys of this form go into a formula. */
function isPlain(text: string): boolean {
  return /^[\w.~-]{1,128}$/.test(text);
}

function textOf(cell: unknown): string {
  return typeof cell === 'string' ? cell : '';
}
