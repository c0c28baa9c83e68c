import type { StoredRecord } from '../../src/model/record.ts';
import { shapeOf } from '../../src/model/shape.ts';
import type { Collection } from '../../src/model/schema.ts';
import type { CollectionChange } from '../../src/proxy/publish/collection-state.ts';
import { drawManifest } from '../../src/proxy/publish/draw-manifest.ts';
import { planPublication } from '../../src/proxy/publish/plan-publication.ts';
import { createPublication, type Publication } from '../../src/proxy/publish/publication.ts';
import { reachedBy, stateOf, type Published } from '../../src/proxy/publish/published.ts';
import type { Publisher } from '../../src/proxy/publish/publisher.ts';
import type { Version } from '../../src/protocol/version.ts';
import type { ProxyDisk } from './proxy-disk.ts';

/** Hears of each publication as it becomes current. */
export type OnPublished = (
  version: Version,
  truth: Readonly<Record<string, readonly StoredRecord[]>>,
) => void;

/**
 * The publisher over a disk in memory: a shell of ours around the proxy's own pure steps (`planPublication`,
 * `drawManifest`, `stepCollection`), in the order of the real one: number, objects, manifest. The real shell writes
 * files and waits for `fsync`, whose end no clock of ours could place; `pause` stands for that time.
 */
export async function createDiskPublisher({
  collections,
  isWritable,
  disk,
  restored,
  now,
  pause,
  pollAfterMs,
  onPublished,
}: {
  readonly collections: readonly Collection[];
  readonly isWritable: () => boolean;
  readonly disk: ProxyDisk;
  readonly restored: Published;
  readonly now: () => number;
  readonly pause: () => Promise<void>;
  readonly pollAfterMs: number;
  readonly onPublished: OnPublished;
}): Promise<Publisher> {
  const shapeByName = new Map<string, string>();
  for (const collection of collections) {
    shapeByName.set(collection.name, await shapeOf(collection));
  }
  const shapes = { collections, shapeByName };
  let published = restored;
  let publication: Publication | undefined =
    restored.manifest && createPublication(restored.manifest);
  let queue: Promise<void> = Promise.resolve();

  async function publishNow(changes: ReadonlyMap<string, CollectionChange>): Promise<void> {
    const plan = planPublication(published, changes, {
      ...shapes,
      isWritable: isWritable(),
    });
    if (!plan) return;
    const { log } = disk.lineage;
    const seq = disk.lineage.seq + 1;
    await pause();
    disk.lineage = { log, seq };
    const drawn = drawManifest(published, plan, {
      log,
      seq,
      publishedAt: new Date(now()).toISOString(),
      pollAfterMs,
      writable: isWritable(),
    });
    await pause();
    for (const [hash, text] of drawn.objects) disk.objects.set(hash, text);
    const next = createPublication(drawn.published.manifest);
    await pause();
    disk.manifest = next.text;
    published = drawn.published;
    publication = next;
    onPublished({ log, seq }, truthOf(published));
  }

  return {
    current: () => publication,
    stateOf: (name) => stateOf(published, name),
    countOf: (name) => published.manifest?.collections[name]?.count,
    publish: (changes) => {
      const done = queue.then(() => publishNow(changes));
      queue = done.catch(() => undefined);
      return done;
    },
    /** Without the patience of 30 days: a reader's target may be gone at any moment. */
    collect: () => {
      // In its turn, as the real one: a publication under way is not reached by anything yet.
      queue = queue.then(() => {
        const reached = reachedBy(published);
        for (const hash of disk.objects.keys()) if (!reached.has(hash)) disk.objects.delete(hash);
      });
      return queue;
    },
    idle: () => queue,
  };
}

/** The records of each collection that is published at all. */
function truthOf({ manifest, stateByName }: Published): Readonly<Record<string, StoredRecord[]>> {
  return Object.fromEntries(
    Object.keys(manifest?.collections ?? {}).map((name) => [
      name,
      [...(stateByName.get(name)?.entryById.all() ?? [])],
    ]),
  );
}
