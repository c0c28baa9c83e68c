import type { StoredRecord } from '../../model/record.ts';
import type { Collection } from '../../model/schema.ts';
import { decodeRecord, type DecodeContext, type DecodedRecord } from '../decode/decode-record.ts';
import type { FieldProblem } from '../decode/problem.ts';
import { assignPublicIds } from '../decode/public-ids.ts';
import type { GuardedChange } from '../guard/deletion-guard.ts';
import type { Evidence } from '../guard/judge-deletions.ts';
import type { SourceChange, UpstreamRecord } from '../source/source.ts';
import { createOwnWrites } from './own-writes.ts';

/** A collection's records as they stand upstream, those that are not published included. */
export interface NewestRecords {
  /** By public id. `record` is undefined where a filter hides it, or where it is malformed. */
  readonly find: (
    publicId: string,
  ) => { readonly upstreamId: string; readonly record: StoredRecord | undefined } | undefined;
}

/** One collection's upstream records, decoded as far as they changed. */
export interface IntakeTable extends NewestRecords {
  /** True once a whole table was seen; before that, single records mean nothing. */
  readonly isComplete: () => boolean;
  /** Takes news in and says what it changes in public. */
  readonly take: (change: SourceChange) => Promise<GuardedChange>;
  /** These records were written by us, at this tick. */
  readonly noteOwn: (change: Part, tick: number) => void;
  /** News with what stands in the place of all that we wrote since it was asked for. */
  readonly withoutUndoing: (change: SourceChange) => SourceChange;
  readonly overtaken: (ids: readonly string[], askedAt: number) => readonly string[];
  /** Upstream ids that stood when the table was last heard of; before it was seen whole, those that are published. */
  readonly knownIds: () => readonly string[];
  /** Decodes anew the records that hold one of these attachments. */
  readonly retake: (attachmentIds: ReadonlySet<string>) => Promise<GuardedChange>;
  /** The last change was not published after all: the next one names every record again. */
  readonly distrust: () => void;
  readonly problems: () => readonly FieldProblem[];
}

interface Row {
  readonly upstream: UpstreamRecord;
  readonly publicId: string;
  readonly fingerprint: string;
  /** The lost columns that the fingerprint leaves out. */
  readonly lost: ReadonlySet<string>;
  readonly decoded: DecodedRecord;
}

/** News of single records. */
export type Part = Extract<SourceChange, { readonly kind: 'part' }>;

/** Creates an empty table. `published` gives the records that stand now by public id, an earlier run's included. */
export function createIntakeTable(
  collection: Collection,
  published: () => ReadonlyMap<string, { readonly record: StoredRecord }>,
  context: DecodeContext,
): IntakeTable {
  let rowById: RowById = new Map();
  let isComplete = false;
  let isTrusted = true;
  /** Columns whose cells are not to be believed at present: what is published of them stands. */
  let lost: ReadonlySet<string> = new Set();
  const ownWrites = createOwnWrites();
  let idsByPublic: { readonly of: RowById; readonly map: ReadonlyMap<string, string> } | undefined;

  const upstreamIdOf = (publicId: string): string | undefined => {
    if (idsByPublic?.of !== rowById) {
      const map = new Map([...rowById.values()].map(pairOf));
      idsByPublic = { of: rowById, map };
    }
    return idsByPublic.map.get(publicId);
  };

  const rowOf = async (upstream: UpstreamRecord, publicId: string): Promise<Row> => {
    const old = rowById.get(upstream.id);
    const fingerprint =
      old?.upstream === upstream && old.lost === lost
        ? old.fingerprint
        : fingerprintOf(collection, upstream, lost);
    const isSame = old?.fingerprint === fingerprint && old.publicId === publicId;
    if (isSame && !isAwaitingMedia(old, context)) return { ...old, upstream, lost };
    return decodeRow({ upstream, publicId, fingerprint, lost });
  };

  const decodeRow = async (row: Omit<Row, 'decoded'>): Promise<Row> => {
    const decoded = await decodeRecord(row.upstream, {
      collection,
      publicId: row.publicId,
      context,
      kept: { columns: lost, record: published().get(row.publicId)?.record },
    });
    return { ...row, decoded: isShown(row) ? decoded : { ...decoded, record: undefined } };
  };

  /** A checkbox that is lost is no reason to hide what stands, nor to show what does not. */
  const isShown = ({ upstream, publicId }: Omit<Row, 'decoded'>): boolean => {
    const column = collection.publish?.checkbox;
    if (column === undefined) return true;
    return lost.has(column) ? published().has(publicId) : upstream.fields[column] === true;
  };

  /** Rows for these records, many at a time, with room for requests to be answered in between. */
  const rowsOf = async (records: readonly UpstreamRecord[], ids: ReadonlyMap<string, string>) => {
    const rows: Row[] = [];
    for (const group of inGroups(records)) {
      rows.push(...(await Promise.all(group.map((record) => rowOf(record, ids.get(record.id)!)))));
      if (records.length > group.length) await breathe();
    }
    return rows;
  };

  const takeWhole = async (
    records: readonly UpstreamRecord[],
    gone: ReadonlySet<string> = new Set(),
  ): Promise<GuardedChange> => {
    const rows = await rowsOf(records, assignPublicIds(records, collection.key));
    const before = rowById;
    const standing = new Set(rows.filter((row) => row.decoded.record).map((row) => row.publicId));
    rowById = new Map(rows.map((row) => [row.upstream.id, row]));
    isComplete = true;
    const changed = rows.filter(
      (row) => !isTrusted || before.get(row.upstream.id)?.decoded !== row.decoded,
    );
    isTrusted = true;
    const removed = [...published().keys()].filter((id) => !standing.has(id));
    return {
      changed: recordsOf(changed),
      removed,
      evidence: evidenceOf(removed, { before, after: rowById, gone }),
      isWhole: true,
      standing,
      ...(collection.view === undefined ? {} : { order: recordsOf(rows).map(({ id }) => id) }),
    };
  };

  const takePart = async ({ changed, removed, isOwn = false }: Part) => {
    const upstreamById = new Map([...rowById].map(([id, row]) => [id, row.upstream]));
    for (const id of removed) upstreamById.delete(id);
    for (const record of changed) upstreamById.set(record.id, record);
    const records = [...upstreamById.values()];
    if (!isTrusted) return takeWhole(records, new Set(removed));
    const ids = assignPublicIds(records, collection.key);
    const touched = new Set(changed.map((record) => record.id));
    // A key that came or went may give other rows another id than they had.
    const candidates = records.filter(
      ({ id }) => touched.has(id) || rowById.get(id)?.publicId !== ids.get(id),
    );
    return replaceRows(await rowsOf(candidates, ids), removed, isOwn);
  };

  /**
   * Puts these rows in the place of older ones. A row that is not among them keeps its id, and ids are unique; so an id
   * that was one of theirs and is so no more is gone.
   */
  const replaceRows = (
    rows: readonly Row[],
    removed: readonly string[],
    isOwn: boolean,
  ): GuardedChange => {
    const before = rowById;
    const old = [...removed, ...rows.map((row) => row.upstream.id)].flatMap(
      (id) => rowById.get(id) ?? [],
    );
    const next = new Map(rowById);
    for (const id of removed) next.delete(id);
    for (const row of rows) next.set(row.upstream.id, row);
    rowById = next;
    const records = recordsOf(rows);
    const standing = new Set(records.map((record) => record.id));
    const gone = old.map((row) => row.publicId).filter((id) => !standing.has(id));
    const evidence = evidenceOf(gone, { before, after: next, gone: new Set(removed) });
    return {
      changed: records,
      removed: gone,
      evidence: isOwn ? new Map(gone.map((id) => [id, 'own'])) : evidence,
      isWhole: false,
    };
  };

  return Object.freeze({
    isComplete: () => isComplete,
    take: (change: SourceChange) => {
      const next = change.lost ?? [];
      if (next.length !== lost.size || next.some((column) => !lost.has(column)))
        lost = new Set(next);
      return change.kind === 'whole'
        ? takeWhole(uniqueById(change.records), new Set(change.gone))
        : takePart(change);
    },
    find: (publicId: string) => {
      const upstreamId = upstreamIdOf(publicId);
      const row = upstreamId === undefined ? undefined : rowById.get(upstreamId);
      return row && { upstreamId: row.upstream.id, record: row.decoded.record };
    },
    noteOwn: ({ changed, removed }: Part, tick: number) =>
      ownWrites.note([...changed.map(({ id }) => id), ...removed], tick),
    withoutUndoing: (change: SourceChange) =>
      ownWrites.withoutUndoing(change, (id) => rowById.get(id)?.upstream),
    overtaken: (ids: readonly string[], askedAt: number) =>
      ids.filter((id) => ownWrites.isSince(id, askedAt)),
    knownIds: () =>
      isComplete || collection.key !== undefined ? [...rowById.keys()] : [...published().keys()],
    retake: async (attachmentIds: ReadonlySet<string>) => {
      const waiting = [...rowById.values()].filter((row) =>
        row.decoded.attachmentIds.some((id) => attachmentIds.has(id)),
      );
      return replaceRows(await Promise.all(waiting.map(decodeRow)), [], false);
    },
    distrust: () => {
      isTrusted = false;
    },
    problems: () => [...rowById.values()].flatMap((row) => row.decoded.problems),
  });
}

/**
 * What is known of public ids that go. A row that stands under another id is no deletion at all; one that stands but is
 * malformed or not to be published was seen, as was one that is known to be gone.
 */
function evidenceOf(
  removed: readonly string[],
  { before, after, gone }: { before: RowById; after: RowById; gone: ReadonlySet<string> },
): ReadonlyMap<string, Evidence> {
  const evidence = new Map<string, Evidence>();
  if (removed.length === 0) return evidence;
  const upstreamIdOf = new Map([...before.values(), ...after.values()].map(pairOf));
  for (const id of removed) {
    const upstreamId = upstreamIdOf.get(id) ?? id;
    const row = after.get(upstreamId);
    if (row && row.publicId !== id && row.decoded.record) evidence.set(id, 'own');
    else if (row || gone.has(upstreamId)) evidence.set(id, 'seen');
  }
  return evidence;
}

type RowById = ReadonlyMap<string, Row>;

function pairOf({ publicId, upstream }: Row): readonly [string, string] {
  return [publicId, upstream.id];
}

function recordsOf(rows: readonly Row[]): readonly StoredRecord[] {
  return rows.flatMap((row) => row.decoded.record ?? []);
}

/** A row whose pictures are still to come is decoded again, since only the newest address of one can be fetched. */
function isAwaitingMedia(row: Row, context: DecodeContext): boolean {
  return row.decoded.attachmentIds.some((id) => !context.isMirrored(id));
}

/** What decoding reads of a record, as text: the declared columns, attachments without their expiring addresses. */
function fingerprintOf(
  collection: Collection,
  { createdTime, fields }: UpstreamRecord,
  lost: ReadonlySet<string>,
): string {
  const cells = Object.values(collection.fields).map((field) => {
    if (lost.has(field.from)) return { lost: true };
    const cell = Object.hasOwn(fields, field.from) ? fields[field.from] : null;
    return field.kind === 'image' || field.kind === 'attachments' ? withoutAddresses(cell) : cell;
  });
  const column = collection.publish?.checkbox;
  const isShown = column === undefined || lost.has(column) || fields[column] === true;
  return JSON.stringify([createdTime, isShown, ...cells]);
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
