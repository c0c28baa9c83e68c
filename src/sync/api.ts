import type { LocalApi } from '../protocol/local.ts';
import type {
  TabState,
  Diagnostics,
  EngineStatus,
  KeptFeed,
  MutationCall,
  ReadRequest,
  Snapshot,
  TabHello,
  Unsent,
  WorkerApi,
} from '../protocol/worker-api.ts';
import { toFailure, type Outcome } from '../protocol/failure.ts';
import type { Wanted } from './early.ts';
import type { EngineOptions } from './engine-options.ts';
import type { Mutations } from './mutations.ts';
import type { PresentTab } from './presence.ts';

/** What an engine can do, as promises that may reject. */
export interface ApiParts extends Pick<EngineOptions, 'instance' | 'lock' | 'build' | 'host'> {
  readonly local: LocalApi;
  readonly tab: (tabId: string, tab: PresentTab) => void;
  readonly feed: (name: string) => Promise<KeptFeed | null>;
  readonly onNewerBuild: () => void;
  readonly status: () => EngineStatus;
  readonly check: () => Promise<void>;
  readonly want: (wanted: Wanted) => Promise<'shown' | 'missing'>;
  readonly forget: (unsent: Unsent | undefined) => Promise<void>;
  readonly mutations: Mutations;
  readonly read: (requests: readonly ReadRequest[]) => Promise<Snapshot>;
  readonly diagnostics: () => Promise<Diagnostics>;
}

/** The same as tabs call it: failures come back as plain data, since a port loses an error's class. */
export function createApi(parts: ApiParts): WorkerApi {
  const { instance, lock, build, host, mutations } = parts;
  return Object.freeze({
    ...parts.local,
    hello(hello: TabHello) {
      if (hello.build.at > build.at) parts.onNewerBuild();
      parts.tab(hello.tabId, hello);
      const status = parts.status();
      return Promise.resolve({ instance, lock, build, host, storage: status.storage, status });
    },
    tab(tabId: string, state: TabState, feeds?: readonly string[]) {
      parts.tab(tabId, { state, feeds });
      return Promise.resolve();
    },
    feed: (name: string) => outcomeOf(parts.feed(name)),
    checkNow: () => outcomeOf(parts.check().then(() => null)),
    want: (collection: string, id: string) => outcomeOf(parts.want({ collection, id })),
    read: (requests: readonly ReadRequest[]) => outcomeOf(parts.read(requests)),
    status: () => Promise.resolve(parts.status()),
    diagnostics: parts.diagnostics,
    forget: (unsent?: Unsent) => outcomeOf(parts.forget(unsent).then(() => null)),
    mutate: (call: MutationCall) => outcomeOf(mutations.mutate(call)),
    outbox: () => outcomeOf(mutations.entries()),
    retry: (id: string) => outcomeOf(mutations.retry(id).then(() => null)),
    discard: (id: string) => outcomeOf(mutations.discard(id).then(() => null)),
    signIn: (token: string) => outcomeOf(mutations.signIn(token).then(() => null)),
    signOut: (unsent: Unsent) => outcomeOf(mutations.signOut(unsent).then(() => null)),
  });
}

/** What work gave or threw, as plain data. */
export async function outcomeOf<T>(work: Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await work };
  } catch (error) {
    return { ok: false, error: toFailure(error) };
  }
}
