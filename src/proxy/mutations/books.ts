import type { Entry, Journal, JournalStep, KeptRow, Outcome, Send } from './journal.ts';
import type { Effect } from './effect.ts';
import { createPendingEffects, type PendingEffects } from './pending.ts';
import { mutationsToRunAgain } from './put-back.ts';
import { recordKey } from './record-key.ts';

/** What became of a record's write. */
export interface Settled {
  readonly collection: string;
  readonly id: string;
  /** The last mutation that was in it. */
  readonly through: number;
  readonly isHidden: boolean;
  readonly kind: Effect['kind'];
}

/** What came of running some mutations. */
export type Commit = Required<Pick<JournalStep, 'taken' | 'renumbered' | 'effects' | 'outcomes'>>;

/** The journal with what it holds in memory, kept in step; whoever waits for a mutation is told here. */
export interface Books {
  readonly journal: Pick<Journal, 'find' | 'entry' | 'lastNumber' | 'waiting' | 'kept'>;
  readonly pending: Pick<PendingEffects, 'of' | 'after'>;
  /** Effects of a mutation that is about to be committed: those behind it are run over them. */
  readonly stage: (effects: readonly Effect[]) => void;
  /** Makes durable what was staged, and answers; throws, with nothing of it left, where the disk does not take it. */
  readonly commit: (step: Commit) => void;
  /** Committed effects by record, the oldest first. */
  readonly toWrite: () => readonly (readonly Effect[])[];
  readonly pendingCount: () => number;
  /** Calls whose outcome is not known. */
  readonly sends: () => readonly Send[];
  readonly begin: (sends: readonly Send[]) => void;
  /** Rows that are about to be removed, as they stand; durable when this returns. */
  readonly keep: (rows: readonly KeptRow[]) => void;
  /** These calls took no effect. */
  readonly undo: (sends: readonly Pick<Send, 'collection' | 'id'>[]) => void;
  /** These are in Airtable, and public as of this version where it is the last of a mutation. */
  readonly settle: (
    settled: readonly Settled[],
    version: { readonly log: string; readonly seq: number },
  ) => void;
  /**
   * A mutation will not take place. Those that were run over it are given back to be run again, except what is in Airtable
   * in part, or may be.
   */
  readonly reject: (
    number: number,
    outcome: Outcome & { readonly state: 'rejected' },
  ) => readonly Entry[];
  /** Calls the listener once when a client's mutation is applied or rejected; gives the way to stop listening. */
  readonly onOver: (clientId: string, id: string, listener: () => void) => () => void;
  readonly forget: Journal['forget'];
}

/** What of a mutation is not known to be in Airtable. */
interface OpenMutation {
  /** Of how many records. */
  readonly count: number;
  /** True where readers do not see a record that is there already. */
  readonly isHidden: boolean;
}

/** Opens the books over a journal. */
// oxlint-disable-next-line max-lines-per-function -- one small function for each line of the contract
export function openBooks(journal: Journal): Books {
  const pending = createPendingEffects(journal.effects());
  const sendByKey = new Map(journal.sends().map((send) => [keyOf(send), send]));
  const openByNumber = new Map<number, OpenMutation>();
  const listenersByName = new Map<string, Set<() => void>>();

  const countOpen = (effects: readonly Effect[]) => {
    for (const { number } of effects) {
      const { count, isHidden } = openByNumber.get(number) ?? { count: 0, isHidden: false };
      openByNumber.set(number, { count: count + 1, isHidden });
    }
  };
  countOpen(journal.effects());

  /** What is open of each mutation that these touch, once they are settled. */
  const leftAfter = (settled: readonly Settled[]): ReadonlyMap<number, OpenMutation> => {
    const left = new Map<number, OpenMutation>();
    for (const { collection, id, through, isHidden } of settled) {
      for (const { number } of pending.of(collection, id)) {
        const open = left.get(number) ?? openByNumber.get(number);
        if (!open || number > through) continue;
        left.set(number, { count: open.count - 1, isHidden: open.isHidden || isHidden });
      }
    }
    return left;
  };

  const tell = (numbers: Iterable<number>) => {
    for (const number of numbers) {
      const entry = listenersByName.size > 0 ? journal.entry(number) : undefined;
      const name = entry && nameOf(entry.clientId, entry.id);
      if (name === undefined) continue;
      const listeners = listenersByName.get(name);
      listenersByName.delete(name);
      for (const listener of listeners ?? []) listener();
    }
  };

  const overOf = (outcomes: ReadonlyMap<number, Outcome>) =>
    [...outcomes]
      .filter(([, { state }]) => state === 'applied' || state === 'rejected')
      .map(([number]) => number);

  /** True where something of a mutation is in Airtable, or may be. */
  const isBegun = ({ collection, id, number }: Effect) => {
    const send = sendByKey.get(recordKey(collection, id));
    if (send && send.rev >= number) return true;
    const entry = journal.entry(number);
    const outcome = entry && journal.find(entry.clientId, entry.id)?.outcome;
    return outcome?.state === 'pending' && outcome.isBegun === true;
  };

  const drop = (numbers: readonly number[]) => {
    pending.drop(new Set(numbers));
    for (const number of numbers) openByNumber.delete(number);
  };

  return Object.freeze({
    journal,
    pending,
    stage: (effects: readonly Effect[]) => {
      for (const effect of effects) pending.add(effect);
    },
    commit: (step: Commit) => {
      try {
        journal.write(step);
      } catch (error) {
        pending.replaceAll(journal.effects());
        throw error;
      }
      countOpen(step.effects);
      tell(overOf(step.outcomes));
    },
    // A mutation that is not counted is staged, and not on disk yet: nothing of it may be sent.
    toWrite: () =>
      pending
        .byRecord()
        .map((effects) => effects.filter(({ number }) => openByNumber.has(number)))
        .filter((effects) => effects.length > 0),
    pendingCount: () => openByNumber.size,
    sends: () => [...sendByKey.values()],
    begin: (sends: readonly Send[]) => {
      journal.write({ sends });
      for (const send of sends) sendByKey.set(keyOf(send), send);
    },
    keep: (kept: readonly KeptRow[]) => journal.write({ kept }),
    undo: (sends: readonly Pick<Send, 'collection' | 'id'>[]) => {
      if (sends.length === 0) return;
      journal.write({ sendsOver: sends });
      for (const send of sends) sendByKey.delete(keyOf(send));
    },
    settle: (
      settled: readonly Settled[],
      version: { readonly log: string; readonly seq: number },
    ) => {
      const left = leftAfter(settled);
      const outcomes = new Map<number, Outcome>();
      for (const [number, { count, isHidden }] of left) {
        const over: Outcome = { state: 'applied', ...version, ...(isHidden && { hidden: true }) };
        outcomes.set(number, count > 0 ? { state: 'pending', isBegun: true } : over);
      }
      journal.write({ settled, sendsOver: settled, outcomes });
      for (const { collection, id, through } of settled) pending.settle(collection, id, through);
      for (const send of settled) sendByKey.delete(keyOf(send));
      for (const [number, open] of left) openByNumber.set(number, open);
      const over = overOf(outcomes);
      for (const number of over) openByNumber.delete(number);
      tell(over);
    },
    reject: (number: number, outcome: Outcome & { readonly state: 'rejected' }) => {
      const behind = mutationsToRunAgain(number, { records: pending.byRecord(), isBegun });
      const dropped = [number, ...behind];
      const outcomes = new Map<number, Outcome>([...behind].map((n) => [n, { state: 'waiting' }]));
      // Calls under way may still take effect at other records of it: they are looked up like any other.
      journal.write({ dropped, outcomes: outcomes.set(number, outcome) });
      drop(dropped);
      tell([number]);
      return [...behind].flatMap((n) => journal.entry(n) ?? []);
    },
    onOver: (clientId: string, id: string, listener: () => void) => {
      const name = nameOf(clientId, id);
      const listeners = listenersByName.get(name) ?? new Set();
      listenersByName.set(name, listeners.add(listener));
      return () => void listeners.delete(listener);
    },
    forget: (beforeMs: number, error: Parameters<Journal['forget']>[1]) => {
      const given = journal.forget(beforeMs, error);
      drop(given);
      tell(given);
      return given;
    },
  });
}

function keyOf({ collection, id }: { readonly collection: string; readonly id: string }): string {
  return recordKey(collection, id);
}

function nameOf(clientId: string, id: string): string {
  return JSON.stringify([clientId, id]);
}
