import type {
  TabState,
  Diagnostics,
  EngineStatus,
  Outcome,
  ReadRequest,
  Snapshot,
  TabHello,
  WorkerApi,
} from '../protocol/worker-api.ts';
import { SyncError, toFailure } from '../protocol/failure.ts';
import type { Wanted } from './early.ts';
import type { EngineOptions } from './engine-options.ts';

/** What an engine can do, as promises that may reject. */
export interface ApiParts extends Pick<EngineOptions, 'instance' | 'lock' | 'build' | 'host'> {
  readonly tab: (tabId: string, state: TabState) => void;
  readonly onNewerBuild: () => void;
  readonly status: () => EngineStatus;
  readonly check: () => Promise<void>;
  readonly want: (wanted: Wanted) => Promise<'shown' | 'missing'>;
  readonly forget: () => Promise<void>;
  readonly read: (requests: readonly ReadRequest[]) => Promise<Snapshot>;
  readonly diagnostics: () => Promise<Diagnostics>;
}

/** The same as tabs call it: failures come back as plain data, since a port loses an error's class (STYLE §7). */
export function createApi(parts: ApiParts): WorkerApi {
  const { instance, lock, build, host } = parts;
  return Object.freeze({
    hello(hello: TabHello) {
      if (hello.build.at > build.at) parts.onNewerBuild();
      parts.tab(hello.tabId, hello.state);
      const status = parts.status();
      return Promise.resolve({ instance, lock, build, host, storage: status.storage, status });
    },
    tab(tabId: string, state: TabState) {
      parts.tab(tabId, state);
      return Promise.resolve();
    },
    checkNow: () => outcomeOf(parts.check().then(() => null)),
    want: (collection: string, id: string) => outcomeOf(parts.want({ collection, id })),
    read: (requests: readonly ReadRequest[]) => outcomeOf(parts.read(requests)),
    status: () => Promise.resolve(parts.status()),
    diagnostics: parts.diagnostics,
    forget: () => outcomeOf(parts.forget().then(() => null)),
    mutate: refuse,
    outbox: () => Promise.resolve({ ok: true as const, value: [] }),
    retry: refuse,
    discard: refuse,
    signIn: refuse,
    signOut: refuse,
  });
}

const refuse = () =>
  outcomeOf<never>(Promise.reject(new SyncError('unauthorized', 'This site takes no changes.')));

async function outcomeOf<T>(work: Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await work };
  } catch (error) {
    return { ok: false, error: toFailure(error) };
  }
}
