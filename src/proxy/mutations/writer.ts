import type { Collection } from '../../model/schema.ts';
import type { MutationFailure } from '../../protocol/mutation.ts';
import type { Version } from '../../protocol/version.ts';
import type { Clock } from '../clock.ts';
import type { Intake } from '../intake/intake.ts';
import type { SourceChange } from '../source/source.ts';
import { MAX_LOOKED_UP, type UpstreamWrites } from '../source/upstream-writes.ts';
import type { Books, Settled } from './books.ts';
import type { Entry, Send } from './journal.ts';
import { createKeptRows, type AttachmentAddress } from './kept-rows.ts';
import { createLateSends, isUnanswered } from './late-sends.ts';
import { lookUpSends } from './look-up-sends.ts';
import { createPausedTables } from './paused-tables.ts';
import { planRound, type RecordWrite, type Round } from './plan-round.ts';
import { recordKey } from './record-key.ts';
import { isOfOneTable } from './refusals.ts';
import { sendBatch, type Applied, type BatchOutcome } from './send-batch.ts';

/** Brings journalled effects to Airtable and into the next publication. */
export interface Writer {
  /**
   * One round: settles calls whose outcome is not known, sends what is pending, publishes what came of it. Gives whether
   * there is more to do at once. Throws what stopped it; what it did until then stands.
   */
  readonly round: (signal: AbortSignal) => Promise<'more' | 'blocked' | 'idle'>;
  /** How long some table will not be written to, since it was refused as a whole; 0 where none was. */
  readonly pausedMs: () => number;
}

/** What a writer is given. */
export interface WriterOptions {
  readonly collections: readonly Collection[];
  readonly books: Books;
  readonly writes: UpstreamWrites;
  readonly intake: Pick<Intake, 'apply' | 'newest' | 'has'>;
  readonly version: () => Version | undefined;
  /** Run again what was run over a mutation that will not take place. */
  readonly putBack: (entries: readonly Entry[]) => void;
  readonly clock: Clock;
  readonly addressOf?: AttachmentAddress;
  /** A table was refused as a whole, and is left alone for so long. */
  readonly onPaused: (error: unknown, ms: number) => void;
}

/** Creates one; one round is to be run at a time. */
export function createWriter(options: WriterOptions): Writer {
  const { books, writes, intake, collections } = options;
  const keptRows = createKeptRows({ ...options, now: options.clock.now });
  const limitByRecord = new Map<string, number>();
  const paused = createPausedTables(options.clock, options.onPaused);
  const late = createLateSends(options.clock, books.sends());

  /** Takes what stands upstream now into the publication, and only then says that it is done. */
  const finish = async (applied: readonly Applied[], done: readonly RecordWrite[] = []) => {
    if (applied.length + done.length === 0) return;
    const changes = changesOf(applied, writes);
    if (changes.length > 0) await intake.apply(changes);
    const settled: Settled[] = [...applied.map(({ write }) => write), ...done].map((write) => ({
      collection: write.collection.name,
      id: write.id,
      through: write.rev,
      isHidden: write.kind !== 'remove' && isHidden(write),
      kind: write.kind,
    }));
    const { log, seq } = options.version()!;
    books.settle(settled, { log, seq });
    for (const { collection, id } of settled) limitByRecord.delete(recordKey(collection, id));
  };

  const isHidden = ({ collection, id }: RecordWrite) =>
    intake.newest(collection.name)?.find(id)?.record === undefined;

  const reject = ({ collection, id, rev }: RecordWrite, error: MutationFailure) => {
    const [first] = books.pending.of(collection.name, id);
    if (!first || first.number > rev) return;
    options.putBack(books.reject(first.number, { state: 'rejected', error }));
  };

  const refuse = ({ collection, id, kind, count, rev }: RecordWrite) => {
    const [first] = books.pending.of(collection.name, id);
    if (!first || first.number > rev) return;
    // Of a removal and what takes it back Airtable was only asked for the latter.
    const least = first.kind === 'remove' && kind !== 'remove' ? 2 : 1;
    // Which of several mutations it is that Airtable does not take is found by sending fewer.
    if (count > least) limitByRecord.set(recordKey(collection.name, id), Math.floor(count / 2));
    else options.putBack(books.reject(rev, { state: 'rejected', error: REFUSED }));
  };

  const rejectGone = async (gone: readonly RecordWrite[]) => {
    // What is to be made again is made in the next round, once it is known to be gone.
    for (const write of gone) if (!write.isUpsert) reject(write, GONE);
    const changes = removalsOf(gone, writes);
    if (changes.length > 0) await intake.apply(changes);
  };

  /** Looks up what became of calls that nobody answered, or that an earlier run made (fault N11). */
  const settleUnknown = async (signal: AbortSignal) => {
    const ready = books
      .sends()
      .filter(({ collection }) => intake.newest(collection) && !paused.isPaused(collection))
      .filter(late.isToLookUp);
    for (const [name, sends] of Map.groupBy(ready, ({ collection }) => collection)) {
      const collection = collections.find((one) => one.name === name);
      if (!collection) continue;
      if (writes.obstacle(collection) !== undefined) {
        // Nobody can look any more; what is pending is rejected as long as that is so.
        books.undo(sends);
        continue;
      }
      try {
        const asked = sends.slice(0, MAX_LOOKED_UP);
        const terms = { writes, newest: intake.newest, signal };
        const { applied, undone } = await lookUpSends(collection, asked, terms);
        const isThere = ({ id }: Send) => intake.newest(name)?.find(id) !== undefined;
        books.undo(late.notFound(undone, isThere));
        await finish(applied);
      } catch (error) {
        if (!isOfOneTable(error)) throw error;
        paused.pause(name, error);
      }
    }
  };

  /** Sends a batch; rows that it removes are kept before, since nobody can see them afterwards. */
  const send = async (
    batch: readonly RecordWrite[],
    signal: AbortSignal,
  ): Promise<BatchOutcome> => {
    try {
      if (batch[0]!.kind === 'remove') await keptRows.keep(batch, signal);
    } catch (error) {
      return { applied: [], refused: [], gone: [], untouched: batch, error };
    }
    return sendBatch(writes, batch.map(keptRows.fill), signal);
  };

  const sendAll = async ({ batches }: Round, signal: AbortSignal) => {
    const begun = batches.flat().map(sendOf);
    books.begin(begun);
    late.clear(begun);
    const applied: Applied[] = [];
    const gone: RecordWrite[] = [];
    let failure: { readonly error: unknown } | undefined;
    for (const [i, batch] of batches.entries()) {
      const outcome = await send(batch, signal);
      applied.push(...outcome.applied);
      gone.push(...outcome.gone);
      const isOver = 'error' in outcome;
      const isEnd = isOver && !isOfOneTable(outcome.error);
      const unsent = isEnd ? batches.slice(i + 1).flat() : [];
      // What of it is known all the same is settled or undone, and not asked about.
      if (isOver && isUnanswered(outcome.error)) late.add(batch.map(sendOf));
      books.undo(
        [...outcome.refused, ...outcome.gone, ...outcome.untouched, ...unsent].map(sendOf),
      );
      for (const write of outcome.refused) refuse(write);
      if (!isOver) continue;
      if (isOfOneTable(outcome.error)) paused.pause(batch[0]!.collection.name, outcome.error);
      else {
        failure = { error: outcome.error };
        break;
      }
    }
    await finish(applied);
    await rejectGone(gone);
    if (failure) throw failure.error;
  };

  return Object.freeze({
    pausedMs: paused.leftMs,
    round: async (signal: AbortSignal) => {
      await settleUnknown(signal);
      const unknown = new Set(books.sends().map(({ collection, id }) => recordKey(collection, id)));
      const pending = books
        .toWrite()
        .filter(
          ([first]) =>
            !unknown.has(recordKey(first!.collection, first!.id)) &&
            !paused.isPaused(first!.collection),
        );
      const round = planRound({
        collections,
        pending,
        newest: intake.newest,
        has: intake.has,
        limitOf: (collection, id) => limitByRecord.get(recordKey(collection, id)) ?? Infinity,
      });
      const shut = round.batches.flat().filter((write) => writes.obstacle(write.collection));
      if (shut.length > 0) {
        for (const write of shut) reject(write, SHUT);
        return 'more';
      }
      const { batches, done, gone } = round;
      if (done.length > 0) await finish([], done);
      if (gone.length > 0) await rejectGone(gone);
      if (batches.length > 0) await sendAll(round, signal);
      if (books.pendingCount() === 0) return 'idle';
      return batches.length + done.length + gone.length > 0 ? 'more' : 'blocked';
    },
  });
}

const GONE: MutationFailure = { code: 'not-found', message: 'It is not there any more.' };
const REFUSED: MutationFailure = {
  code: 'invalid-arguments',
  message: 'Airtable does not take this.',
};
const SHUT: MutationFailure = {
  code: 'not-found',
  message: 'Its table cannot be changed through the site any more.',
};

function sendOf({ collection, id, kind, rev }: RecordWrite): Send {
  return { collection: collection.name, id, kind, rev };
}

/** What of these stood upstream, as news that it is gone. */
function removalsOf(
  gone: readonly RecordWrite[],
  writes: Pick<UpstreamWrites, 'lostColumns'>,
): readonly SourceChange[] {
  const there = gone.filter(({ upstreamId }) => upstreamId !== undefined);
  return [...Map.groupBy(there, ({ collection }) => collection)].map(([collection, members]) => ({
    kind: 'part',
    collection: collection.name,
    changed: [],
    removed: members.map(({ upstreamId }) => upstreamId!),
    lost: writes.lostColumns(collection),
  }));
}

function changesOf(
  applied: readonly Applied[],
  writes: Pick<UpstreamWrites, 'lostColumns'>,
): readonly SourceChange[] {
  return [...Map.groupBy(applied, ({ write }) => write.collection)].map(
    ([collection, members]) => ({
      kind: 'part',
      collection: collection.name,
      changed: members.flatMap(({ record }) => record ?? []),
      removed: members.flatMap(({ write, record }) => (record ? [] : (write.upstreamId ?? []))),
      isOwn: true,
      lost: writes.lostColumns(collection),
    }),
  );
}
