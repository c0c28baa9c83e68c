import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AnyMutator } from '../../src/model/mutator.ts';
import type { Collection } from '../../src/model/schema.ts';
import { createApp } from '../../src/proxy/app.ts';
import type { Clock } from '../../src/proxy/clock.ts';
import { openDeletionGuard } from '../../src/proxy/guard/deletion-guard.ts';
import { createIntake } from '../../src/proxy/intake/intake.ts';
import { openJournal, type Journal } from '../../src/proxy/mutations/journal.ts';
import { openMutationService } from '../../src/proxy/mutations/mutation-service.ts';
import type { ProxyEvent } from '../../src/proxy/report.ts';
import { createAirtableBase } from '../../src/proxy/source/airtable/airtable-base.ts';
import { createAirtableSource } from '../../src/proxy/source/airtable/airtable-source.ts';
import { createAirtableWrites } from '../../src/proxy/source/airtable/airtable-writes.ts';
import { createBudget } from '../../src/proxy/source/airtable/budget.ts';
import { createAirtableClient } from '../../src/proxy/source/airtable/client.ts';
import { createLedger } from '../../src/proxy/source/airtable/ledger.ts';
import { PLANS } from '../../src/proxy/source/airtable/plan.ts';
import { createAirtableWebhook } from '../../src/proxy/source/airtable/webhook.ts';
import type { UpstreamWrites } from '../../src/proxy/source/upstream-writes.ts';
import type { Source, SourceChange } from '../../src/proxy/source/source.ts';
import { createLife, type Life } from '../fakes/life.ts';
import { createDiskPublisher, type OnPublished } from './disk-publisher.ts';
import { objectsOn, readBack, type ProxyDisk } from './proxy-disk.ts';
import { BASE_ID, TOKEN } from './site.ts';
import { EDITOR_TOKEN } from './shop.ts';
import { UPSTREAM_URL } from './upstream.ts';

/** One run of the proxy: real source, intake and HTTP face over a disk in memory. */
export interface SimulatedProxy {
  /** Answers one request below `/v1/`. */
  readonly answer: (path: string, init: RequestInit) => Promise<Response>;
  readonly isDead: () => boolean;
  /** Ends when so many more things were begun: in the middle of whatever it does then. */
  readonly killAfter: (operations: number) => void;
  readonly source: Source;
  /** Removes every object that the newest publication does not name. */
  readonly collect: () => void;
  /** What the owner does about deletions that are held. */
  readonly confirmDeletions: () => void;
  /** Ends without a word, in the middle of what it does. */
  readonly kill: () => void;
}

/** What a proxy is started with. */
export interface SimulatedProxyOptions {
  readonly collections: readonly Collection[];
  /** What may be asked for; without any, nothing may. */
  readonly mutators?: Readonly<Record<string, AnyMutator>> | undefined;
  readonly disk: ProxyDisk;
  readonly clock: Clock;
  readonly random: () => number;
  /** The way to Airtable. */
  readonly fetch: (request: Request) => Promise<Response>;
  readonly intervalMs: number;
  readonly pollAfterMs: number;
  readonly report: (event: ProxyEvent) => void;
  readonly onPublished: OnPublished;
  /** Lets a mutant stand between source and intake. */
  readonly tamperNews: (changes: readonly SourceChange[]) => readonly SourceChange[];
}

/** Starts a proxy on what an earlier one left. */
export async function startProxy(options: SimulatedProxyOptions): Promise<SimulatedProxy> {
  const { collections, disk, random } = options;
  const report = (event: ProxyEvent) => life.hear(() => options.report(event));
  const stopping = new AbortController();
  const hangUps = new Set<() => void>();
  const life = createLife(() => {
    stopping.abort();
    // Connections of a process that ends are closed.
    for (const hangUp of hangUps) hangUp();
    onDisk?.close();
  });
  const clock: Clock = {
    // A computer's clock counts whole ms.
    now: () => Math.floor(options.clock.now()),
    sleep: (ms, signal) => life.alive(() => options.clock.sleep(ms, signal)),
  };
  // So are those to Airtable: what nobody can hear any more nobody can heed.
  const ended = new AbortController();
  hangUps.add(() => ended.abort());
  const { source, writes } = createSource(options, clock, (request) => {
    const signal = AbortSignal.any([request.signal, ended.signal]);
    return life.alive(() => options.fetch(new Request(request, { signal })));
  });
  const { published, freshness } = await readBack(disk, options.clock, {
    collections,
    status: source.status,
    heldFrom: (name) => guard.trueAt(name),
  });
  const publisher = await createDiskPublisher({
    ...options,
    isWritable: () => mutations?.isWritable() ?? false,
    restored: published,
    now: clock.now,
    pause: () => clock.sleep(Math.round(random() * 10)),
    onPublished: (version, truth) => life.hear(() => options.onPublished(version, truth)),
  });
  const guard = await openDeletionGuard({
    file: {
      read: () => Promise.resolve(disk.held),
      write: (held) => {
        disk.held = held;
        return Promise.resolve();
      },
    },
    clock,
    report,
    confirmedAt: freshness.confirmedAt,
  });
  const intake = createIntake({
    collections,
    publisher,
    guard,
    now: clock.now,
    lastGoodAt: freshness.lastGoodAt,
    report,
    context: {
      render: () => Promise.resolve(undefined),
      mirrored: () => undefined,
      isMirrored: () => true,
    },
  });
  const onDisk = options.mutators && openJournal(journalDirOf(disk), clock.now);
  const mutations =
    onDisk &&
    openMutationService({
      collections,
      mutators: options.mutators!,
      journal: mortalJournal(onDisk, life),
      writes,
      intake,
      version: () => publisher.current()?.manifest,
      clock,
      random,
      newId: () => `proxy-${Math.floor(random() * 2 ** 48).toString(36)}`,
      report,
    });
  const app = createApp({
    publication: publisher.current,
    objects: objectsOn(disk),
    live: { find: () => 'unknown' as const },
    checkedSecondsAgo: () =>
      freshness.secondsAgo(Object.keys(publisher.current()?.manifest.collections ?? {})),
    readerSeen: source.readerSeen,
    notify: source.notify,
    media: { open: () => Promise.resolve(undefined) },
    site: { read: () => Promise.resolve(undefined) },
    siteRoutes: [],
    editorToken: EDITOR_TOKEN,
    trustedHops: 0,
    mutations,
    now: clock.now,
    confirmDeletions: () => intake.confirmDeletions(),
    status: () => {
      throw new Error('the simulation has no status page');
    },
    report,
  });

  /** `freshness.note`, on the disk in memory: looked at every ten seconds. */
  async function noteChecks(): Promise<void> {
    const { '': startedAt, ...known } = JSON.parse(disk.checked!) as Record<string, number>;
    let noted: readonly string[] = Object.keys(known);
    for (let notedAt = -Infinity; !life.isDead();) {
      await clock.sleep(10_000);
      const times = collections.flatMap(({ name }) => {
        const at = freshness.lastGoodAt(name);
        return at === undefined ? [] : [[name, at] as const];
      });
      const isNew = times.some(([name]) => !noted.includes(name));
      if (!isNew && clock.now() - notedAt < 60_000) continue;
      notedAt = clock.now();
      noted = times.map(([name]) => name);
      disk.checked = JSON.stringify({ '': startedAt, ...Object.fromEntries(times) });
    }
  }

  void source.run(
    { ...intake, apply: (changes) => intake.apply(options.tamperNews(changes)) },
    stopping.signal,
  );
  void mutations?.run(stopping.signal);
  void noteChecks();

  function answer(path: string, init: RequestInit): Promise<Response> {
    return new Promise((resolve, reject) => {
      const hangUp = () => reject(new TypeError('Failed to fetch'));
      hangUps.add(hangUp);
      void Promise.resolve(app.request(`/${path}`, init))
        .then((response) => life.hear(() => resolve(response)), reject)
        .finally(() => hangUps.delete(hangUp));
    });
  }

  return {
    answer,
    killAfter: life.endAfter,
    isDead: life.isDead,
    source,
    collect: () => void publisher.collect(),
    confirmDeletions: () => void intake.confirmDeletions(),
    kill: life.end,
  };
}

function createSource(
  { collections, disk, random, report, intervalMs }: SimulatedProxyOptions,
  clock: Clock,
  fetch: (request: Request) => Promise<Response>,
): { readonly source: Source; readonly writes: UpstreamWrites } {
  const ledger = createLedger({
    plan: PLANS.business,
    clock,
    page: disk.ledger,
    save: (page) => {
      disk.ledger = page;
      return Promise.resolve();
    },
  });
  const budget = createBudget(clock, { ledger });
  const client = createAirtableClient({
    apiUrl: UPSTREAM_URL,
    token: TOKEN,
    budget,
    clock,
    fetch,
  });
  const base = createAirtableBase(client, BASE_ID, { collections, report });
  const source = createAirtableSource({
    collections,
    base,
    webhook: createAirtableWebhook(client, BASE_ID),
    budget,
    cursorFile: {
      read: () => Promise.resolve(disk.cursor),
      write: (place) => {
        disk.cursor = place;
        return Promise.resolve();
      },
    },
    clock,
    random,
    report,
    plan: PLANS.business,
    intervalMs,
  });
  return { source, writes: createAirtableWrites(client, base, clock) };
}

function journalDirOf(disk: ProxyDisk): string {
  if (disk.journalDir === '') disk.journalDir = mkdtempSync(join(tmpdir(), 'offprint-journal-'));
  return disk.journalDir;
}

/** What a dead process writes is not written; each write is two moments at which it may die. */
function mortalJournal(journal: Journal, life: Life): Journal {
  return {
    ...journal,
    write(step) {
      life.count();
      if (life.isDead()) throw new Error('the process has ended');
      journal.write(step);
      life.count();
      if (life.isDead()) throw new Error('the process has ended');
    },
  };
}
