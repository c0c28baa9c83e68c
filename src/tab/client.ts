import type { ArgumentFields, ArgumentsOf, Mutator } from '../model/mutator.ts';
import type { Collection } from '../model/schema.ts';
import type { Outcome } from '../protocol/failure.ts';
import type { LocalRows } from '../protocol/local.ts';
import type {
  Diagnostics,
  EngineStatus,
  KeptFeed,
  Made,
  WorkerApi,
} from '../protocol/worker-api.ts';
import type { TabEnvironment } from './environment.ts';
import type { LiveReads } from './live-reads.ts';

/** A tab's half of the engine: live reads, the engine's status, and a few requests. Framework-free. */
export interface Client {
  /** Answers now, and after every change that concerns the request, until stopped. */
  readonly watch: LiveReads['watch'];
  status(): EngineStatus;
  onStatus(listener: (status: EngineStatus) => void): () => void;
  /** Polls now, past every cache (B13). */
  checkNow(): Promise<Outcome<null>>;
  diagnostics(): Promise<Outcome<Diagnostics>>;
  /** What this tab has read, since it was opened (B119). */
  readings(): Readings;
  readonly forget: WorkerApi['forget'];
  /**
   * Makes a change: settles once it is kept on this device, or is refused; what it changes shows by itself. Asked of a
   * worker that dies, it is asked again of the next one, and made once.
   */
  mutate<Args extends ArgumentFields>(
    mutator: Mutator<Args>,
    args: ArgumentsOf<Args>,
  ): Promise<Outcome<Made>>;
  readonly outbox: WorkerApi['outbox'];
  readonly retry: WorkerApi['retry'];
  readonly discard: WorkerApi['discard'];
  readonly signIn: WorkerApi['signIn'];
  readonly signOut: WorkerApi['signOut'];
  readonly local: WorkerApi['local'];
  /** Makes a change of a local collection; asked of a worker that dies, it is asked again of the next one. */
  readonly changeLocal: WorkerApi['changeLocal'];
  /** Calls back when a local collection may hold something else; with what is known of it. */
  onLocal(listener: (news?: LocalNews) => void): () => void;
  /** What is kept of a live feed. */
  feed(name: string): Promise<Outcome<KeptFeed | null>>;
  /** Has a live feed polled while this tab can be seen; `onNews` is called when it may read otherwise. Returns the stop. */
  showFeed(name: string, onNews: () => void): () => void;
  /** Lets go of worker, channel, locks and database for good; what is asked of it fails. */
  close(): void;
}

/** A local collection was written. */
export type LocalNews = Pick<LocalRows, 'revision' | 'token'> & { readonly collection: string };
/** Live queries now, and by collection how many reads the copy answered, and how many it could not yet. */
export interface Readings {
  readonly subscriptions: number;
  readonly byCollection: Readonly<
    Record<string, { readonly hits: number; readonly misses: number }>
  >;
}

export interface ClientOptions {
  readonly collections: readonly Collection[];
  /** The site's base path, `/` or `/magazine/`. */
  readonly basePath: string;
  /** Parts one site's data from another's on the same base path; 'public' unless said otherwise. */
  readonly scope?: string;
  readonly environment?: TabEnvironment;
  /** Runs each delivery of answers, so that a framework draws once for all of them; Solid's `batch`. */
  readonly batch?: (deliver: () => void) => void;
}
