import { batch, createComponent, createRoot, type JSX } from 'solid-js';
import type { StoredRecord } from '../../src/model/record.ts';
import type { Changes } from '../../src/protocol/broadcast.ts';
import type { Client } from '../../src/tab/client.ts';
import { createLiveReads, type LiveReads } from '../../src/tab/live-reads.ts';
import { ClientProvider } from '../../src/tab/solid.tsx';
import { READ_ONLY, type ReadRequest } from '../../src/protocol/worker-api.ts';
import { hosts } from '../cache/hosts.ts';
import { collections, deltaBetween, publish, type Truth } from '../cache/publication.ts';

/** A store that a publisher writes, and one tab that reads it: everything real but worker and channel between them. */
export interface LiveWorld {
  readonly client: Client;
  readonly reads: LiveReads;
  /** What was asked of the store, one entry for each transaction. */
  readonly asked: (readonly ReadRequest[])[];
  /** Commits what `edit` makes of the truth, tells the tab, all or part, and settles when it has read what it wanted. */
  commit(edit: (truth: Truth) => Truth, part?: (changes: Changes) => Changes): Promise<void>;
  /** Settles when nothing is left to read. */
  rest(): Promise<void>;
}

/** Opens a world with some records by collection. */
export async function openLiveWorld(truth: Truth): Promise<LiveWorld> {
  const host = hosts['memory']!();
  const cache = await host.open();
  await cache.claim();
  let at = await publish(truth, 1);
  await cache.stage(at.objects);
  await cache.commitRoots(at.next, at.roots);
  const reader = host.reader();
  const asked: (readonly ReadRequest[])[] = [];
  const reads = createLiveReads(
    (requests) => {
      asked.push(requests);
      return reader.read(requests);
    },
    (error) => {
      throw error;
    },
    { collections, batch },
  );

  async function rest(): Promise<void> {
    for (let turn = 0; turn < 20; turn++) await new Promise<void>((done) => setImmediate(done));
  }

  const refuse = () => Promise.reject(new Error('nobody is behind this client'));
  const client: Client = {
    watch: (...of) => reads.watch(...of),
    status: () => ({
      ...READ_ONLY,
      phase: 'fresh',
      isOwner: true,
      host: 'page',
      storage: 'memory',
    }),
    onStatus: () => () => undefined,
    checkNow: refuse,
    diagnostics: refuse,
    readings: () => ({ subscriptions: 0, byCollection: {} }),
    forget: refuse,
    mutate: refuse,
    outbox: refuse,
    retry: refuse,
    discard: refuse,
    signIn: refuse,
    signOut: refuse,
    local: refuse,
    changeLocal: refuse,
    onLocal: () => () => undefined,
    feed: refuse,
    showFeed: () => () => undefined,
    close: () => undefined,
  };

  return {
    client,
    reads,
    asked,
    rest,
    async commit(edit, part = (changes) => changes) {
      const next = await publish(edit(at.truth), at.next.seq + 1);
      const { changes } = await cache.commitDelta(next.next, await deltaBetween(at, next));
      const { log, seq } = next.next;
      const since = at.next.seq;
      at = next;
      reads.changed({ version: { log, seq }, since, changes: part(changes) });
      await rest();
    },
  };
}

/** The truth with these records of a collection put in, by id, and those without fields taken out. */
export function put(
  collection: string,
  ...records: readonly StoredRecord[]
): (truth: Truth) => Truth {
  return (truth) => {
    const ids = new Set(records.map(({ id }) => id));
    const others = truth[collection]!.filter(({ id }) => !ids.has(id));
    return { ...truth, [collection]: [...others, ...records] };
  };
}

/** The truth without these records of a collection. */
export function remove(collection: string, ...ids: readonly string[]): (truth: Truth) => Truth {
  return (truth) => ({
    ...truth,
    [collection]: truth[collection]!.filter(({ id }) => !ids.includes(id)),
  });
}

/** Runs something below a provider of the world's client, as a component would; with its dispose. */
export function below<T>(
  client: Client,
  use: () => T,
): { readonly value: T; readonly dispose: () => void } {
  return createRoot((dispose) => {
    let value: T | undefined;
    createComponent(ClientProvider, {
      client,
      get children(): JSX.Element {
        value = use();
        return undefined;
      },
    });
    return { value: value as T, dispose };
  });
}
