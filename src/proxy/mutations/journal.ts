import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { MutationContext } from '../../model/mutator.ts';
import type { JsonValue } from '../../model/record.ts';
import type { MutationFailure } from '../../protocol/mutation.ts';
import type { Cells } from '../source/upstream-writes.ts';
import type { Effect, Fields } from './effect.ts';

/** A mutation as it was taken in. */
export interface Entry {
  /** The order in which mutations take effect, and what a record's `offprint_rev` says; one that waits may get a later one. */
  readonly number: number;
  readonly clientId: string;
  readonly id: string;
  readonly name: string;
  readonly args: Readonly<Record<string, JsonValue>>;
  readonly ctx: MutationContext;
}

/**
 * What is known of a mutation; `waiting` says that it was not run yet, `pending` that its effects are on their way, and
 * `isBegun` that some of them have arrived.
 */
export type Outcome =
  | { readonly state: 'waiting' }
  | { readonly state: 'pending'; readonly isBegun?: true }
  | {
      readonly state: 'applied';
      readonly log: string;
      readonly seq: number;
      readonly hidden?: true;
    }
  | { readonly state: 'rejected'; readonly error: MutationFailure };

/** A call that was begun for a record; until it is settled nobody knows whether it took effect. */
export interface Send {
  readonly collection: string;
  readonly id: string;
  readonly kind: Effect['kind'];
  /** The last mutation that is in it. */
  readonly rev: number;
}

/** A row as it stood upstream when it was about to be removed. */
export interface KeptRow {
  readonly collection: string;
  /** Its public id. */
  readonly id: string;
  readonly upstreamId: string;
  readonly cells: Cells;
  /** When it was looked at, in ms since 1970. */
  readonly at: number;
}

/** What of the journal changes together. */
export interface JournalStep {
  readonly taken?: readonly Entry[];
  /** Mutations that waited, with the numbers that they take effect under. */
  readonly renumbered?: ReadonlyMap<number, number>;
  readonly effects?: readonly Effect[];
  readonly outcomes?: ReadonlyMap<number, Outcome>;
  /** Effects of a record up to a number that are in Airtable now. What stands again needs no row kept for it. */
  readonly settled?: readonly {
    readonly collection: string;
    readonly id: string;
    readonly through: number;
    readonly kind: Effect['kind'];
  }[];
  /** Mutations whose effects are not to take place. */
  readonly dropped?: readonly number[];
  readonly sends?: readonly Send[];
  readonly sendsOver?: readonly Pick<Send, 'collection' | 'id'>[];
  /** Each in the place of an earlier one of its id. */
  readonly kept?: readonly KeptRow[];
}

/** What was promised, on disk before the promise is given (I8). */
export interface Journal {
  readonly find: (
    clientId: string,
    id: string,
  ) => { readonly entry: Entry; readonly outcome: Outcome } | undefined;
  /** All of a step or nothing of it; durable when this returns. Throws where the disk does not take it. */
  readonly write: (step: JournalStep) => void;
  /** The highest number that was ever given. */
  readonly lastNumber: () => number;
  /** Mutations that were taken in and not run yet, in their order. */
  readonly waiting: () => readonly Entry[];
  /** In the order of their numbers. */
  readonly effects: () => readonly Effect[];
  readonly sends: () => readonly Send[];
  readonly entry: (number: number) => Entry | undefined;
  readonly kept: (collection: string, id: string) => KeptRow | undefined;
  /** Forgets rows kept, and answers given, before that moment, and gives up what waits since before it; gives what was given up. */
  readonly forget: (beforeMs: number, error: MutationFailure) => readonly number[];
  readonly close: () => void;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS mutations (
    number INTEGER PRIMARY KEY, client TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, args TEXT NOT NULL,
    ctx TEXT NOT NULL, state TEXT NOT NULL, outcome TEXT NOT NULL, touched INTEGER NOT NULL, UNIQUE (client, id)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS mutations_by_state ON mutations (state, number);
  CREATE TABLE IF NOT EXISTS effects (
    number INTEGER NOT NULL, collection TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, fields TEXT NOT NULL,
    at INTEGER NOT NULL, PRIMARY KEY (collection, id, number)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS sends (
    collection TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, rev INTEGER NOT NULL, PRIMARY KEY (collection, id)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS kept (
    collection TEXT NOT NULL, id TEXT NOT NULL, upstream TEXT NOT NULL, cells TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (collection, id)
  ) STRICT;
`;

/**
 * Opens the journal of a data folder. Numbers of a new one begin at the present in ms, so that they are above all that a
 * journal which was lost ever gave: a record's `offprint_rev` then never names two calls.
 */
export function openJournal(dataDir: string, now: () => number): Journal {
  mkdirSync(dataDir, { recursive: true });
  const db = new DatabaseSync(join(dataDir, 'journal.sqlite'));
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  db.exec(SCHEMA);
  const sql = statements(db);
  const kept = Number(sql.last.get()?.['number'] ?? 0);
  let last = kept > 0 ? kept : now();

  const write = (part: JournalStep) => {
    const step = { ...NOTHING, ...part };
    db.exec('BEGIN IMMEDIATE');
    try {
      writeStep(sql, step, now());
      db.exec('COMMIT');
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      throw error;
    }
    const given = [...step.taken.map(({ number }) => number), ...step.renumbered.values()];
    last = Math.max(last, ...given);
  };

  return Object.freeze({
    find: (clientId: string, id: string) => {
      const row = sql.find.get(JSON.stringify(clientId), JSON.stringify(id));
      return row && { entry: entryOf(row), outcome: JSON.parse(text(row['outcome'])) as Outcome };
    },
    write,
    lastNumber: () => last,
    waiting: () => sql.waiting.all().map(entryOf),
    effects: () => sql.effects.all().map(effectOf),
    sends: () => sql.sends.all().map(sendOf),
    entry: (number: number) => {
      const row = sql.entry.get(number);
      return row && entryOf(row);
    },
    kept: (collection: string, id: string) => {
      const row = sql.kept.get(collection, id);
      return row && keptOf(row);
    },
    forget: (beforeMs: number, error: MutationFailure) => {
      const late = sql.late.all(beforeMs).map((row) => Number(row['number']));
      const outcome: Outcome = { state: 'rejected', error };
      write({ dropped: late, outcomes: new Map(late.map((number) => [number, outcome])) });
      // The newest number stays, or the next would be given twice.
      sql.forget.run(beforeMs, last);
      sql.forgetKept.run(beforeMs);
      return late;
    },
    close: () => db.close(),
  });
}

function writeStep(sql: Statements, step: Required<JournalStep>, nowMs: number): void {
  for (const { number, clientId, id, name, args, ctx } of step.taken) {
    // As JSON, which says every text that a client can send: SQLite's own would lose lone surrogates.
    const texts = [clientId, id, name, args, ctx].map((value) => JSON.stringify(value));
    sql.take.run(number, ...texts, nowMs);
  }
  for (const [before, number] of step.renumbered) sql.renumber.run(number, before);
  for (const { number, collection, id, kind, fields, at } of step.effects) {
    sql.addEffect.run(number, collection, id, kind, JSON.stringify(fields), at);
  }
  for (const number of step.dropped) sql.dropEffects.run(number);
  for (const { collection, id, through, kind } of step.settled) {
    sql.settle.run(collection, id, through);
    if (kind !== 'remove') sql.dropKept.run(collection, id);
  }
  for (const { collection, id, upstreamId, cells, at } of step.kept) {
    sql.keep.run(collection, id, upstreamId, JSON.stringify(cells), at);
  }
  for (const { collection, id, kind, rev } of step.sends) {
    sql.send.run(collection, id, kind, rev);
  }
  for (const { collection, id } of step.sendsOver) sql.sendOver.run(collection, id);
  for (const [number, outcome] of step.outcomes) {
    sql.decide.run(outcome.state, JSON.stringify(outcome), nowMs, number);
  }
}

const NOTHING: Required<JournalStep> = {
  taken: [],
  renumbered: new Map(),
  effects: [],
  outcomes: new Map(),
  settled: [],
  dropped: [],
  sends: [],
  sendsOver: [],
  kept: [],
};

type Statements = ReturnType<typeof statements>;

function statements(db: DatabaseSync) {
  return {
    last: db.prepare('SELECT max(number) AS number FROM mutations'),
    take: db.prepare(
      `INSERT INTO mutations VALUES (?, ?, ?, ?, ?, ?, 'waiting', '{"state":"waiting"}', ?)`,
    ),
    renumber: db.prepare('UPDATE mutations SET number = ? WHERE number = ?'),
    find: db.prepare('SELECT * FROM mutations WHERE client = ? AND id = ?'),
    entry: db.prepare('SELECT * FROM mutations WHERE number = ?'),
    decide: db.prepare('UPDATE mutations SET state = ?, outcome = ?, touched = ? WHERE number = ?'),
    waiting: db.prepare(`SELECT * FROM mutations WHERE state = 'waiting' ORDER BY number`),
    late: db.prepare(
      `SELECT number FROM mutations WHERE state IN ('waiting', 'pending') AND touched < ?`,
    ),
    forget: db.prepare(
      `DELETE FROM mutations WHERE state IN ('applied', 'rejected') AND touched < ? AND number < ?`,
    ),
    effects: db.prepare('SELECT * FROM effects ORDER BY number'),
    addEffect: db.prepare('INSERT INTO effects VALUES (?, ?, ?, ?, ?, ?)'),
    dropEffects: db.prepare('DELETE FROM effects WHERE number = ?'),
    settle: db.prepare('DELETE FROM effects WHERE collection = ? AND id = ? AND number <= ?'),
    sends: db.prepare('SELECT * FROM sends ORDER BY rev'),
    send: db.prepare('INSERT OR REPLACE INTO sends VALUES (?, ?, ?, ?)'),
    sendOver: db.prepare('DELETE FROM sends WHERE collection = ? AND id = ?'),
    keep: db.prepare('INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?, ?)'),
    kept: db.prepare('SELECT * FROM kept WHERE collection = ? AND id = ?'),
    dropKept: db.prepare('DELETE FROM kept WHERE collection = ? AND id = ?'),
    forgetKept: db.prepare('DELETE FROM kept WHERE at < ?'),
  };
}

type Row = Readonly<Record<string, unknown>>;

function entryOf(row: Row): Entry {
  return {
    number: Number(row['number']),
    clientId: JSON.parse(text(row['client'])) as string,
    id: JSON.parse(text(row['id'])) as string,
    name: JSON.parse(text(row['name'])) as string,
    args: JSON.parse(text(row['args'])) as Entry['args'],
    ctx: JSON.parse(text(row['ctx'])) as MutationContext,
  };
}

function effectOf(row: Row): Effect {
  return {
    number: Number(row['number']),
    collection: text(row['collection']),
    id: text(row['id']),
    kind: row['kind'] as Effect['kind'],
    fields: JSON.parse(text(row['fields'])) as Fields,
    at: Number(row['at']),
  };
}

function sendOf(row: Row): Send {
  return {
    collection: text(row['collection']),
    id: text(row['id']),
    kind: row['kind'] as Send['kind'],
    rev: Number(row['rev']),
  };
}

function keptOf(row: Row): KeptRow {
  return {
    collection: text(row['collection']),
    id: text(row['id']),
    upstreamId: text(row['upstream']),
    cells: JSON.parse(text(row['cells'])) as Cells,
    at: Number(row['at']),
  };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
