import { onTestFinished } from 'vitest';
import {
  createEmulator,
  type Emulator,
  type EmulatorOptions,
} from '../../../src/emulator/emulator.ts';
import { defineCollection, field, type Collection } from '../../../src/model/schema.ts';
import { takeNotification } from '../../../src/proxy/http/webhook-route.ts';
import type { ProxyEvent } from '../../../src/proxy/report.ts';
import { createAirtableBase } from '../../../src/proxy/source/airtable/airtable-base.ts';
import { createAirtableSource } from '../../../src/proxy/source/airtable/airtable-source.ts';
import { createBudget } from '../../../src/proxy/source/airtable/budget.ts';
import { createAirtableClient } from '../../../src/proxy/source/airtable/client.ts';
import type { CursorFile, CursorPlace } from '../../../src/proxy/source/airtable/cursor-file.ts';
import { createLedger, type LedgerPage } from '../../../src/proxy/source/airtable/ledger.ts';
import { PLANS, type Plan } from '../../../src/proxy/source/airtable/plan.ts';
import { createTableSizes } from '../../../src/proxy/source/airtable/table-sizes.ts';
import { createAirtableWebhook } from '../../../src/proxy/source/airtable/webhook.ts';
import type { Source, SourceChange } from '../../../src/proxy/source/source.ts';
import type { UpstreamRecord } from '../../../src/proxy/source/upstream-record.ts';
import { BASE_ID, fixtureBase, TOKEN } from '../../emulator/fixture-base.ts';
import { createTestClock, type TestClock } from './clock.ts';

export const people = defineCollection({
  name: 'people',
  table: 'people',
  fields: { name: field('text', 'name'), age: field('number', 'age') },
  indexes: {},
});
export const teams = defineCollection({
  name: 'teams',
  table: 'teams & ☕/50%',
  fields: { title: field('text', 'title') },
  indexes: {},
});

/** Where a source's news ends up in tests: whole tables in memory, and when each batch came. */
export interface FakeSink {
  readonly apply: (changes: readonly SourceChange[]) => Promise<void>;
  readonly knownIds: (collection: string) => readonly string[];
  readonly publishedCount: (collection: string) => number | undefined;
  readonly tick: () => number;
  readonly overtaken: () => readonly string[];
  readonly table: (collection: string) => ReadonlyMap<string, UpstreamRecord>;
  readonly batches: () => readonly {
    readonly at: number;
    readonly changes: readonly SourceChange[];
  }[];
  failNext: (error: Error) => void;
}

export function createFakeSink(clock: TestClock): FakeSink {
  const tables = new Map<string, Map<string, UpstreamRecord>>();
  const batches: { at: number; changes: readonly SourceChange[] }[] = [];
  let failure: Error | undefined;
  return {
    apply: (changes) => {
      const error = failure;
      failure = undefined;
      if (error) return Promise.reject(error);
      batches.push({ at: clock.now(), changes });
      for (const change of changes) {
        const isWhole = change.kind === 'whole';
        const table = isWhole ? new Map<string, UpstreamRecord>() : tables.get(change.collection)!;
        for (const one of isWhole ? change.records : change.changed) table.set(one.id, one);
        if (!isWhole) for (const id of change.removed) table.delete(id);
        tables.set(change.collection, table);
      }
      return Promise.resolve();
    },
    knownIds: (collection) => [...(tables.get(collection)?.keys() ?? [])],
    publishedCount: (collection) => tables.get(collection)?.size,
    // Nothing is ever written here.
    tick: () => 0,
    overtaken: () => [],
    table: (collection) => tables.get(collection) ?? new Map(),
    batches: () => batches,
    failNext: (error) => {
      failure = error;
    },
  };
}

/** A cursor's place that outlives a source, as the file does. */
export function createFakeCursorFile(): CursorFile & { place: CursorPlace | undefined } {
  const file = {
    place: undefined as CursorPlace | undefined,
    read: () => Promise.resolve(file.place),
    write: (place: CursorPlace | undefined) => {
      file.place = place;
      return Promise.resolve();
    },
  };
  return file;
}

export interface AirtableWorldOptions {
  readonly emulator?: Partial<EmulatorOptions>;
  readonly people?: number;
  readonly collections?: readonly Collection[];
  readonly token?: string;
  readonly plan?: Plan;
  readonly intervalMs?: number;
  readonly idleAfterMs?: number;
  readonly notificationUrl?: string;
  readonly clock?: TestClock;
  readonly startMs?: number;
}

/** An emulator, and a source that watches it, in simulated time. `start` may be called again: a restart. */
export function createAirtableWorld(options: AirtableWorldOptions = {}) {
  const clock = options.clock ?? createTestClock(options.startMs);
  const way = { isOpen: true };
  let source: Source | undefined;
  const emulator: Emulator = createEmulator({
    base: fixtureBase(options.people),
    now: clock.now,
    random: Math.random,
    origin: 'http://airtable.test',
    sleep: clock.sleep,
    // Where it notifies: the source of the moment, if it can be reached.
    fetch: async (request) => {
      if (!way.isOpen || !source) throw new TypeError('fetch failed');
      return takeNotification(request, source.notify);
    },
    ...options.emulator,
  });
  const sink = createFakeSink(clock);
  const cursorFile = createFakeCursorFile();
  const events: ProxyEvent[] = [];

  const disk: { ledger?: LedgerPage; sizes?: Readonly<Record<string, unknown>> } = {};

  const start = () => {
    const stopping = new AbortController();
    const plan = options.plan ?? PLANS.business;
    const save = (page: LedgerPage) => {
      disk.ledger = page;
      return Promise.resolve();
    };
    const ledger = createLedger({ plan, clock, page: disk.ledger, save });
    const budget = createBudget(clock, { ledger });
    const client = createAirtableClient({
      apiUrl: 'http://airtable.test',
      token: options.token ?? TOKEN,
      budget,
      clock,
      fetch: emulator.fetch,
    });
    const started = createAirtableSource({
      collections: options.collections ?? [people, teams],
      base: createAirtableBase(client, BASE_ID, {
        report: (event) => events.push(event),
        collections: options.collections ?? [people, teams],
      }),
      webhook: createAirtableWebhook(client, BASE_ID),
      budget,
      cursorFile,
      sizes: createTableSizes({
        names: (options.collections ?? [people, teams]).map(({ name }) => name),
        kept: disk.sizes,
        save: (members: object) => {
          disk.sizes = { ...members };
          return Promise.resolve();
        },
      }),
      clock,
      random: () => 0.5,
      report: (event) => events.push(event),
      plan,
      intervalMs: options.intervalMs ?? 1_000,
      idleAfterMs: options.idleAfterMs,
      notificationUrl: options.notificationUrl,
    });
    source = started;
    const running = started.run(sink, stopping.signal);
    const stop = async () => {
      stopping.abort();
      await running;
      if (source === started) source = undefined;
    };
    onTestFinished(stop);
    return { source: started, budget, stop };
  };
  /** Requests that the emulator got, in seconds since the world began. */
  const startedAt = clock.now();
  const requests = (pattern = /./) =>
    emulator.requests
      .entries()
      .filter(({ method, target }) => pattern.test(`${method} ${target}`))
      .map(({ atMs, method, target, status }) => ({
        at: atMs - startedAt,
        call: `${method} ${target}`,
        status,
      }));
  /** `way.isOpen`: whether Airtable's notifications reach the source. */
  return { way, clock, emulator, sink, cursorFile, disk, events, start, requests };
}
