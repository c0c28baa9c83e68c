import { decodeBroadcast, type Broadcast } from '../protocol/broadcast.ts';
import { fromFailure, SyncError } from '../protocol/failure.ts';
import { isSamePlace, type Place } from '../protocol/version.ts';
import { namesFor } from '../protocol/names.ts';
import {
  STARTING,
  type EngineStatus,
  type ReadRequest,
  type Snapshot,
  type TabHello,
} from '../protocol/worker-api.ts';
import { openReader } from '../store/open-reader.ts';
import { createCalls } from './calls.ts';
import { createRequests } from './create-requests.ts';
import { holdLock } from './hold-lock.ts';
import type { Client, ClientOptions, LocalNews } from './client.ts';
import { keepConnected, type Connection } from './connection.ts';
import { browserEnvironment, type PageEvent } from './environment.ts';
import { subscribeTo } from './subscribe-to.ts';
import { createLiveReads } from './live-reads.ts';
import { readRungs } from './rungs.ts';
import { scopeOf } from './scope-of.ts';
import { watchWanted } from './watch-wanted.ts';

/**
 * Opens a tab's client. It reads the cache at once, whether or not a worker answers (fault W3), and connects to a worker
 * beside that; it lets go of everything when the page is left or frozen, and begins anew when it comes back (faults B1, B2).
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
  let status = STARTING;
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
  const { call } = calls;
  const counts: Record<string, { hits: number; misses: number }> = {};
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
    // A worker without a version knows nothing yet: what could be changed a moment ago stays so.
    const writable = next.version ? next.writable : status.writable;
    status = { ...next, writable, ...(isNewerBuildHere && { isOutdated: true }) };
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

  function tellLocal(news?: LocalNews): void {
    for (const listener of localListeners) listener(news);
  }

  async function catchUp(): Promise<void> {
    tellLocal();
    const version = await direct?.version().catch(() => undefined);
    reads.catchUp(status.storage === 'memory' ? undefined : version);
  }

  function start(): void {
    session = new AbortController();
    listenToChannel(session.signal);
    void connect(session.signal);
  }

  async function connect(signal: AbortSignal): Promise<void> {
    // The worker learns of a crash by this lock's release.
    const isHeld = holdLock(environment, names.tabLock(tabId), { signal });
    // Whoever would delete a database that no new build reads waits for the tabs that do.
    if (reader) void holdLock(environment, names.database, { mode: 'shared', signal });
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

  function listenToChannel(signal: AbortSignal): void {
    const channel = environment.openChannel?.(names.channel);
    if (!channel) return void lookEverySecond(signal);
    channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      const message = decodeBroadcast(data);
      if (message && !('store' in message && !isShownHere(message.store))) hear(message);
    });
    signal.addEventListener('abort', () => channel.close());
  }

  /** What workers ask of each other is nothing to a tab. */
  function hear(message: Broadcast): void {
    if (message.type === 'committed') reads.changed({ ...message, version: message });
    else if (message.type === 'early') reads.early(message.collection);
    else if (message.type === 'local') tellLocal(message);
    else if (message.type === 'live') {
      for (const { name, onNews } of shownFeeds) if (name === message.name) onNews();
    } else if (message.type === 'status') {
      // Whether this tab is outdated its own worker knows.
      const { isOwner, host, isOutdated } = status;
      setStatus({ ...message.status, isOwner, host, ...(isOutdated && { isOutdated }) });
    } else if (message.type === 'build' && message.build.at > environment.build.at) {
      isNewerBuildHere = true;
      setStatus(status);
    }
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
    ...createRequests(calls, environment.newId),
    watch: watchWanted(reads, call),
    status: () => status,
    onStatus: subscribeTo(statusListeners),
    readings: () => ({ subscriptions: reads.count(), byCollection: counts }),
    onLocal: subscribeTo(localListeners),
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

/** A page whose disk is slower than this is not helped by waiting. */
const FIRST_READ_MS = 80;

/** Locks come at once, or do not come at all: a worker that misses this tab's is better than none. */
const LOCK_MS = 1000;

/** Longer than a message takes from a worker to a page that is not busy. */
const NEWS_MS = 30;

/** A badge that says 'Opening…' for longer is noticed. */
const ASK_SOON_MS = 250;
const ASK_MS = 10_000;
