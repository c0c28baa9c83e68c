import type { Collection } from '../../model/schema.ts';
import type { NewestRecords } from '../intake/table.ts';
import { MAX_WRITES, type Cells } from '../source/upstream-writes.ts';
import { cellsOf, linksOf } from './cells.ts';
import { foldEffects, type Effect } from './effect.ts';

/** All that is to be done to one record with one call. */
export interface RecordWrite {
  readonly collection: Collection;
  /** The public id; for a new record its key. */
  readonly id: string;
  readonly kind: Effect['kind'];
  /** The last mutation that is in it. */
  readonly rev: number;
  /** Of how many mutations. */
  readonly count: number;
  /** Of a removal: what was to be changed before it, and is not sent. */
  readonly cells: Cells;
  /** Cells of the row in whose place it is made. */
  readonly kept?: Cells;
  /** undefined where there is no such record upstream: for a new one that is right. */
  readonly upstreamId: string | undefined;
  /** Were the record not there after all, it is to be made. */
  readonly isUpsert?: boolean;
}

/** What is to be written next. */
export interface Round {
  /** Of one collection and one kind each, at most ten records. */
  readonly batches: readonly (readonly RecordWrite[])[];
  /** Nothing is left to be done for these: they changed nothing, or took back what was never sent. */
  readonly done: readonly RecordWrite[];
  /** These change a record that is not there any more. */
  readonly gone: readonly RecordWrite[];
}

/** What a plan is made from. */
export interface PlanOptions {
  readonly collections: readonly Collection[];
  /** By record, in the order of their oldest mutation. */
  readonly pending: readonly (readonly Effect[])[];
  readonly newest: (name: string) => NewestRecords | undefined;
  /** Whether a record of this public id stands in a collection; while that is unread, whether it is published. */
  readonly has: (name: string, publicId: string) => boolean;
  /** So many mutations of a record at most go into its call: it was refused with more. */
  readonly limitOf: (collection: string, id: string) => number;
}

/** Calls in one round: about a second's worth, then what came of them is published. */
const MAX_BATCHES = 4;

/** Plans the next calls: one write for each record, batches of what is alike, the oldest mutations first. Pure. */
export function planRound(options: PlanOptions): Round {
  const { collections, pending, newest } = options;
  const coming = comingIds(options);
  const batches: RecordWrite[][] = [];
  const done: RecordWrite[] = [];
  const gone: RecordWrite[] = [];
  for (const effects of pending) {
    const { collection: name, id } = effects[0]!;
    const collection = collections.find((one) => one.name === name);
    const records = newest(name);
    if (!collection || !records) continue;
    const { folded, count } = foldHead(effects, options.limitOf(name, id));
    const fields = folded.kind === 'remove' ? {} : folded.fields;
    // A record can only be linked to once it has an id upstream.
    if (linksOf(collection, fields).some((link) => coming.has(link) || isUnread(options, link)))
      continue;
    const { upstreamId, idOfLink } = records.find(id) ?? {};
    const isUpsert = isInsert(folded);
    const kind = isUpsert && upstreamId !== undefined ? 'update' : folded.kind;
    const { number: rev } = folded;
    // What stands in it already needs no looking up, and may lead to a table that the site does not know.
    const idOf = (link: string) => idOfLink?.(link) ?? targetOf(options, link);
    const cells = cellsOf(collection, folded.fields, idOf);
    const write: RecordWrite = { collection, id, kind, rev, count, cells, upstreamId, isUpsert };
    const fate = changesNothing(folded) ? 'done' : fateOf(write);
    if (fate === 'done') done.push(write);
    else if (fate === 'gone') gone.push(write);
    else addTo(batches, write);
  }
  return { batches, done, gone };
}

/** The ids of records that are still to be made. */
function comingIds(options: PlanOptions): ReadonlySet<string> {
  const coming = options.pending.filter((effects) => {
    const { id, kind } = effects[0]!;
    // One that is made again may be gone already; any other id that is found is there.
    const isOpen = kind === 'remove' || upstreamIdOf(options, id) === undefined;
    return isOpen && effects.some(isInsert);
  });
  return new Set(coming.map(([first]) => first!.id));
}

function changesNothing({ kind, fields }: Effect): boolean {
  return kind === 'update' && Object.keys(fields).length === 0;
}

function fateOf({ kind, upstreamId }: RecordWrite): 'done' | 'gone' | 'send' {
  return upstreamId === undefined ? WITHOUT_RECORD[kind] : 'send';
}

/** What becomes of a write where there is no such record upstream. */
const WITHOUT_RECORD = { insert: 'send', update: 'gone', remove: 'done' } as const;

function addTo(batches: RecordWrite[][], write: RecordWrite): void {
  const open = batches.find(
    (batch) =>
      batch.length < MAX_WRITES &&
      batch[0]!.collection === write.collection &&
      batch[0]!.kind === write.kind,
  );
  if (open) open.push(write);
  else if (batches.length < MAX_BATCHES) batches.push([write]);
}

/** The effects at the head that can be done at once: so many at most, but never a removal without what takes it back. */
function foldHead(effects: readonly Effect[], limit: number) {
  let folded = effects[0]!;
  let count = 1;
  for (const effect of effects.slice(1)) {
    const next = count < limit || isInsert(effect) ? foldEffects(folded, effect) : undefined;
    if (!next) break;
    folded = next;
    count++;
  }
  return { folded, count };
}

function isInsert({ kind }: Effect): boolean {
  return kind === 'insert';
}

/** True where ids are Airtable's own and Offprint's, not what editors fill this key column with. */
export function hasOwnIds(key: string | undefined): boolean {
  return key === undefined || key === 'offprint_key';
}

/** True of a record that an earlier run published, and whose table has not been read. */
function isUnread(options: PlanOptions, publicId: string): boolean {
  const { collections, newest, has } = options;
  return (
    targetOf(options, publicId) === undefined &&
    collections.some(({ name }) => !newest(name) && has(name, publicId))
  );
}

/** What a link leads to: a record of its own id, or the only one that editors call so. */
function targetOf(options: PlanOptions, publicId: string): string | undefined {
  const called = options.collections.flatMap(
    ({ name, key }) => (hasOwnIds(key) ? [] : options.newest(name)?.find(publicId)) ?? [],
  );
  const only = called.length === 1 ? called[0]!.upstreamId : undefined;
  return upstreamIdOf(options, publicId) ?? only;
}

/** A public id is a key that Offprint gave, or a record id; both are unique in the whole base. */
function upstreamIdOf({ collections, newest }: PlanOptions, publicId: string): string | undefined {
  for (const { name, key } of collections) {
    if (!hasOwnIds(key)) continue;
    const found = newest(name)?.find(publicId);
    if (found) return found.upstreamId;
  }
  return undefined;
}
