import { isDeepStrictEqual } from 'node:util';
import type { JsonValue, StoredRecord } from '../../model/record.ts';
import type { Collection } from '../../model/schema.ts';
import { isComing } from '../decode/decode-attachments.ts';
import { decodeRecord, type DecodeContext } from '../decode/decode-record.ts';
import { claimOf } from '../decode/public-ids.ts';
import type { PublishedRecords } from '../publish/published-records.ts';
import type { UpstreamRecord } from '../source/upstream-record.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { Row } from './rows.ts';

/** A row as it is now, and its record where that is to be compared with the published one. */
export interface Taken {
  readonly row: Row;
  readonly record?: StoredRecord;
}

/** Makes the rows of one collection, and their records, out of upstream records. */
export interface RowDecoder {
  /** From now on the cells of these columns, and of no others, are not to be believed: what is published of them stands. */
  readonly distrust: (columns: readonly string[]) => void;
  /** A record as a row of this public id; its content is decoded only where it is other than `old` was made of. */
  readonly decode: (
    record: UpstreamRecord,
    publicId: string,
    old: Row | undefined,
  ) => Promise<Taken>;
  /** Decodes a row that waits for pictures as it came; one that does not wait stays as it is. */
  readonly decodeAgain: (row: Row) => Promise<Taken>;
  /** The row under another id, with its newest record under this; the next sweep decodes it again. */
  readonly readdress: (
    row: Row,
    publicId: string,
    newest: StoredRecord | undefined,
  ) => Promise<Taken>;
  /** Its record with its links as what they lead to goes by now; undefined where these are the same. */
  readonly relink: (row: Row, record: StoredRecord) => StoredRecord | undefined;
  /** Whether links of it stand as an earlier run published them, since what they lead to by now is still to be read. */
  readonly hasOpenLinks: (row: Row) => boolean;
  /** Which of the upstream ids that it links to goes by this name; undefined where none does. */
  readonly idOfLink: (row: Row, link: string) => string | undefined;
}

/** What a row decoder is given. */
export interface RowDecoderOptions {
  readonly context: DecodeContext;
  /** The records that stand now by public id, an earlier run's included. */
  readonly published: () => Pick<PublishedRecords, 'has' | 'get'>;
  /** The public id of a record of any table by its upstream id: links are published as these. */
  readonly publicIdOf?: (upstreamId: string) => string | undefined;
  /** False while a table is still to be read whose records go by other ids than upstream. */
  readonly isAllRead?: () => boolean;
}

/** Creates one that believes all columns. */
export function createRowDecoder(
  collection: Collection,
  { context, published, publicIdOf = () => undefined, isAllRead = () => true }: RowDecoderOptions,
): RowDecoder {
  let lost: ReadonlySet<string> = new Set();
  const linkFields = Object.entries(collection.fields).filter(([, { kind }]) => kind === 'links');

  const linkedIdsOf = ({ fields }: UpstreamRecord): Row['links'] => {
    const links = linkFields.flatMap(([name, { from }]) => {
      const cell = !lost.has(from) && Object.hasOwn(fields, from) ? fields[from] : undefined;
      return isTexts(cell) && cell.length > 0 ? [[name, cell] as const] : [];
    });
    return links.length > 0 ? Object.fromEntries(links) : undefined;
  };

  /** True where an earlier run published names of records that are still to be read. */
  const isOpen = (ids: readonly string[], present: JsonValue | undefined): boolean => {
    if (!isTexts(present) || isAllRead()) return false;
    const known = new Set<string | undefined>(ids.map(publicIdOf));
    return (
      ids.some((id) => publicIdOf(id) === undefined && !present.includes(id)) &&
      present.some((name) => !known.has(name) && !ids.includes(name))
    );
  };

  /** Links as public ids. One that leads to no record that is known stays as it is; open ones stay as they were published. */
  const publicLinks = (ids: readonly string[], present: JsonValue | undefined): JsonValue =>
    present !== undefined && isOpen(ids, present) ? present : ids.map((id) => publicIdOf(id) ?? id);

  /** A row's fields of links. */
  const linkFieldsOf = (publicId: string, links: Row['links']) => {
    const present = links && published().get(publicId)?.record;
    return Object.fromEntries(
      Object.entries(links ?? {}).map(([name, ids]) => [name, publicLinks(ids, present?.[name])]),
    );
  };

  const toRow = async (
    upstream: UpstreamRecord,
    { publicId, fingerprint }: Pick<Row, 'publicId' | 'fingerprint'>,
  ): Promise<Taken> => {
    const awaitedIds = new Set<string>();
    const mirrored: DecodeContext['mirrored'] = (attachment) => {
      const found = context.mirrored(attachment);
      if (isComing(found) || !context.isMirrored(attachment.id)) awaitedIds.add(attachment.id);
      return found;
    };
    const links = linkedIdsOf(upstream);
    const linkColumns = Object.fromEntries(
      Object.entries(linkFieldsOf(publicId, links)).map(([name, ids]) => [
        collection.fields[name]!.from,
        ids,
      ]),
    );
    const linked = { ...upstream, fields: { ...upstream.fields, ...linkColumns } };
    const { record, problems } = await decodeRecord(linked, {
      collection,
      publicId,
      context: { ...context, mirrored },
      published: () => published().get(publicId)?.record,
      lost,
    });
    const isWanted = isToBeShown(upstream, publicId);
    const isShown = record !== undefined && isWanted;
    const row: Row = {
      claim: claimOf(upstream, collection.key),
      publicId,
      fingerprint,
      isShown,
      // What is wrong quotes the record, to anybody: of one that the filter hides it is not told.
      ...(isWanted && problems.length > 0 && { problems }),
      ...(links && { links }),
      ...(awaitedIds.size > 0 && { awaiting: { upstream, attachmentIds: awaitedIds } }),
    };
    return { row, ...(isShown && { record }) };
  };

  /** A checkbox that is lost is no reason to hide what stands, nor to show what does not. */
  const isToBeShown = ({ fields }: UpstreamRecord, publicId: string): boolean => {
    const column = collection.publish?.checkbox;
    if (column === undefined) return true;
    return lost.has(column) ? published().has(publicId) : fields[column] === true;
  };

  return Object.freeze({
    distrust: (columns: readonly string[]) => {
      lost = new Set(columns);
    },
    decode: async (upstream: UpstreamRecord, publicId: string, old: Row | undefined) => {
      const fingerprint = fingerprintOf(collection, upstream, lost);
      // A row whose pictures are still to come is decoded again, since only the newest address of one can be fetched.
      const isSame = old?.fingerprint === fingerprint && old.publicId === publicId && !old.awaiting;
      if (!isSame) return toRow(upstream, { publicId, fingerprint });
      // The key column is no content: it may have changed even so.
      const claim = claimOf(upstream, collection.key);
      return { row: old.claim.key === claim.key ? old : { ...old, claim } };
    },
    decodeAgain: async (row: Row) => (row.awaiting ? toRow(row.awaiting.upstream, row) : { row }),
    readdress: async (row: Row, publicId: string, newest: StoredRecord | undefined) => {
      if (row.publicId === publicId) return { row };
      const moved = { ...row, publicId, fingerprint: '' };
      if (row.awaiting) return toRow(row.awaiting.upstream, moved);
      return { row: moved, ...(newest && { record: { ...newest, id: publicId } }) };
    },
    hasOpenLinks: ({ publicId, links }: Row) => {
      if (!links || isAllRead()) return false;
      const present = published().get(publicId)?.record;
      return Object.entries(links).some(([name, ids]) => isOpen(ids, present?.[name]));
    },
    idOfLink: ({ links = {} }: Row, link: string) =>
      Object.values(links)
        .flat()
        .find((id) => (publicIdOf(id) ?? id) === link),
    relink: ({ publicId, links }: Row, record: StoredRecord) => {
      const next = { ...record, ...linkFieldsOf(publicId, links) };
      return isDeepStrictEqual(next, record) ? undefined : next;
    },
  });
}

function isTexts(cell: unknown): cell is readonly string[] {
  return Array.isArray(cell) && cell.every((member) => typeof member === 'string');
}
