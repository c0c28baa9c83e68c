import type { Collection } from '../../model/schema.ts';
import { decodeRecord, type DecodeContext, type DecodedRecord } from '../decode/decode-record.ts';
import type { FieldProblem } from '../decode/problem.ts';
import { assignPublicIds } from '../decode/public-ids.ts';
import type { CollectionChange } from '../publish/collection-state.ts';
import type { SourceChange, UpstreamRecord } from '../source/source.ts';

/** One collection's upstream records, decoded as far as they changed. */
export interface IntakeTable {
  /** True once a whole table was seen; before that, single records mean nothing. */
  readonly isComplete: () => boolean;
  /** Takes news in and says what it changes in public. */
  readonly take: (change: SourceChange) => Promise<CollectionChange>;
  /** Decodes anew the records that hold one of these attachments. */
  readonly retake: (attachmentIds: ReadonlySet<string>) => Promise<CollectionChange>;
  /** The last change was not published after all: the next one names every record again. */
  readonly distrust: () => void;
  readonly problems: () => readonly FieldProblem[];
}

interface Row {
  readonly upstream: UpstreamRecord;
  readonly publicId: string;
  readonly fingerprint: string;
  readonly decoded: DecodedRecord;
}

/** Creates an empty table. `publishedIds` gives the public ids that stand now, an earlier run's included. */
export function createIntakeTable(
  collection: Collection,
  publishedIds: () => Iterable<string>,
  context: DecodeContext,
): IntakeTable {
  let rowById = new Map<string, Row>();
  let isComplete = false;
  let isTrusted = true;

  const decode = async (upstream: UpstreamRecord, publicId: string, fingerprint: string) => ({
    upstream,
    publicId,
    fingerprint,
    decoded: await decodeRecord(collection, publicId, upstream, context),
  });

  /** Rows for these records; those that say the same under the same id are taken over undecoded. */
  const rebuild = async (records: readonly UpstreamRecord[]) => {
    const publicIdByUpstream = assignPublicIds(records, collection.key);
    const next = new Map<string, Row>();
    for (const group of inGroups(records)) {
      const rows = group.map((upstream) => {
        const publicId = publicIdByUpstream.get(upstream.id)!;
        const old = rowById.get(upstream.id);
        const fingerprint =
          old?.upstream === upstream ? old.fingerprint : fingerprintOf(collection, upstream);
        const isSame = old?.fingerprint === fingerprint && old.publicId === publicId;
        return isSame && !isAwaitingMedia(old, context)
          ? Promise.resolve({ ...old, upstream })
          : decode(upstream, publicId, fingerprint);
      });
      for (const row of await Promise.all(rows)) next.set(row.upstream.id, row);
      await breathe();
    }
    return next;
  };

  const commit = (next: Map<string, Row>, order?: readonly string[]): CollectionChange => {
    const before = rowById;
    rowById = next;
    const changed = [...next.values()]
      .filter((row) => !isTrusted || before.get(row.upstream.id)?.decoded !== row.decoded)
      .flatMap((row) => row.decoded.record ?? []);
    const standing = new Set(
      [...next.values()].flatMap((row) => (row.decoded.record ? [row.publicId] : [])),
    );
    const removed = [...publishedIds()].filter((id) => !standing.has(id));
    const publicOrder = order?.flatMap((id) => {
      const row = next.get(id);
      return row?.decoded.record ? [row.publicId] : [];
    });
    isTrusted = true;
    return { changed, removed, ...(publicOrder ? { order: publicOrder } : {}) };
  };

  return Object.freeze({
    isComplete: () => isComplete,
    take: async (change: SourceChange) => {
      if (change.kind === 'whole') {
        const records = uniqueById(change.records);
        const next = await rebuild(records);
        isComplete = true;
        return commit(
          next,
          collection.view === undefined ? undefined : records.map(({ id }) => id),
        );
      }
      const upstreamById = new Map([...rowById].map(([id, row]) => [id, row.upstream]));
      for (const id of change.removed) upstreamById.delete(id);
      for (const record of change.changed) upstreamById.set(record.id, record);
      return commit(await rebuild([...upstreamById.values()]));
    },
    retake: async (attachmentIds: ReadonlySet<string>) => {
      const next = new Map(rowById);
      for (const [id, row] of rowById) {
        if (!row.decoded.attachmentIds.some((member) => attachmentIds.has(member))) continue;
        next.set(id, await decode(row.upstream, row.publicId, row.fingerprint));
      }
      return commit(next);
    },
    distrust: () => {
      isTrusted = false;
    },
    problems: () => [...rowById.values()].flatMap((row) => row.decoded.problems),
  });
}

/** A row whose pictures are still to come is decoded again, since only the newest address of one can be fetched. */
function isAwaitingMedia(row: Row, context: DecodeContext): boolean {
  return row.decoded.attachmentIds.some((id) => !context.isMirrored(id));
}

/** What decoding reads of a record, as text: the declared columns, attachments without their expiring addresses. */
function fingerprintOf(collection: Collection, { createdTime, fields }: UpstreamRecord): string {
  const cells = Object.values(collection.fields).map((field) => {
    const cell = Object.hasOwn(fields, field.from) ? fields[field.from] : null;
    return field.kind === 'image' || field.kind === 'attachments' ? withoutAddresses(cell) : cell;
  });
  return JSON.stringify([createdTime, ...cells]);
}

function withoutAddresses(cell: unknown): unknown {
  if (!Array.isArray(cell)) return cell;
  return cell.map((member: unknown) =>
    typeof member === 'object' && member !== null
      ? { ...member, url: undefined, thumbnails: undefined }
      : member,
  );
}

/** Of an id that comes twice (a record that moved between two pages) the later one counts. */
function uniqueById(records: readonly UpstreamRecord[]): readonly UpstreamRecord[] {
  return [...new Map(records.map((record) => [record.id, record])).values()];
}

function inGroups<T>(members: readonly T[], size = 500): readonly T[][] {
  const groups: T[][] = [];
  for (let i = 0; i < members.length; i += size) groups.push(members.slice(i, i + size));
  return groups;
}

/** Lets requests be answered between two stretches of work. */
function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
