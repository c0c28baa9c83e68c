import { IDBKeyRange } from 'fake-indexeddb';
import type { Collection } from '../../src/model/schema.ts';
import type { LocalRows } from '../../src/protocol/local.ts';
import type {
  Answer,
  Build,
  Host,
  MutationCall,
  ReadRequest,
  WorkerApi,
} from '../../src/protocol/worker-api.ts';
import { todos } from '../../src/site/todos.ts';
import type { Clock, LockRequest } from '../../src/sync/environment.ts';
import { followLocal } from '../../src/tab/follow-local.ts';
import { openClient } from '../../src/tab/open-client.ts';
import type { PageEvent, TabEnvironment } from '../../src/tab/environment.ts';
import type { ChannelHub } from '../fakes/fake-channel.ts';
import type { LockHub } from '../fakes/fake-locks.ts';
import type { SeededRandom } from '../fakes/seeded-random.ts';
import { createLife, type Life } from '../fakes/life.ts';
import { freezableLocks } from './freezable-locks.ts';
import type { Intent, Ledger } from './ledger.ts';
import type { Lists } from './lists.ts';
import type { SimulatedTab } from './tab.ts';
import type { SimulatedWorker } from './worker.ts';

/** What a page with the whole of its client is opened on. */
export interface ClientTabOptions {
  readonly id: string;
  readonly build: Build;
  /** The rung of the ladder on which it is. */
  readonly host: Host;
  readonly scope: string;
  readonly collections: readonly Collection[];
  readonly indexedDB: IDBFactory;
  readonly channels: ChannelHub;
  readonly locks: LockHub;
  readonly clock: Clock;
  readonly random: SeededRandom;
  readonly ledger: Ledger | undefined;
  /** The devices' own lists, where they have some. */
  readonly lists: Lists | undefined;
  readonly requests: readonly ReadRequest[];
  /** The SharedWorker of this name, begun where there is none; on other rungs a new one, which is the page's own. */
  readonly openWorker: (name: string) => Promise<SimulatedWorker>;
  /** Hears of the answers that came together. */
  readonly onDelivery: (delivered: ReadonlyMap<ReadRequest, Answer>) => void;
}

/**
 * A page with the client that pages have: it reads the database itself, finds its workers and leaves them by itself, asks
 * again, and goes into the back/forward cache and out of it.
 */
export function openClientTab(options: ClientTabOptions): SimulatedTab {
  const { id, host, ledger, clock, random } = options;
  // The client takes the browser's own.
  Object.assign(globalThis, { IDBKeyRange });
  const held = options.locks.open();
  const life = createLife(() => held.die());
  const locks = freezableLocks(held, life);
  const screen = new Map<ReadRequest, Answer>();
  const delivered = new Map<ReadRequest, Answer>();
  const listeners = new Set<(event: PageEvent) => void>();
  let isVisible = true;
  let hasMissed = false;
  let isCached = false;
  let worker: SimulatedWorker | undefined;
  let ids = 0;
  let nextId: string | undefined;

  const environment: TabEnvironment = {
    build: options.build,
    hosts: [host],
    async openHost({ generation }, signal) {
      const opened = await options.openWorker(`${generation}`);
      worker = opened;
      if (host !== 'shared') ownWorker(opened, signal);
      return {
        api: portTo(opened, { clock, random, signal, hear: life.hear }, (name, args) => {
          if (name === 'changeLocal') countChange(args[1]);
          if (name !== 'mutate') return;
          const intent = ledger?.intents.find(
            (one) => one.call.id === (args[0] as MutationCall).id,
          );
          if (intent) intent.asked++;
        }),
        failed: new Promise<never>(() => undefined),
        fetched: () => Promise.resolve(true),
      };
    },
    locks: {
      request: ((name: string, how: LockRequest, held: () => unknown) =>
        locks.request(name, how, async () => void (await held()))) as never,
    },
    indexedDB: options.indexedDB,
    openChannel: () => {
      const channel = options.channels.open();
      const arrive = createLine(clock, random);
      const listening: ((event: { data: unknown }) => void)[] = [];
      channel.subscribe((data) => {
        const deliver = () => listening.forEach((listener) => listener({ data }));
        arrive(() => life.hear(deliver));
      });
      return {
        addEventListener: (_: string, listener: (event: { data: unknown }) => void) =>
          void listening.push(listener),
        close() {
          // What has not been heard by then is not heard any more.
          listening.length = 0;
          channel.close();
        },
      } as unknown as BroadcastChannel;
    },
    sleep: (ms, signal) => life.alive(() => clock.sleep(ms, signal)),
    newId: () => nextId ?? `${id}${ids++ === 0 ? '' : `-${ids}`}`,
    isVisible: () => isVisible,
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  /** The same change may be on its way more than once; it is known by what it says. */
  function countChange(change: unknown): void {
    const text = JSON.stringify(change);
    const intent = options.lists?.intents.findLast((one) => JSON.stringify(one.change) === text);
    if (intent) intent.asked++;
  }
  const client = openClient({
    ...options,
    basePath: '/',
    environment,
    // Also while it is frozen: a read that was under way then ends as if it had ended before.
    batch(deliver) {
      if (life.isDead()) return;
      delivered.clear();
      deliver();
      options.onDelivery(delivered);
    },
  });
  for (const request of options.requests) {
    client.watch(request, (answer) => {
      screen.set(request, answer);
      delivered.set(request, answer);
    });
  }
  let list: LocalRows | undefined;
  const showList =
    options.lists &&
    followLocal(client, todos.name, {
      onRows: (answer) => void (list = answer),
      onFailed: () => undefined,
      sleep: environment.sleep,
      signal: new AbortController().signal,
    });
  const tell = (event: PageEvent) => listeners.forEach((listener) => listener(event));
  /** It ends with its page, or where that lets go of it, and is frozen with it. */
  function ownWorker(own: SimulatedWorker, signal: AbortSignal): void {
    own.freeze(life.isFrozen());
    const letGo = () => (host === 'page' ? void own.stop() : own.kill());
    if (signal.aborted || life.isDead()) return letGo();
    signal.addEventListener('abort', letGo, { once: true });
  }
  const connected = () => (worker?.isDead() || isCached ? undefined : worker);

  return {
    id,
    isVisible: () => isVisible && !isCached,
    connect: () => Promise.resolve(),
    worker: connected,
    show(next) {
      isVisible = next;
      if (!isCached) tell(next ? 'shown' : 'hidden');
      return Promise.resolve();
    },
    catchUp: () => Promise.resolve(),
    shown: () => undefined,
    screen: () => (isCached ? [] : [...screen]),
    hasMissed: () => hasMissed,
    miss() {
      hasMissed = true;
    },
    mutate(intent: Intent) {
      const { id: call, name, args } = intent.call;
      nextId = call;
      const outcome = client.mutate({ name } as never, args as never);
      nextId = undefined;
      void outcome.then(async (told) => {
        const asked = connected();
        if (life.isDead()) return;
        // Whoever was not answered does not know what became of it.
        if (!told.ok && (told.error.code === 'worker-gone' || told.error.code === 'timeout'))
          return;
        const before = await asked?.api.status();
        ledger!.answered(intent, told, async () => {
          if (!asked || before?.version === undefined || asked.isDead()) return false;
          if (!asked.mustShow(call)) return false;
          const now = await asked.api.status();
          return now.isOwner && now.version !== undefined;
        });
      });
    },
    changeList(intent) {
      void client.changeLocal(todos.name, intent.change).then((outcome) => {
        if (life.isDead()) return;
        if (outcome.ok) showList!(outcome.value);
        options.lists!.answered(intent, outcome);
      });
    },
    list: () => list,
    isFrozen: life.isFrozen,
    freeze(next) {
      life.freeze(next);
      if (host !== 'shared') worker?.freeze(next);
      if (!next && !isCached) tell('shown');
      return Promise.resolve();
    },
    build: options.build,
    status: () => (isCached ? undefined : client.status()),
    check: () => client.checkNow(),
    cache(next) {
      if (next === isCached) return;
      isCached = next;
      tell(next ? 'hide' : 'restore');
    },
    isCached: () => isCached,
    crash() {
      life.end();
      if (host !== 'shared') worker?.kill();
    },
  };
}

/** What is sent along one line arrives in its order, at once or a moment later. */
function createLine(clock: Clock, random: SeededRandom): (arrive: () => void) => void {
  const never = new AbortController().signal;
  let last = Promise.resolve();
  return (arrive) => {
    const ms = random.chance(0.3) ? random.int(1, 30) : 0;
    last = last.then(() => (ms > 0 ? clock.sleep(ms, never) : undefined)).then(arrive);
  };
}

interface PortOptions extends Pick<ClientTabOptions, 'clock' | 'random'>, Pick<Life, 'hear'> {
  readonly signal: AbortSignal;
}

/** A port to a worker: what is asked arrives as a copy, and so does its answer; a dead worker never answers (fault W1). */
function portTo(
  worker: SimulatedWorker,
  { clock, random, signal, hear }: PortOptions,
  onAsked: (name: string, args: readonly unknown[]) => void,
): WorkerApi {
  const there = createLine(clock, random);
  const back = createLine(clock, random);
  const isOpen = () => !worker.isDead() && !signal.aborted;
  const ask = (name: string, method: (...args: unknown[]) => Promise<unknown>) => {
    return (...args: unknown[]) =>
      new Promise((resolve, reject) => {
        const copy = structuredClone(args);
        const settle = (act: () => void) => back(() => hear(() => isOpen() && act()));
        const arrive = () => {
          if (!isOpen()) return;
          onAsked(name, copy);
          method(...copy).then(
            (value) => settle(() => resolve(structuredClone(value))),
            (error) => settle(() => reject(error as Error)),
          );
        };
        there(() => worker.hear(arrive));
      });
  };
  const methods = Object.entries(worker.api) as [string, () => Promise<unknown>][];
  return Object.fromEntries(
    methods.map(([name, method]) => [name, ask(name, method)]),
  ) as unknown as WorkerApi;
}
