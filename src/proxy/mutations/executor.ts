import { isDeepStrictEqual } from 'node:util';
import type { MutationContext } from '../../model/mutator.ts';
import type { JsonValue } from '../../model/record.ts';
import type { Collection } from '../../model/schema.ts';
import { createQueue } from '../queue.ts';
import type { Books } from './books.ts';
import type { Effect } from './effect.ts';
import { gatherCalls } from './gather-calls.ts';
import type { Entry, Outcome } from './journal.ts';
import { runMutation, type RunOptions } from './run-mutation.ts';

/** A mutation as it came, checked. */
export interface AskedMutation {
  readonly clientId: string;
  readonly id: string;
  readonly name: string;
  readonly args: Readonly<Record<string, JsonValue>>;
  readonly ctx: MutationContext;
}

/** Gives mutations their place, runs them, and journals what they do: one after the other, whoever sends them. */
export interface Executor {
  /**
   * Settles once a mutation, and what it does, is on disk; 'reused' where its id stands for another one. Those that come
   * together are committed together. Rejects where the disk does not take it.
   */
  readonly take: (mutation: AskedMutation) => Promise<'taken' | 'reused'>;
  /** Runs what had to wait; false where something still has to. Throws where upstream could not be asked. */
  readonly runWaiting: (signal: AbortSignal) => Promise<boolean>;
  /** These are to be run again. */
  readonly putBack: (entries: readonly Entry[]) => void;
  /** The mutations of these numbers are not to be run any more. */
  readonly giveUp: (numbers: readonly number[]) => void;
  readonly waitingCount: () => number;
  /** Settles when everything taken so far is journalled. */
  readonly idle: () => Promise<unknown>;
}

/** What an executor is given. */
export interface ExecutorOptions extends RunOptions {
  readonly books: Books;
  /** Reads records again, so that what somebody changed a moment ago is seen. */
  readonly reread: (
    wanted: ReadonlyMap<Collection, readonly string[]>,
    signal: AbortSignal,
  ) => Promise<void>;
}

/** So many are run at a time after having waited, and what they saw is read with one call for each table. */
const MAX_WAITING_AT_ONCE = 100;

/** Creates one over its books; what an earlier run left waiting still waits. */
export function createExecutor(options: ExecutorOptions): Executor {
  const { books } = options;
  let waiting: readonly Entry[] = books.journal.waiting();
  const enqueue = createQueue();
  let lastNumber = books.journal.lastNumber();
  /** The highest number that was run, for all that is known. */
  let lastRun = lastNumber;

  const takeIn = async (batch: readonly AskedMutation[]) => {
    const entryByKey = new Map<string, Entry>();
    const verdicts: ('taken' | 'reused')[] = [];
    const taken: Entry[] = [];
    for (const asked of batch) {
      const key = JSON.stringify([asked.clientId, asked.id]);
      const known = entryByKey.get(key) ?? books.journal.find(asked.clientId, asked.id)?.entry;
      if (known) {
        verdicts.push(isSameMutation(known, asked) ? 'taken' : 'reused');
        continue;
      }
      const entry = { ...asked, number: ++lastNumber };
      entryByKey.set(key, entry);
      taken.push(entry);
      verdicts.push('taken');
    }
    const blocked = new Set(waiting.map(({ clientId }) => clientId));
    const left = await decide(taken, { taken, blocked, mustWait: hasSeen });
    waiting = [...waiting, ...left];
    return verdicts;
  };

  /**
   * Runs entries in their order and commits what came of them; gives those that have to wait. A client's later ones wait
   * with its first; those of others go on, since nobody promised an order between clients.
   */
  const decide = async (
    entries: readonly Entry[],
    terms: {
      readonly taken: readonly Entry[];
      readonly blocked: Set<string>;
      readonly mustWait: (entry: Entry) => boolean;
    },
  ): Promise<readonly Entry[]> => {
    const outcomes = new Map<number, Outcome>();
    const renumbered = new Map<number, number>();
    const effects: Effect[] = [];
    const left: Entry[] = [];
    for (const entry of entries) {
      // What is run over others takes effect after them, however long ago it was taken in.
      const number = entry.number > lastRun ? entry.number : lastNumber + 1;
      const isBlocked = terms.blocked.has(entry.clientId) || terms.mustWait(entry);
      const decision = isBlocked ? 'not-ready' : await runMutation({ ...entry, number }, options);
      if (decision === 'not-ready') {
        terms.blocked.add(entry.clientId);
        left.push(entry);
        continue;
      }
      lastNumber = Math.max(lastNumber, number);
      lastRun = number;
      if (number !== entry.number) renumbered.set(entry.number, number);
      books.stage(decision.effects);
      effects.push(...decision.effects);
      outcomes.set(number, decision.outcome);
    }
    const { taken } = terms;
    if (taken.length + outcomes.size > 0) books.commit({ taken, renumbered, effects, outcomes });
    return left;
  };

  return Object.freeze({
    // Those that arrive while one commit is on its way to the disk share the next one.
    take: gatherCalls(enqueue, takeIn),
    runWaiting: async (signal: AbortSignal) => {
      const all = waiting;
      const blocked = new Set<string>();
      for (let i = 0; i < all.length; i += MAX_WAITING_AT_ONCE) {
        const entries = all.slice(i, i + MAX_WAITING_AT_ONCE);
        const wanted = await recordsToRead(entries, options);
        if (wanted.size > 0) await options.reread(wanted, signal);
        await enqueue(async () => {
          const left = new Set(
            await decide(entries, { taken: [], blocked, mustWait: () => false }),
          );
          const done = new Set(entries.filter((entry) => !left.has(entry)));
          waiting = waiting.filter((entry) => !done.has(entry));
        });
      }
      return waiting.length === 0;
    },
    putBack: (entries: readonly Entry[]) => {
      waiting = [...waiting, ...entries].sort((a, b) => a.number - b.number);
    },
    giveUp: (numbers: readonly number[]) => {
      waiting = waiting.filter(({ number }) => !numbers.includes(number));
    },
    waitingCount: () => waiting.length,
    idle: () => enqueue(() => Promise.resolve()),
  });
}

/** The records that those look at which say what the person saw. */
async function recordsToRead(entries: readonly Entry[], options: RunOptions) {
  const idsByCollection = new Map<Collection, Set<string>>();
  for (const entry of entries.filter(hasSeen)) {
    const decision = await runMutation(entry, options);
    if (decision === 'not-ready') continue;
    for (const { collection, id } of decision.looked) {
      const upstreamId = options.newest(collection.name)?.find(id)?.upstreamId;
      if (upstreamId === undefined) continue;
      const ids = idsByCollection.get(collection) ?? new Set();
      idsByCollection.set(collection, ids.add(upstreamId));
    }
  }
  return new Map([...idsByCollection].map(([collection, ids]) => [collection, [...ids]]));
}

function hasSeen({ args }: Entry): boolean {
  return typeof args['seen'] === 'object';
}

function isSameMutation(known: Entry, { name, args }: AskedMutation): boolean {
  return known.name === name && isDeepStrictEqual(known.args, args);
}
