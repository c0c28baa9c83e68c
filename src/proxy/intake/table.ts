import type { StoredRecord } from '../../model/record.ts';
import type { Collection } from '../../model/schema.ts';
import type { FieldProblem } from '../decode/problem.ts';
import { assignPublicIds, claimOf, type Claim } from '../decode/public-ids.ts';
import type { GuardedChange } from '../guard/deletion-guard.ts';
import type { PublishedRecords } from '../publish/published-records.ts';
import type { SourceChange } from '../source/source.ts';
import type { UpstreamRecord } from '../source/upstream-record.ts';
import { evidenceOf, movedFrom, reassign } from './moved-ids.ts';
import { createOwnWrites } from './own-writes.ts';
import { createRowDecoder, type RowDecoderOptions, type Taken } from './row-decoder.ts';
import { createRows, type Row } from './rows.ts';

/** A collection's records as they stand upstream, those that are not published included. */
export interface NewestRecords {
  /**
   * By public id. `record` is undefined where a filter hides it, or where it is malformed. With `hasOpenLinks` its links
   * are those of an earlier run, and may be others by now: what they lead to is still to be read. `idOfLink` tells which
   * upstream id one of its links stands for.
   */
  readonly find: (publicId: string) =>
    | {
        readonly upstreamId: string;
        readonly record: StoredRecord | undefined;
        readonly hasOpenLinks?: boolean;
        readonly idOfLink?: (link: string) => string | undefined;
      }
    | undefined;
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
  /** Whether a record of this public id stands, malformed and hidden ones included; before it was seen whole, a published one. */
  readonly has: (publicId: string) => boolean;
  /** Upstream ids of rows that go by another public id than at the last `commit`, new ones included. */
  readonly newlyNamed: () => readonly string[];
  /** The records with links to such upstream ids, with these as they go by now. */
  readonly relink: (isMeant: (upstreamId: string) => boolean) => readonly StoredRecord[];
  /** Decodes anew the records that wait for one of these attachments. */
  readonly retake: (attachmentIds: ReadonlySet<string>) => Promise<GuardedChange>;
  /** What was taken is public now. */
  readonly commit: () => void;
  /** What was taken since the last `commit` was not published after all: it is as if it had never come. */
  readonly rollBack: () => void;
  readonly problems: () => readonly FieldProblem[];
}

/** News of single records. */
export type Part = Extract<SourceChange, { readonly kind: 'part' }>;

/** What a table is given. */
export interface IntakeTableOptions extends RowDecoderOptions {
  /** The records that stand now by public id, an earlier run's included. */
  readonly published: () => Pick<PublishedRecords, 'has' | 'get' | 'keys'>;
  /** A record that came and is not published yet. */
  readonly heldBack: (publicId: string) => StoredRecord | undefined;
}

/** So many records are decoded at a stretch. */
const BATCH_LENGTH = 500;

/** Creates an empty table. */
export function createIntakeTable(
  collection: Collection,
  options: IntakeTableOptions,
): IntakeTable {
  const { published, heldBack } = options;
  const rows = createRows();
  const hasLinks = Object.values(collection.fields).some(({ kind }) => kind === 'links');
  const decoder = createRowDecoder(collection, options);
  let isComplete = false;
  /** Whether it was so at the last `commit`. */
  let wasComplete = false;
  const ownWrites = createOwnWrites();
  /** Records without content that stand for their rows as they are. */
  const standIns = new WeakSet<UpstreamRecord>();
  /** What was taken since the last `commit`, by public id. */
  const newestById = new Map<string, StoredRecord>();

  const newestOf = ({ publicId, isShown }: Row): StoredRecord | undefined =>
    isShown
      ? (newestById.get(publicId) ?? heldBack(publicId) ?? published().get(publicId)?.record)
      : undefined;

  const readdress = (row: Row, publicId: string): Promise<Taken> =>
    decoder.readdress(row, publicId, newestOf(row));

  const standInFor = (id: string): UpstreamRecord | undefined => {
    const row = rows.get(id);
    if (!row) return undefined;
    const standIn = { id, createdTime: row.claim.createdTime, fields: {} };
    standIns.add(standIn);
    return standIn;
  };

  const claim = (record: UpstreamRecord): Claim =>
    standIns.has(record) ? rows.get(record.id)!.claim : claimOf(record, collection.key);

  const takeRecord = (record: UpstreamRecord, publicId: string): Promise<Taken> => {
    const row = rows.get(record.id);
    return row && standIns.has(record)
      ? readdress(row, publicId)
      : decoder.decode(record, publicId, row);
  };

  const takeRecords = (records: readonly UpstreamRecord[], ids: ReadonlyMap<string, string>) =>
    mapInBatches(records, (record) => takeRecord(record, ids.get(record.id)!));

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
    const before = [...rows.all()];
    for (const id of rows.ids()) if (!upstreamIds.has(id)) rows.put(id, undefined);
    for (const { row } of taken) rows.put(row.claim.id, row);
    isComplete = true;
    return {
      changed: recordsOf(taken),
      removed,
      evidence: evidenceOf(removed, { seen: [...before, ...rows.all()], rows, gone }),
      moved: movedFrom(before, rows),
      isWhole: true,
      standing,
      ...(collection.view === undefined ? {} : { order: shown }),
    };
  };

  const takePart = async ({ changed, removed, isOwn = false }: Part) => {
    const { ids, others } = reassign(rows, changed.map(claim), removed);
    const taken = await takeRecords(changed, ids);
    // Rows that did not change themselves, but go by another id since a key came or went.
    for (const row of others) taken.push(await readdress(row, ids.get(row.claim.id)!));
    return replaceRows(taken, removed, isOwn);
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
      moved: movedFrom(old, rows),
      isWhole: false,
    };
  };

  return Object.freeze({
    isComplete: () => isComplete,
    take: (change: SourceChange) => {
      decoder.distrust(change.lost ?? []);
      return change.kind === 'whole'
        ? takeWhole(uniqueById(change.records), new Set(change.gone))
        : takePart(change);
    },
    find: (publicId: string) => {
      const row = rows.find(publicId);
      if (!row) return undefined;
      return {
        upstreamId: row.claim.id,
        record: newestOf(row),
        ...(decoder.hasOpenLinks(row) && { hasOpenLinks: true }),
        ...(row.links && { idOfLink: (link: string) => decoder.idOfLink(row, link) }),
      };
    },
    has: (publicId: string) =>
      isComplete ? rows.find(publicId) !== undefined : published().has(publicId),
    newlyNamed: rows.newlyNamed,
    relink: (isMeant: (upstreamId: string) => boolean) => {
      if (!hasLinks) return [];
      const isLinked = ({ links = {} }: Row) =>
        Object.values(links).some((ids) => ids.some(isMeant));
      const relinked = [...rows.all()].filter(isLinked).flatMap((row) => {
        const record = newestOf(row);
        return (record && decoder.relink(row, record)) ?? [];
      });
      for (const record of relinked) newestById.set(record.id, record);
      return relinked;
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
      const isMeant = ({ awaiting }: Row) =>
        [...(awaiting?.attachmentIds ?? [])].some((id) => attachmentIds.has(id));
      const taken = [...rows.all()].filter(isMeant).map(decoder.decodeAgain);
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

/** Of an id that comes twice (a record that moved between two pages) the later one counts. */
function uniqueById(records: readonly UpstreamRecord[]): readonly UpstreamRecord[] {
  return [...new Map(records.map((record) => [record.id, record])).values()];
}

/** What `work` makes of each member, many at a time, with room for requests to be answered in between. */
async function mapInBatches<T, R>(
  members: readonly T[],
  work: (member: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  for (let i = 0; i < members.length; i += BATCH_LENGTH) {
    results.push(...(await Promise.all(members.slice(i, i + BATCH_LENGTH).map(work))));
    if (members.length > BATCH_LENGTH) await breathe();
  }
  return results;
}

function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
