import { onTestFinished } from 'vitest';
import {
  createEmulator,
  type Emulator,
  type EmulatorOptions,
} from '../../../src/emulator/emulator.ts';
import { sampleBase } from '../../../src/emulator/sample/base.ts';
import type { SeedBase } from '../../../src/emulator/seed.ts';
import type { AnyMutator, Role } from '../../../src/model/mutator.ts';
import type { StoredRecord } from '../../../src/model/record.ts';
import { shapeOf } from '../../../src/model/shape.ts';
import type { Collection } from '../../../src/model/schema.ts';
import type { MutationResult, SentMutation } from '../../../src/protocol/mutation.ts';
import { createApp } from '../../../src/proxy/app.ts';
import type { Clock } from '../../../src/proxy/clock.ts';
import { openDeletionGuard } from '../../../src/proxy/guard/deletion-guard.ts';
import { createIntake } from '../../../src/proxy/intake/intake.ts';
import { openJournal, type Journal } from '../../../src/proxy/mutations/journal.ts';
import type { AttachmentAddress } from '../../../src/proxy/mutations/kept-rows.ts';
import { openMutationService } from '../../../src/proxy/mutations/mutation-service.ts';
import type { CollectionChange } from '../../../src/proxy/publish/collection-state.ts';
import { drawManifest } from '../../../src/proxy/publish/draw-manifest.ts';
import { planPublication } from '../../../src/proxy/publish/plan-publication.ts';
import { createPublication } from '../../../src/proxy/publish/publication.ts';
import { stateOf, type Published } from '../../../src/proxy/publish/published.ts';
import type { Publisher } from '../../../src/proxy/publish/publisher.ts';
import type { ProxyEvent } from '../../../src/proxy/report.ts';
import { createAirtableBase } from '../../../src/proxy/source/airtable/airtable-base.ts';
import { createAirtableSource } from '../../../src/proxy/source/airtable/airtable-source.ts';
import { createAirtableWrites } from '../../../src/proxy/source/airtable/airtable-writes.ts';
import { createBudget } from '../../../src/proxy/source/airtable/budget.ts';
import { createAirtableClient } from '../../../src/proxy/source/airtable/client.ts';
import { createLedger, type LedgerPage } from '../../../src/proxy/source/airtable/ledger.ts';
import { PLANS, type Plan } from '../../../src/proxy/source/airtable/plan.ts';
import { createAirtableWebhook } from '../../../src/proxy/source/airtable/webhook.ts';
import { products, quotes, reviews } from '../../../src/site/collections.ts';
import { mutators as siteMutators } from '../../../src/site/mutators.ts';
import { createTestClock } from '../fakes/clock.ts';
import { createFakeCursorFile } from '../fakes/airtable-world.ts';
import { temporaryFolder } from '../fakes/folder.ts';

const ORIGIN = 'http://airtable.test';
export const EDITOR = 'editor-test';
export const QUOTE = 'recQuoteTides0001';
export const PRODUCT = 'recProductTides01';

/** The sample's writable tables without their pictures. */
export function shopBase(): SeedBase {
  const tables = sampleBase.tables
    .filter(({ name }) => ['products', 'reviews', 'quotes'].includes(name))
    .map((table) => ({
      ...table,
      records: table.records.map((record) => {
        const { image: _, ...fields } = record.fields as Record<string, unknown>;
        return { ...record, fields: fields as typeof record.fields };
      }),
    }));
  return { ...sampleBase, tables };
}

export interface WriteWorldOptions {
  readonly base?: SeedBase;
  readonly collections?: readonly Collection[];
  readonly mutators?: Readonly<Record<string, AnyMutator>>;
  readonly emulator?: Partial<EmulatorOptions>;
  readonly plan?: Plan;
  /** True where the disk is full at the moment: the journal takes nothing. */
  readonly isFull?: () => boolean;
  /** Where the site published an attachment. */
  readonly addressOf?: AttachmentAddress;
  /** Stands between proxy and Airtable. */
  readonly between?: (request: Request, next: () => Promise<Response>) => Promise<Response>;
}

export interface StartOptions {
  /** The process ends at this operation: each journal entry, call and publication is two, its beginning and its end. */
  readonly killAt?: number;
}

/**
 * The real source, intake, journal and service over the emulator, in simulated time. What is published, and the data
 * folder, outlive a run; `start` again is a restart.
 */
export async function createWriteWorld(options: WriteWorldOptions = {}) {
  const clock = createTestClock();
  const dataDir = await temporaryFolder();
  const collections = options.collections ?? [products, reviews, quotes];
  const emulator: Emulator = createEmulator({
    base: options.base ?? shopBase(),
    now: clock.now,
    random: Math.random,
    origin: ORIGIN,
    sleep: clock.sleep,
    // Files that a write names lie at its own addresses.
    fetch: (request): Promise<Response> => emulator.fetch(request),
    ...options.emulator,
  });
  const shapeByName = new Map<string, string>();
  for (const one of collections) shapeByName.set(one.name, await shapeOf(one));
  const disk: { published: Published; ledger?: LedgerPage } = {
    published: { manifest: undefined, stateByName: new Map(), history: [] },
  };
  const cursorFile = createFakeCursorFile();
  const events: ProxyEvent[] = [];
  /** Every state of the collections that ever was public. */
  const seen: { readonly seq: number; readonly at: number; readonly published: Published }[] = [];

  const start = async ({ killAt = Infinity }: StartOptions = {}) => {
    const stopping = new AbortController();
    let operations = 0;
    const isDead = () => operations >= killAt;
    const never = () => new Promise<never>(() => undefined);
    const tick = () => {
      operations++;
      if (isDead()) stopping.abort();
    };
    /** The outcome while alive; nothing, ever, after death. */
    const alive = async <T>(work: () => Promise<T>): Promise<T> => {
      tick();
      if (isDead()) return never();
      const done = await work().then(
        (value) => () => value,
        (error: unknown) => () => {
          throw error;
        },
      );
      tick();
      return isDead() ? never() : done();
    };
    const living: Clock = {
      now: clock.now,
      sleep: async (ms, signal) => {
        if (isDead()) return never();
        await clock.sleep(ms, signal).catch((error: unknown) => {
          if (!isDead()) throw error;
        });
        return isDead() ? never() : undefined;
      },
    };

    const publishNow = (changes: ReadonlyMap<string, CollectionChange>) => {
      const isWritable = service.isWritable();
      const shapes = { collections, shapeByName, isWritable };
      const plan = planPublication(disk.published, changes, shapes);
      if (!plan) return Promise.resolve();
      const seq = (disk.published.manifest?.seq ?? 0) + 1;
      const { published } = drawManifest(disk.published, plan, {
        log: 'log-1',
        seq,
        publishedAt: new Date(clock.now()).toISOString(),
        pollAfterMs: 1_000,
        writable: isWritable,
      });
      disk.published = published;
      seen.push({ seq, at: clock.now(), published });
      return Promise.resolve();
    };
    const publisher: Publisher = {
      current: () => disk.published.manifest && createPublication(disk.published.manifest),
      stateOf: (name) => stateOf(disk.published, name),
      countOf: (name) => disk.published.manifest?.collections[name]?.count,
      publish: (changes) => alive(() => publishNow(changes)),
      collect: () => Promise.resolve(),
      idle: () => Promise.resolve(),
    };
    const report = (event: ProxyEvent) => void events.push(event);
    const plan = options.plan ?? PLANS.business;
    const ledger = createLedger({
      plan,
      clock: living,
      page: disk.ledger,
      save: (page) => {
        disk.ledger = page;
        return Promise.resolve();
      },
    });
    const budget = createBudget(living, { ledger });
    const client = createAirtableClient({
      apiUrl: ORIGIN,
      token: sampleBase.tokens[0]!,
      budget,
      clock: living,
      fetch: (request) =>
        alive(() => {
          const next = () => emulator.fetch(request);
          return options.between ? options.between(request, next) : next();
        }),
    });
    const base = createAirtableBase(client, sampleBase.id, { collections, report });
    const source = createAirtableSource({
      collections,
      base,
      webhook: createAirtableWebhook(client, sampleBase.id),
      budget,
      cursorFile,
      clock: living,
      random: () => 0.5,
      report,
      plan,
      intervalMs: 1_000,
    });
    const guard = await openDeletionGuard({
      file: { read: () => Promise.resolve(new Map()), write: () => Promise.resolve() },
      clock: living,
      report,
      confirmedAt: () => undefined,
    });
    const intake = createIntake({
      collections,
      publisher,
      guard,
      now: clock.now,
      lastGoodAt: () => undefined,
      report,
      context: {
        render: () => Promise.resolve(undefined),
        mirrored: () => undefined,
        isMirrored: () => true,
      },
    });
    const onDisk = openJournal(dataDir, clock.now);
    const journal: Journal = {
      ...onDisk,
      write: (step) => {
        tick();
        if (isDead()) throw new Error('the process has ended');
        if (options.isFull?.()) throw new Error('database or disk is full');
        onDisk.write(step);
        tick();
        if (isDead()) throw new Error('the process has ended');
      },
    };
    const service = openMutationService({
      collections,
      mutators: options.mutators ?? siteMutators,
      journal,
      writes: createAirtableWrites(client, base, living),
      intake,
      version: () => disk.published.manifest,
      addressOf: options.addressOf ?? (() => undefined),
      clock: living,
      random: () => 0.5,
      newId: () => crypto.randomUUID(),
      report,
    });
    const app = createApp({
      publication: publisher.current,
      objects: { read: () => Promise.resolve(undefined) },
      live: { find: () => 'unknown' as const },
      checkedSecondsAgo: () => 0,
      readerSeen: source.readerSeen,
      notify: source.notify,
      media: { open: () => Promise.resolve(undefined) },
      site: { read: () => Promise.resolve(undefined) },
      siteRoutes: [],
      editorToken: EDITOR,
      trustedHops: 1,
      now: clock.now,
      mutations: service,
      confirmDeletions: () => intake.confirmDeletions(),
      status: () => {
        throw new Error('this world has no status page');
      },
      report,
    });
    const running = Promise.all([
      source.run(intake, stopping.signal),
      service.run(stopping.signal),
    ]).then(() => undefined);
    const isRead = (collection: string) => intake.newest(collection) !== undefined;
    let isOver = false;
    const end = () => {
      if (isOver) return;
      isOver = true;
      onDisk.close();
    };
    const stop = async () => {
      stopping.abort();
      if (!isDead()) await clock.settle(running);
      end();
    };
    /** Ends without a word. */
    const kill = () => {
      operations = Infinity;
      stopping.abort();
      end();
    };
    onTestFinished(() => kill());
    return {
      service,
      app,
      stop,
      kill,
      running,
      isDead,
      operations: () => operations,
      budget,
      /** Sends mutations and lets time pass until they are answered. */
      submit: (
        mutations: readonly SentMutation[],
        { role = 'editor', clientId = 'client-1' }: { role?: Role; clientId?: string } = {},
      ): Promise<readonly MutationResult[]> =>
        clock.settle(service.submit({ clientId, mutations }, role)),
      isRead,
      ready: () => clock.until(() => collections.every(({ name }) => isRead(name))),
    };
  };

  const published = (collection: string): readonly StoredRecord[] => [
    ...stateOf(disk.published, collection).entryById.all(),
  ];
  /** A table as Airtable has it. */
  const table = (name: string) => emulator.table(name).records();
  const row = (name: string, id: string) =>
    table(name).find((one) => one.id === id || one.fields['offprint_key'] === id);
  const writes = () =>
    emulator.requests
      .entries()
      .filter(({ method, target }) => method !== 'GET' && !/listRecords|webhooks/.test(target))
      .map(({ atMs, method, status }) => ({ atMs, method, status }));
  return { clock, emulator, disk, events, seen, dataDir, start, published, table, row, writes };
}

/** A mutation with an id of its own. */
export function mutation(
  name: string,
  args: SentMutation['args'],
  rest: Partial<SentMutation> = {},
): SentMutation {
  return { id: crypto.randomUUID(), name, args, ...rest };
}
