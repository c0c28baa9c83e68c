import type { StoredRecord } from '../../model/record.ts';
import type { Collection } from '../../model/schema.ts';
import { isComing } from '../decode/decode-attachments.ts';
import { decodeRecord, type DecodeContext } from '../decode/decode-record.ts';
import { claimOf } from '../decode/public-ids.ts';
import { linkColumnsOf } from '../link-columns.ts';
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
  /** The row under another id. Its content is that of the published record; the next sweep decodes it again. */
  readonly readdress: (row: Row, publicId: string) => Promise<Taken>;
}

/** What a row decoder is given. */
export interface RowDecoderOptions {
  readonly context: DecodeContext;
  /** The records that stand now by public id, an earlier run's included. */
  readonly published: () => Pick<PublishedRecords, 'has' | 'get'>;
  /** The public id of a record of any table by its upstream id: links are published as these. */
  readonly publicIdOf?: (upstreamId: string) => string | undefined;
}

/** Creates one that believes all columns. */
export function createRowDecoder(
  collection: Collection,
  { context, published, publicIdOf = () => undefined }: RowDecoderOptions,
): RowDecoder {
  let lost: ReadonlySet<string> = new Set();
  const linkColumns = linkColumnsOf(collection);

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
    const { record, problems } = await decodeRecord(upstream, {
      collection,
      publicId,
      context: { ...context, mirrored },
      published: () => published().get(publicId)?.record,
      lost,
    });
    const isShown = record !== undefined && isToBeShown(upstream, publicId);
    const row: Row = {
      claim: claimOf(upstream, collection.key),
      publicId,
      fingerprint,
      isShown,
      ...(problems.length > 0 && { problems }),
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
    decode: async (record: UpstreamRecord, publicId: string, old: Row | undefined) => {
      const upstream = withPublicLinks(record, linkColumns, publicIdOf);
      const fingerprint = fingerprintOf(collection, upstream, lost);
      // A row whose pictures are still to come is decoded again, since only the newest address of one can be fetched.
      const isSame = old?.fingerprint === fingerprint && old.publicId === publicId && !old.awaiting;
      if (!isSame) return toRow(upstream, { publicId, fingerprint });
      // The key column is no content: it may have changed even so.
      const claim = claimOf(upstream, collection.key);
      return { row: old.claim.key === claim.key ? old : { ...old, claim } };
    },
    decodeAgain: async (row: Row) => (row.awaiting ? toRow(row.awaiting.upstream, row) : { row }),
    readdress: async (row: Row, publicId: string) => {
      if (row.publicId === publicId) return { row };
      const moved = { ...row, publicId, fingerprint: '' };
      if (row.awaiting) return toRow(row.awaiting.upstream, moved);
      const record = row.isShown ? published().get(row.publicId)?.record : undefined;
      return { row: moved, ...(record && { record: { ...record, id: publicId } }) };
    },
  });
}

/** The record with its links as public ids; one that leads to no record that is known stays as it is. */
function withPublicLinks(
  record: UpstreamRecord,
  columns: readonly string[],
  publicIdOf: (upstreamId: string) => string | undefined,
): UpstreamRecord {
  if (columns.length === 0) return record;
  const fields = { ...record.fields };
  for (const column of columns) {
    const cell = Object.hasOwn(fields, column) ? fields[column] : undefined;
    if (!Array.isArray(cell)) continue;
    fields[column] = cell.map((id: unknown) => (typeof id === 'string' && publicIdOf(id)) || id);
  }
  return { ...record, fields };
}
