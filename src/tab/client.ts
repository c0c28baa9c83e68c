import type { ArgumentFields, ArgumentsOf, Mutator } from '../model/mutator.ts';
import type { JsonValue } from '../model/record.ts';
import type { Collection } from '../model/schema.ts';
import { decodeBroadcast } from '../protocol/broadcast.ts';
import { fromFailure, SyncError, type Outcome } from '../protocol/failure.ts';
import { isSamePlace, type Place } from '../protocol/version.ts';
import type { LocalRows } from '../protocol/local.ts';
import { namesFor } from '../protocol/names.ts';
import {
  READ_ONLY,
  type Diagnostics,
  type EngineStatus,
  type KeptFeed,
  type Made,
  type ReadRequest,
  type Snapshot,
  type TabHello,
  type WorkerApi,
} from '../protocol/worker-api.ts';
import { openReader } from '../store/open-reader.ts';
import { createCalls } from './calls.ts';
import { keepConnected, type Connection } from './connection.ts';
import { browserEnvironment, type PageEvent, type TabEnvironment } from './environment.ts';
import { createLiveReads, type LiveReads } from './live-reads.ts';
import { readRungs } from './rungs.ts';
import { watchWanted } from './watch-wanted.ts';

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
type LocalNews = Pick<LocalRows, 'revision' | 'token'> & { readonly collection: string };
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

/**
 * Opens a tab's client. It reads the cache at once, whether or not a worker answers (fault W3), and connects to a worker
 * beside that; it lets go of everything on pagehide and begins anew when the page is restored (fault B1).
 */
export function openClient(options: ClientOptions): Client {
  const { basePath, collections } = options;
  const environment =
    options.environment ?? browserEnvironment(readRungs(location.search), basePath);
  const tabId = environment.newId();
  const scope = scopeOf(options, environment, tabId);
  const names = namesFor(basePath, scope, collections);
  const reader = environment.indexedDB
    ? openReader({ database: names.database, collections, indexedDB: environment.indexedDB })
    : undefined;
  const localListeners = new Set<(news?: LocalNews) => void>();
  const statusListeners = new Set<(status: EngineStatus) => void>();
  const shownFeeds = new Set<{ readonly name: string; readonly onNews: () => void }>();
  let status: EngineStatus = {
    phase: 'starting',
    isOwner: false,
    host: 'shared',
    storage: 'indexeddb',
    ...READ_ONLY,
  };
  /** The page's own way to the cache; none while the database does not answer, which costs seconds each time (fault D8). */
  let direct = reader;
  /** A newer build spoke: what owns the cache now is not of this build, and does not say that this tab is outdated. */
  let isNewerBuildHere = false;
  let connection: Connection | undefined;
  let session: AbortController | undefined;
  /** Tabs that lose one worker count alike, and so meet again in the next one. */
  let generation = 0;
  let reading: Promise<unknown> | undefined;
  const calls = createCalls(environment.sleep);
  const { call, insist } = calls;
  const reads = createLiveReads(
    (requests) => (reading = readAndCount(requests)),
    (error) => {
      // What cannot be read the status tells of; anything else is a mistake of whoever listens, and to be seen.
      if (!(error instanceof SyncError)) void Promise.reject(error);
    },
    {
      ...options,
      ...environment,
      newsTime: () => environment.sleep(NEWS_MS, new AbortController().signal),
    },
  );

  const counts: Record<string, { hits: number; misses: number }> = {};

  async function readAndCount(requests: readonly ReadRequest[]): Promise<Snapshot> {
    const snapshot = await read(requests);
    for (const [i, { collection }] of requests.entries()) {
      const count = (counts[collection] ??= { hits: 0, misses: 0 });
      count[snapshot.answers[i]?.state === 'loading' ? 'misses' : 'hits']++;
    }
    return snapshot;
  }

  async function read(requests: readonly ReadRequest[]): Promise<Snapshot> {
    if (direct && status.storage === 'indexeddb') {
      try {
        return await direct.read(requests);
      } catch (error) {
        // The page cannot read the database, but a worker may; without one there is nothing to show yet.
        if (!connection) throw error;
        direct = undefined;
      }
    }
    const outcome = await call((api) => api.read(requests));
    if (!outcome.ok) throw fromFailure(outcome.error);
    return outcome.value;
  }

  function setStatus(next: EngineStatus): void {
    const movedStore = next.storage !== status.storage;
    status = isNewerBuildHere ? { ...next, isOutdated: true } : next;
    if (movedStore) reads.catchUp(undefined);
    else if (next.version) followVersion(next.version);
    for (const listener of statusListeners) listener(status);
  }

  function followVersion(version: Place): void {
    if (isSamePlace(version, reads.shown())) return;
    // What it concerns is being read: another look into the store would only hold that up.
    if (isSamePlace(version, reads.heard())) reads.catchUp(version);
    // Its commit was not heard of: lost, or never said by an owner that died (I6).
    else void catchUp();
  }

  function onConnected(next: Connection): void {
    connection = next;
    direct = reader;
    calls.connected(next.api);
    // A page may have begun to show a feed while its hello was on the way.
    if (shownFeeds.size > 0) tellTab();
    setStatus(next.hello.status);
    void catchUp();
    if (environment.openChannel) void askNowAndThen(next);
  }

  /**
   * A broadcast may be lost (I6) or be overtaken by a hello, as in WebKit: so the worker is asked too, soon where nothing
   * has come of a beginning yet, and now and then in any case.
   */
  async function askNowAndThen(asked: Connection): Promise<void> {
    const { signal } = session!;
    let pauseMs = ASK_SOON_MS;
    while (connection === asked) {
      await environment.sleep(pauseMs, signal).catch(() => undefined);
      const isSettled = status.phase === 'fresh' || status.phase === 'offline';
      pauseMs = isSettled ? ASK_MS : Math.min(pauseMs * 2, ASK_MS);
      if (connection === asked && environment.isVisible()) await askStatus();
    }
  }

  async function askStatus(): Promise<void> {
    const asked = connection;
    const told = await call(async (api) => ({ ok: true, value: await api.status() }));
    if (told.ok && connection === asked) setStatus(told.value);
  }

  function onLost(error: SyncError): void {
    connection = undefined;
    generation++;
    // Nobody checks now: what was fresh a moment ago must not be called so for ever (P8).
    if (status.phase !== 'offline') setStatus({ ...status, phase: 'starting' });
    // Whatever kept the worker from answering, the next one can be asked the same.
    calls.lost(new SyncError('worker-gone', error.message, { cause: error }));
  }

  async function catchUp(): Promise<void> {
    for (const listener of localListeners) listener();
    const version = await direct?.version().catch(() => undefined);
    reads.catchUp(status.storage === 'memory' ? undefined : version);
  }

  function start(): void {
    session = new AbortController();
    const { signal } = session;
    listenToChannel(signal);
    void connect(signal);
  }

  async function connect(signal: AbortSignal): Promise<void> {
    const isHeld = holdLock(names.tabLock(tabId), 'exclusive', signal);
    // Whoever would delete a database that no new build reads waits for the tabs that do.
    if (reader) void holdLock(names.database, 'shared', signal);
    // A worker that starts beside the page's own first read takes the processor from it: 28 ms to 50 titles, not 17.
    await isDrawn(signal);
    if (signal.aborted) return;
    await keepConnected(
      {
        ...environment,
        openHost: (host, hostSignal) =>
          environment.openHost({ host, scope, generation }, hostSignal),
        hello: async () => {
          await Promise.race([isHeld, environment.sleep(LOCK_MS, signal)]);
          return { tabId, build: environment.build, ...present() };
        },
        onConnected,
        onLost,
      },
      signal,
    );
  }

  function present(): Pick<TabHello, 'state' | 'feeds'> {
    const feeds = [...shownFeeds].map(({ name }) => name);
    return { state: environment.isVisible() ? 'visible' : 'hidden', feeds };
  }

  function tellTab(): void {
    const { state, feeds } = present();
    void connection?.api.tab(tabId, state, feeds);
  }

  /** Settles when what the page began to read at once is there, or takes its time. */
  async function isDrawn(signal: AbortSignal): Promise<void> {
    // Twice: what was opened in one go is read one turn later.
    await Promise.resolve();
    await Promise.resolve();
    if (!reading || !direct) return;
    await Promise.race([reading, environment.sleep(FIRST_READ_MS, signal)]).catch(() => undefined);
  }

  /** Settles when the lock is held, which is for as long as the tab lives: the worker learns of a crash by its release. */
  function holdLock(name: string, mode: LockMode, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      environment.locks
        .request(name, { mode, signal }, () => {
          resolve();
          return untilAborted(signal);
        })
        // Refused or let go: the tab says what it can without it.
        .catch(() => resolve());
    });
  }

  function listenToChannel(signal: AbortSignal): void {
    const channel = environment.openChannel?.(names.channel);
    if (!channel) return void lookEverySecond(signal);
    channel.addEventListener('message', (event: MessageEvent<unknown>) => {
      const message = decodeBroadcast(event.data);
      if (message && 'store' in message && !isShownHere(message.store)) return;
      if (message?.type === 'committed') {
        reads.changed({ ...message, version: message });
      } else if (message?.type === 'early') {
        reads.early(message.collection);
      } else if (message?.type === 'local') {
        for (const listener of localListeners) listener(message);
      } else if (message?.type === 'live') {
        for (const { name, onNews } of shownFeeds) if (name === message.name) onNews();
      } else if (message?.type === 'status') {
        // Whether this tab is outdated its own worker knows.
        const { isOwner, host, isOutdated } = status;
        setStatus({ ...message.status, isOwner, host, ...(isOutdated && { isOutdated }) });
      } else if (message?.type === 'build' && message.build.at > environment.build.at) {
        isNewerBuildHere = true;
        setStatus(status);
      }
    });
    signal.addEventListener('abort', () => channel.close(), { once: true });
  }

  /** Other databases are of other builds; other workers' memories are their tabs' alone. */
  function isShownHere(store: string): boolean {
    return (
      store === connection?.hello.instance ||
      (store === names.database && status.storage === 'indexeddb')
    );
  }

  /** Without a BroadcastChannel the store itself is looked at: one read of one value a second. */
  async function lookEverySecond(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await environment.sleep(1000, signal).catch(() => undefined);
      if (signal.aborted) return;
      if (environment.isVisible()) await catchUp();
      if (connection) await askStatus();
    }
  }

  function stop(isForGood?: boolean): void {
    void connection?.api.tab(tabId, 'gone').catch(() => undefined);
    session?.abort();
    session = undefined;
    connection = undefined;
    // A port that is let go of answers nobody: what was asked through it is asked again by the page that comes back.
    calls.lost(new SyncError('worker-gone', 'the page was left'), isForGood);
    reader?.close();
  }

  function onPage(event: PageEvent): void {
    if (event === 'hide') return stop();
    if (event === 'restore' && !session) start();
    tellTab();
    if (event === 'hidden' || event === 'offline') return;
    // A hidden tab asks nobody, and nobody tells it of a check that found nothing.
    void askStatus();
    void catchUp();
  }

  const stopListening = environment.listen(onPage);
  start();

  return Object.freeze<Client>({
    watch: watchWanted(reads, call),
    status: () => status,
    onStatus(listener: (next: EngineStatus) => void) {
      statusListeners.add(listener);
      return () => void statusListeners.delete(listener);
    },
    checkNow: () => call((api) => api.checkNow()),
    diagnostics: () => call(async (api) => ({ ok: true as const, value: await api.diagnostics() })),
    readings: () => ({ subscriptions: reads.count(), byCollection: counts }),
    forget: (unsent) => call((api) => api.forget(unsent)),
    async mutate<Args extends ArgumentFields>({ name }: Mutator<Args>, args: ArgumentsOf<Args>) {
      const made = { id: environment.newId(), name, args: args as Record<string, JsonValue> };
      return insist((api) => api.mutate(made));
    },
    outbox: () => call((api) => api.outbox()),
    retry: (id) => call((api) => api.retry(id)),
    discard: (id) => call((api) => api.discard(id)),
    signIn: (token) => call((api) => api.signIn(token)),
    signOut: (unsent) => call((api) => api.signOut(unsent)),
    local: (collection) => call((api) => api.local(collection)),
    changeLocal: (collection, change) => insist((api) => api.changeLocal(collection, change)),
    onLocal(listener: (news?: LocalNews) => void) {
      localListeners.add(listener);
      return () => void localListeners.delete(listener);
    },
    feed: (name) => call((api) => api.feed(name)),
    showFeed(name: string, onNews: () => void) {
      const shown = { name, onNews };
      shownFeeds.add(shown);
      tellTab();
      return () => {
        shownFeeds.delete(shown);
        tellTab();
      };
    },
    close() {
      stopListening();
      stop(true);
    },
  });
}

/** A copy in memory is its worker's alone: it gets a scope, and so locks and a channel, of its own. */
function scopeOf(options: ClientOptions, environment: TabEnvironment, tabId: string): string {
  const { scope = 'public' } = options;
  if (environment.indexedDB) return scope;
  return environment.hosts[0] === 'shared' ? `${scope}-memory` : `${scope}-${tabId}`;
}

/** A page whose disk is slower than this is not helped by waiting. */
const FIRST_READ_MS = 80;

/** Locks come at once, or do not come at all: a worker that misses this tab's is better than none. */
const LOCK_MS = 1000;

/** Longer than a message takes from a worker to a page that is not busy. */
const NEWS_MS = 30;

/** A badge that says 'Opening…' for longer is noticed. */
const ASK_SOON_MS = 250;
const ASK_MS = 10_000;

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
