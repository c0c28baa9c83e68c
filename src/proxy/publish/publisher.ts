import { join } from 'node:path';
import type { Hash } from '../../model/hash.ts';
import { shapeOf } from '../../model/shape.ts';
import type { Collection } from '../../model/schema.ts';
import type { Clock } from '../clock.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import { writeFileDurably } from '../objects/write-file.ts';
import { createQueue } from '../queue.ts';
import type { Report } from '../report.ts';
import type { CollectionChange, CollectionState, Step } from './collection-state.ts';
import { drawManifest } from './draw-manifest.ts';
import { openLog } from './log.ts';
import { planPublication, type PublicationPlan } from './plan-publication.ts';
import { createPublication, type Publication } from './publication.ts';
import { reachedBy, stateOf } from './published.ts';
import { restorePublication } from './restore.ts';
import { openRetirementJournal } from './retirement.ts';

/** Turns changes into publications: one log, one counter, one after the other. */
export interface Publisher {
  /** The newest publication, that of an earlier run included; undefined before the very first. */
  readonly current: () => Publication | undefined;
  /** A collection as it is published now. */
  readonly stateOf: (name: string) => CollectionState;
  /** How many records of a collection are published, in the shape that it has now; undefined where none were. */
  readonly countOf: (name: string) => number | undefined;
  /**
   * Publishes these changes as one version and settles once it is durable and current. What changes nothing writes
   * nothing and takes no number (I12). Calls queue.
   */
  readonly publish: (changes: ReadonlyMap<string, CollectionChange>) => Promise<void>;
  /** Removes objects that no manifest of the last 30 days reaches. */
  readonly collect: () => Promise<void>;
  /** Settles when everything begun is finished. */
  readonly idle: () => Promise<void>;
}

/** What a publisher needs. */
export interface PublisherOptions {
  readonly dataDir: string;
  readonly collections: readonly Collection[];
  readonly objects: ObjectStore;
  readonly clock: Clock;
  readonly report: Report;
  readonly pollAfterMs: number;
  /** Whether readers may send changes at present; without it they may not. */
  readonly isWritable?: () => boolean;
  /** The names of the live feeds there are. */
  readonly live?: readonly string[];
}

const KEEP_OBJECTS_MS = 30 * 24 * 60 * 60_000;

/** Opens the publisher of a data folder, restoring what an earlier run published. */
export async function openPublisher(options: PublisherOptions): Promise<Publisher> {
  const { collections, objects, clock, live = [] } = options;
  const folder = join(options.dataDir, 'publication');
  const manifestPath = join(folder, 'manifest.json');
  let published = await restorePublication(manifestPath, objects, collections);
  let publication = published.manifest && createPublication(published.manifest);
  const log = await openLog(folder, published.manifest);
  const journal = await openRetirementJournal(folder);
  const shapes = { collections, shapeByName: await shapesOf(collections) };
  const enqueue = createQueue();

  const publishNow = async (changes: ReadonlyMap<string, CollectionChange>) => {
    const startedAt = clock.now();
    const isWritable = options.isWritable?.() ?? false;
    const plan = planPublication(published, changes, { ...shapes, isWritable, live });
    if (!plan) return;
    const drawn = drawManifest(published, plan, {
      log: log.log,
      seq: await log.next(),
      publishedAt: new Date(clock.now()).toISOString(),
      pollAfterMs: options.pollAfterMs,
      writable: isWritable,
      live,
    });
    const reached = reachedBy(drawn.published);
    const retired = [...reachedBy(published)].filter((hash) => !reached.has(hash));
    const next = createPublication(drawn.published.manifest);
    // The manifest is written last: until then a crash leaves the previous publication whole.
    await Promise.all([
      objects.put(drawn.objects, drawn.urgent),
      journal.retire(retired, clock.now()),
    ]);
    await writeFileDurably(manifestPath, next.text);
    published = drawn.published;
    publication = next;
    const { seq } = next.manifest;
    const tookMs = clock.now() - startedAt;
    options.report({ type: 'published', log: log.log, seq, ...countsOf(plan), tookMs });
  };

  const collectNow = async () => {
    const reached = reachedBy(published);
    const beforeMs = clock.now() - KEEP_OBJECTS_MS;
    const isKept = (hash: Hash) => reached.has(hash) || (journal.retiredAt(hash) ?? 0) >= beforeMs;
    const removed = await objects.collect(isKept, beforeMs);
    if (removed === 0) return;
    await journal.forget((hash) => !isKept(hash));
    options.report({ type: 'objects-collected', removed });
  };

  return Object.freeze({
    current: () => publication,
    stateOf: (name: string) => stateOf(published, name),
    countOf: (name: string) => {
      const line = published.manifest?.collections[name];
      return line?.shape === shapes.shapeByName.get(name) ? line?.count : undefined;
    },
    publish: (changes: ReadonlyMap<string, CollectionChange>) => enqueue(() => publishNow(changes)),
    collect: () => enqueue(collectNow),
    idle: async () => {
      await enqueue(() => Promise.resolve());
      await objects.idle();
    },
  });
}

async function shapesOf(collections: readonly Collection[]): Promise<ReadonlyMap<string, Hash>> {
  const shapeByName = new Map<string, Hash>();
  for (const collection of collections) {
    shapeByName.set(collection.name, await shapeOf(collection));
  }
  return shapeByName;
}

function countsOf({ stepByName }: PublicationPlan) {
  const sum = (of: (step: Step) => number) =>
    [...stepByName.values()].reduce((total, step) => total + of(step), 0);
  return {
    changed: sum((step) => step.delta.changed.length),
    removed: sum((step) => step.delta.deleted.length),
  };
}
