import type { StoredRecord } from '../model/record.ts';
import type { Collection } from '../model/schema.ts';
import type { Head } from '../protocol/manifest.ts';
import type { Version } from '../protocol/version.ts';
import { LIVE_LISTS, type Checked, type KeptLive } from '../store/layout.ts';
import { byName } from '../store/open-reader.ts';
import { auditObjects } from './audit.ts';
import type { Cache, DeltaPart, NextVersion, RootAt, StagedObject } from './cache.ts';
import { commitDelta, commitOverlay, commitRoots } from './commit-versions.ts';
import { writeEarly } from './early.ts';
import { findRoot, forgetAll } from './known.ts';
import type { Runnable } from './draft.ts';
import { inGroups } from './in-groups.ts';
import { readWhole, tryOut, type PendingOver } from './overlay.ts';
import { createSession } from './session.ts';
import { collectionOf, indexStaged, ownBytes } from './staging.ts';
import { createStorageReader } from './storage-reader.ts';
import type { Storage } from './storage.ts';
import { tidyCollections } from './tidy.ts';

export interface CacheOptions {
  readonly collections: readonly Collection[];
  /** The store turned out to have been emptied (fault D4): nothing is kept any more, the cache goes on as an empty one. */
  readonly onLost: () => void;
  /** Nothing, ever, where left out. */
  readonly pending?: PendingOver;
}

/** A cache over some storage: all that is the same for IndexedDB and memory. */
// oxlint-disable-next-line max-lines-per-function -- the contract, method by method; what is longer lies in files of its own
export function createCache(
  storage: Storage,
  { collections, onLost, pending = () => [] }: CacheOptions,
): Cache {
  const declared = byName(collections);
  const session = createSession(storage, onLost);
  const { known } = session;
  const committing = { session, collections: declared, pending };
  let checkedAt = -Infinity;
  const tryAll = inGroups((changes: readonly Runnable[]) =>
    session.read(async (transaction, current) => {
      if (!current) return changes.map(() => () => undefined);
      const readBase = readWhole(transaction, known, current);
      return Promise.all(changes.map((change) => tryOut(readBase, change)));
    }),
  );

  return Object.freeze<Cache>({
    storage: storage.kind,
    reader: createStorageReader(storage, collections),
    claim: () => session.claim(),
    current: () => session.read(async (_, current) => current),
    checked: () => session.read((transaction) => transaction.get<Checked>('meta', 'checked')),

    held: async (hashes) => {
      const kept = new Set(await session.read((transaction) => transaction.hashes()));
      const held = hashes.filter((hash) => kept.has(hash));
      for (const hash of held) known.pinned.add(hash);
      return new Set(held);
    },

    bytes: (hash) => session.read((transaction) => transaction.get('chunks', hash)),

    root: async (hash) =>
      known.roots.get(hash) ?? session.read((transaction) => findRoot(transaction, known, hash)),

    stage: async (objects: readonly StagedObject[]) => {
      const indexes = indexStaged(objects, declared);
      await session.write((transaction) =>
        transaction.put(
          'chunks',
          objects.map(({ hash, bytes }) => [hash, ownBytes(bytes)]),
        ),
      );
      for (const { hash } of objects) known.pinned.add(hash);
      for (const [hash, index] of indexes) known.staged.set(hash, index);
    },

    showHead: (collection: string, version: Version, head: Head) =>
      session.write(async (transaction, current) => {
        collectionOf(declared, collection);
        if (!current) await writeEarly(transaction, declared, { collection, version, head });
      }),

    showRecord: (collection: string, version: Version, record: StoredRecord) =>
      session.write(async (transaction, current) => {
        collectionOf(declared, collection);
        if (!current) await writeEarly(transaction, declared, { collection, version, record });
      }),

    commitRoots: (next: NextVersion, roots: Readonly<Record<string, RootAt>>) =>
      commitRoots(committing, next, roots),
    commitDelta: (next: NextVersion, parts: Readonly<Record<string, DeltaPart>>) =>
      commitDelta(committing, next, parts),

    commitOverlay: () => commitOverlay(committing),
    effectsOf: (id) => known.overlay.overlay?.effectsById.get(id),
    tryOut: async (change: Runnable) => (await tryAll(change))(),

    markChecked: async (checked: Checked) => {
      // At most once a minute (I12); the newest time is the engine's to know.
      if (Math.abs(checked.at - checkedAt) < CHECKED_EVERY_MS) return;
      await session.write((transaction) => transaction.put('meta', [['checked', checked]]));
      checkedAt = checked.at;
    },

    live: (feed) =>
      session.read((transaction) => transaction.get<KeptLive>('lists', [LIVE_LISTS, feed])),
    keepLive: (feed: string, value: KeptLive) =>
      session.write((transaction) => transaction.put('lists', [[[LIVE_LISTS, feed], value]])),

    tidy: (signal) => tidyCollections(session, signal),
    audit: (signal) => auditObjects(session, signal),

    clear: async () => {
      await session.write(async (transaction) => {
        for (const store of ['chunks', 'rows', 'overlay', 'lists'] as const) {
          await transaction.clear(store);
        }
        await transaction.delete('meta', ['current', 'checked']);
      });
      forgetAll(known);
      checkedAt = -Infinity;
    },

    counts: () =>
      session.read(async (transaction, current) => {
        const entries = [...declared.keys()].map(async (name) => {
          const line = current?.collections[name];
          const rows = (await transaction.names('rows', name)).length;
          const base = line && (await findRoot(transaction, known, line.baseRoot));
          return [
            name,
            { records: line?.count ?? 0, chunks: base?.chunks.length ?? 0, rows },
          ] as const;
        });
        return Object.fromEntries(await Promise.all(entries));
      }),

    close: () => storage.close(),
  });
}

/** The time of the last check is for the diagnostics view; finer than this it is not worth a write (I12). */
const CHECKED_EVERY_MS = 60_000;
