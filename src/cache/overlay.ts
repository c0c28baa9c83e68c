import type { StoredRecord } from '../model/record.ts';
import { MAX_NAMED_IDS, type Changes, type CollectionChange } from '../protocol/broadcast.ts';
import type { Version } from '../protocol/version.ts';
import type { Current } from '../store/layout.ts';
import type { Collections } from '../store/plan-read.ts';
import {
  ifKept,
  MissingObject,
  readLayer,
  readRecords,
  type CollectionAt,
} from '../store/read-records.ts';
import {
  applyEffects,
  isSame,
  runOver,
  type Draft,
  type Effect,
  type Over,
  type ReadBase,
  type Runnable,
} from './draft.ts';
import type { Known } from './known.ts';
import type { Overlay, OverlayMemory, Pending } from './overlay-memory.ts';
import type { ReadTransaction, WriteTransaction } from './storage.ts';

/**
 * What is pending over a version, in order; asked in the middle of a transaction, so it answers at once. Undefined where
 * that is not known now: the overlay that is kept stays as it is.
 */
export type PendingOver = (version: Version) => readonly Pending[] | undefined;

/** What writing the overlay changed; `overlay` is to be remembered once the transaction is committed. */
export interface Overlaid {
  readonly current: Current;
  readonly changes: Changes;
  readonly overlay: Overlay | undefined;
}

/**
 * Makes of the base what is pending over it, and writes where that differs from the overlay that is kept. A mutator that
 * throws has no effect: the server decides. Where nothing is pending and nothing was, nothing is read or written.
 */
export async function writeOverlay(
  transaction: WriteTransaction,
  { memo, overlay: memory }: Known,
  { before, current, collections, pending }: OverlayStep,
): Promise<Overlaid> {
  if (!pending) return { current, changes: {}, overlay: undefined };
  const last = before && writtenOver(before, memory);
  if (pending.length === 0 && last?.draft.size === 0) {
    return { current, changes: {}, overlay: { ...last, over: overOf(current) } };
  }
  // A commit leaves the overlay's number as it is, so this text is another one only over another base.
  const begun = begin(last, pending, overOf(current));
  const readBase = readerAt({ access: transaction, memo, layers: ['rows'] }, current);
  for (const one of pending.slice(begun.pending.length)) {
    const effects = await replay({ draft: begun.draft, readBase }, one);
    // Of what cannot be looked at nobody knows whether the base has it.
    if (effects) begun.effectsById.set(one.id, effects);
    else begun.effectsById.delete(one.id);
  }
  const changes: Record<string, CollectionChange> = {};
  for (const name of collections.keys()) {
    const ids = await writeLayer(transaction, name, { draft: begun.draft, last: last?.draft });
    if (ids.length > 0) changes[name] = { ids: idsOrAll(ids) };
  }
  let next = current;
  if (Object.keys(changes).length > 0) {
    next = { ...current, overlay: ++memory.count };
    await transaction.put('meta', [['current', next]]);
  }
  return { current: next, changes, overlay: { ...begun, pending, over: overOf(next) } };
}

/** A step of the base, or none, and what is pending after it. */
export interface OverlayStep {
  readonly before: Current | undefined;
  readonly current: Current;
  readonly collections: Collections;
  readonly pending: readonly Pending[] | undefined;
}

/** What was written is true from here on. */
export function rememberOverlay({ overlay: memory }: Known, { overlay }: Overlaid): void {
  if (overlay) memory.overlay = overlay;
}

/**
 * What a change would do to records as they are read; throws, when called, what its mutator throws. Undefined where what it
 * looks at is damaged.
 */
export async function tryOut(
  readBase: ReadBase,
  change: Runnable,
): Promise<() => readonly Effect[] | undefined> {
  try {
    const effects = await runOver({ draft: new Map(), readBase }, change);
    return () => effects;
  } catch (error) {
    return () => {
      if (error instanceof MissingObject) return undefined;
      throw error;
    };
  }
}

/** Reads records as they are here now, overlay included. */
export function readWhole(access: ReadTransaction, { memo }: Known, current: Current): ReadBase {
  return readerAt({ access, memo, layers: ['overlay', 'rows'] }, current);
}

/** Both lists of changes as one; what came and left is not told of a collection that both name. */
export function joinChanges(a: Changes, b: Changes): Changes {
  const joined: Record<string, CollectionChange> = { ...a };
  for (const [name, { ids }] of Object.entries(b)) {
    const others = a[name]?.ids ?? [];
    const all = ids === 'all' || others === 'all' ? 'all' : [...new Set([...others, ...ids])];
    joined[name] = { ids: idsOrAll(all) };
  }
  return joined;
}

function idsOrAll(ids: CollectionChange['ids']): CollectionChange['ids'] {
  return ids.length > MAX_NAMED_IDS ? 'all' : ids;
}

/** The overlay that is kept over a state; undefined where it is not known here what is in it. */
function writtenOver(state: Current, { overlay }: OverlayMemory): Overlay | undefined {
  return overlay?.over === overOf(state) ? overlay : undefined;
}

/**
 * What to go on from: the last overlay where it is over the base that is current and the same changes in the same order
 * lead to it, a copy, since all may be undone; else nothing.
 */
function begin(
  last: Overlay | undefined,
  pending: readonly Pending[],
  over: string,
): Omit<Overlay, 'over'> {
  const isBegun = last?.over === over && last.pending.every((one, i) => one === pending[i]);
  if (!isBegun) return { pending: [], draft: new Map(), effectsById: new Map() };
  const draft: Draft = new Map([...last.draft].map(([name, records]) => [name, new Map(records)]));
  return { pending: last.pending, draft, effectsById: new Map(last.effectsById) };
}

/** Undefined for what cannot be looked at: it shows nothing until that is mended, and holds up no commit (fault D9). */
async function replay(over: Over, one: Pending): Promise<readonly Effect[] | undefined> {
  if (one.effects) return ifKept(applyEffects(over, one.effects));
  try {
    return await runOver(over, one);
  } catch {
    // It makes no sense over this base; where the server says so too, the person hears of it.
    return [];
  }
}

/** Each record is read once. */
function readerAt(at: Omit<CollectionAt, 'name' | 'line'>, { collections }: Current): ReadBase {
  const reads = new Map<string, ReturnType<ReadBase>>();
  const read: ReadBase = async (name, id) => {
    const line = collections[name];
    return line && (await readRecords({ ...at, name, line }, [id])).get(id);
  };
  return (name, id) => {
    const key = `${name}/${id}`;
    const reading = reads.get(key) ?? read(name, id);
    reads.set(key, reading);
    return reading;
  };
}

type Records = ReadonlyMap<string, StoredRecord | null>;
const NO_RECORDS: Records = new Map();

/** Writes what differs of one collection's overlay, and gives its ids; `last` is what is kept, where that is known. */
async function writeLayer(
  transaction: WriteTransaction,
  name: string,
  { draft, last }: { readonly draft: Draft; readonly last: Draft | undefined },
): Promise<readonly string[]> {
  const fresh = draft.get(name) ?? NO_RECORDS;
  const kept = last
    ? (last.get(name) ?? NO_RECORDS)
    : recordsOf(await readLayer({ access: transaction, name }, 'overlay'));
  const put = [...fresh].filter(([id, record]) => !kept.has(id) || !isSame(kept.get(id)!, record));
  const gone = [...kept.keys()].filter((id) => !fresh.has(id));
  if (put.length > 0) {
    await transaction.put(
      'overlay',
      put.map(([id, record]) => [[name, id], { record, hash: null }]),
    );
  }
  if (gone.length > 0) {
    await transaction.delete(
      'overlay',
      gone.map((id): [string, string] => [name, id]),
    );
  }
  return [...put.map(([id]) => id), ...gone];
}

function recordsOf(rows: Awaited<ReturnType<typeof readLayer>>): Records {
  return new Map([...rows].map(([id, { record }]) => [id, record]));
}

/** Another text means another overlay, or another base below it. */
function overOf({ log, seq, storeId, overlay = 0 }: Current): string {
  return JSON.stringify([log, seq, storeId, overlay]);
}
