import type { StoredRecord } from '../../model/record.ts';
import type { Collection } from '../../model/schema.ts';
import { isComing } from '../decode/decode-attachments.ts';
import { decodeRecord, type DecodeContext } from '../decode/decode-record.ts';
import type { FieldProblem } from '../decode/problem.ts';
import { assignPublicIds, claimOf, type Claim } from '../decode/public-ids.ts';
import type { GuardedChange } from '../guard/deletion-guard.ts';
import type { Evidence } from '../guard/judge-deletions.ts';
import type { PublishedRecords } from '../publish/published-records.ts';
import type { SourceChange } from '../source/source.ts';
import type { UpstreamRecord } from '../source/upstream-record.ts';
import { fingerprintOf } from './fingerprint.ts';
import { createOwnWrites } from './own-writes.ts';
import { createRows, type Row, type Rows } from './rows.ts';

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
  /** The public id of a row by its upstream id. */
  readonly publicIdOf: (upstreamId: string) => string | undefined;
  /** Upstream ids that stood when the table was last heard of; before it was seen whole, those that are published. */
  readonly knownIds: () => readonly string[];
  /** Decodes anew the records that wait for one of these attachments. */
  readonly retake: (attachmentIds: ReadonlySet<string>) => Promise<GuardedChange>;
  /** What was taken is public now. */
  readonly commit: () => void;
  /** What was taken since the last `commit` was not published after all: it is as if it had never come. */
  readonly rollBack: () => void;
  readonly problems: () => readonly FieldProblem[];
}

/** A row as it is now, and its record where that is to be compared with the published one. */
interface Taken {
  readonly row: Row;
  readonly record?: StoredRecord;
}

/** News of single records. */
export type Part = Extract<SourceChange, { readonly kind: 'part' }>;

/** What a table is given. */
export interface IntakeTableOptions {
  readonly context: DecodeContext;
  /** The records that stand now by public id, an earlier run's included. */
  readonly published: () => Pick<PublishedRecords, 'has' | 'get' | 'keys'>;
  /** The public id of a record of any table by its upstream id: links are published as these. */
  readonly publicIdOf?: (upstreamId: string) => string | undefined;
  /** A record that came and is not published yet. */
  readonly heldBack: (publicId: string) => StoredRecord | undefined;
}

/** Creates an empty table. */
export function createIntakeTable(
  collection: Collection,
  { context, published, publicIdOf = () => undefined, heldBack }: IntakeTableOptions,
): IntakeTable {
  const rows = createRows();
  let isComplete = false;
  /** Whether it was so at the last `commit`. */
  let wasComplete = false;
  /** Columns whose cells are not to be believed at present: what is published of them stands. */
  let lost: ReadonlySet<string> = new Set();
  const linkColumns = Object.values(collection.fields)
    .filter(({ kind }) => kind === 'links')
    .map(({ from }) => from);
  const ownWrites = createOwnWrites();
  /** Records without content that stand for their rows as they are. */
  const standIns = new WeakSet<UpstreamRecord>();
  /** What was taken since the last `commit`, by public id. */
  const newestById = new Map<string, StoredRecord>();

  const standInFor = (id: string): UpstreamRecord | undefined => {
    const row = rows.get(id);
    if (!row) return undefined;
    const standIn = { id, createdTime: row.claim.createdTime, fields: {} };
    standIns.add(standIn);
    return standIn;
  };

  const claim = (record: UpstreamRecord): Claim =>
    standIns.has(record) ? rows.get(record.id)!.claim : claimOf(record, collection.key);

  const takeRecord = async (raw: UpstreamRecord, publicId: string): Promise<Taken> => {
    const old = rows.get(raw.id);
    if (old && standIns.has(raw)) {
      return old.publicId === publicId ? { row: old } : readdress(old, publicId);
    }
    const upstream = withPublicLinks(raw, linkColumns, publicIdOf);
    const fingerprint = fingerprintOf(collection, upstream, lost);
    // A row whose pictures are still to come is decoded again, since only the newest address of one can be fetched.
    const isSame = old?.fingerprint === fingerprint && old.publicId === publicId && !old.awaiting;
    // The key column is no content: it may have changed even so.
    if (isSame) return { row: withClaim(old, claim(upstream)) };
    return decode(upstream, { publicId, fingerprint });
  };

  const decode = async (
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

  /** Takes these records, many at a time, with room for requests to be answered in between. */
  const takeRecords = async (
    records: readonly UpstreamRecord[],
    ids: ReadonlyMap<string, string>,
  ) => {
    const taken: Taken[] = [];
    for (const batch of batchesOf(records)) {
      const some = batch.map((record) => takeRecord(record, ids.get(record.id)!));
      taken.push(...(await Promise.all(some)));
      if (records.length > batch.length) await breathe();
    }
    return taken;
  };

  const recordsOf = (taken: readonly Taken[]): readonly StoredRecord[] => {
    const records = taken.flatMap(({ record }) => record ?? []);
    for (const record of records) newestById.set(record.id, record);
    return records;
  };

  const takeWhole = async (
    records: readonly UpstreamRecord[],
    gone: ReadonlySet<string>,
  ): Promise<GuardedChange> => {
    const upstreamIds = new Set(records.map(({ id }) => id));
    const taken = await takeRecords(
      records,
      assignPublicIds(records.map(claim), (id) => upstreamIds.has(id)),
    );
    const shown = taken.filter(({ row }) => row.isShown).map(({ row }) => row.publicId);
    const standing = new Set(shown);
    const removed = [...published().keys()].filter((id) => !standing.has(id));
    const before = removed.length > 0 ? [...rows.all()] : [];
    for (const id of rows.ids()) if (!upstreamIds.has(id)) rows.put(id, undefined);
    for (const { row } of taken) rows.put(row.claim.id, row);
    isComplete = true;
    return {
      changed: recordsOf(taken),
      removed,
      evidence: evidenceOf(removed, { seen: [...before, ...rows.all()], rows, gone }),
      isWhole: true,
      standing,
      ...(collection.view === undefined ? {} : { order: shown }),
    };
  };

  const takePart = async ({ changed, removed, isOwn = false }: Part) => {
    const { ids, others } = reassign(changed, removed);
    const taken = await takeRecords(changed, ids);
    // Rows that did not change themselves, but go by another id since a key came or went.
    for (const row of others) taken.push(await readdress(row, ids.get(row.claim.id)!));
    return replaceRows(taken, removed, isOwn);
  };

  /** The public ids of all rows that a change can touch, and those of these rows that it does not name. */
  const reassign = (changed: readonly UpstreamRecord[], removed: readonly string[]) => {
    const leaving = new Set(removed);
    const claimById = new Map<string, Claim>();
    for (const record of changed) claimById.set(record.id, claimOf(record, collection.key));
    const named = [...claimById.keys(), ...removed];
    const keys = new Set([
      // A record's id that comes or goes is a key that others must leave, or may have.
      ...named,
      ...named.flatMap((id) => rows.get(id)?.claim.key ?? []),
      ...[...claimById.values()].flatMap(({ key }) => key ?? []),
    ]);
    const others: Row[] = [];
    for (const id of [...keys].flatMap(rows.claimantsOf)) {
      if (claimById.has(id) || leaving.has(id)) continue;
      const row = rows.get(id)!;
      claimById.set(id, row.claim);
      others.push(row);
    }
    const isRow = (id: string) =>
      claimById.has(id) || (rows.get(id) !== undefined && !leaving.has(id));
    const ids = assignPublicIds(claimById.values(), isRow);
    return { ids, others: others.filter(({ claim, publicId }) => ids.get(claim.id) !== publicId) };
  };

  /** The row under another id. Its content is that of the published record; the next sweep decodes it again. */
  const readdress = async (row: Row, publicId: string): Promise<Taken> => {
    const moved = { ...row, publicId, fingerprint: '' };
    if (row.awaiting) return decode(row.awaiting.upstream, moved);
    const record = row.isShown ? published().get(row.publicId)?.record : undefined;
    return { row: moved, ...(record && { record: { ...record, id: publicId } }) };
  };

  /**
   * Puts these rows in the place of older ones. A row that is not among them keeps its id, and ids are unique; so an id
   * that was one of theirs and is so no more is gone.
   */
  const replaceRows = (
    taken: readonly Taken[],
    removed: readonly string[],
    isOwn: boolean,
  ): GuardedChange => {
    const touched = new Set([...removed, ...taken.map(({ row }) => row.claim.id)]);
    const old = [...touched].flatMap((id) => rows.get(id) ?? []);
    for (const id of removed) rows.put(id, undefined);
    for (const { row } of taken) rows.put(row.claim.id, row);
    const standing = new Set(taken.filter(({ row }) => row.isShown).map(({ row }) => row.publicId));
    const gone = old.map((row) => row.publicId).filter((id) => !standing.has(id));
    return {
      changed: recordsOf(taken),
      removed: gone,
      evidence: isOwn
        ? new Map(gone.map((id) => [id, 'own']))
        : evidenceOf(gone, {
            seen: [...old, ...taken.map(({ row }) => row)],
            rows,
            gone: new Set(removed),
          }),
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
      const row = rows.find(publicId);
      if (!row) return undefined;
      const record =
        newestById.get(publicId) ?? heldBack(publicId) ?? published().get(publicId)?.record;
      return { upstreamId: row.claim.id, record: row.isShown ? record : undefined };
    },
    noteOwn: ({ changed, removed }: Part, tick: number) =>
      ownWrites.note([...changed.map(({ id }) => id), ...removed], tick),
    withoutUndoing: (change: SourceChange) => ownWrites.withoutUndoing(change, standInFor),
    overtaken: (ids: readonly string[], askedAt: number) =>
      ids.filter((id) => ownWrites.isSince(id, askedAt)),
    publicIdOf: (upstreamId: string) => rows.get(upstreamId)?.publicId,
    knownIds: () =>
      isComplete || collection.key !== undefined ? [...rows.ids()] : [...published().keys()],
    retake: async (attachmentIds: ReadonlySet<string>) => {
      const waiting = [...rows.all()].flatMap((row) =>
        [...(row.awaiting?.attachmentIds ?? [])].some((id) => attachmentIds.has(id)) ? [row] : [],
      );
      const taken = waiting.map((row) => decode(row.awaiting!.upstream, row));
      return replaceRows(await Promise.all(taken), [], false);
    },
    commit: () => {
      rows.commit();
      newestById.clear();
      wasComplete = isComplete;
    },
    rollBack: () => {
      rows.rollBack();
      newestById.clear();
      isComplete = wasComplete;
    },
    problems: () => [...rows.withProblems()].flatMap(({ problems }) => problems ?? []),
  });
}

/**
 * What is known of public ids that go. A row that stands under another id is no deletion at all; one that stands but is
 * malformed or not to be published was seen, as was one that is known to be gone.
 */
function evidenceOf(
  removed: readonly string[],
  {
    seen,
    rows,
    gone,
  }: {
    /** The rows that may have gone by these ids, older ones first. */
    readonly seen: readonly Row[];
    readonly rows: Rows;
    readonly gone: ReadonlySet<string>;
  },
): ReadonlyMap<string, Evidence> {
  const evidence = new Map<string, Evidence>();
  if (removed.length === 0) return evidence;
  const upstreamIdOf = new Map(seen.map(({ publicId, claim }) => [publicId, claim.id]));
  for (const id of removed) {
    const upstreamId = upstreamIdOf.get(id) ?? id;
    const row = rows.get(upstreamId);
    if (row && row.publicId !== id && row.isShown) evidence.set(id, 'own');
    else if (row || gone.has(upstreamId)) evidence.set(id, 'seen');
  }
  return evidence;
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

function withClaim(row: Row, claim: Claim): Row {
  return row.claim.key === claim.key ? row : { ...row, claim };
}

/** Of an id that comes twice (a record that moved between two pages) the later one counts. */
function uniqueById(records: readonly UpstreamRecord[]): readonly UpstreamRecord[] {
  return [...new Map(records.map((record) => [record.id, record])).values()];
}

function batchesOf<T>(members: readonly T[], size = 500): readonly T[][] {
  const batches: T[][] = [];
  for (let i = 0; i < members.length; i += size) batches.push(members.slice(i, i + size));
  return batches;
}

/** Lets requests be answered between two stretches of work. */
function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
