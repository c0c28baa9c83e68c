import { rmSync } from 'node:fs';
import type { Clock } from '../../src/proxy/clock.ts';
import type { Host } from '../../src/protocol/worker-api.ts';
import type { ProxyEvent } from '../../src/proxy/report.ts';
import type { SyncEvent } from '../../src/sync/sync-event.ts';
import { mutators as siteMutators } from '../../src/site/mutators.ts';
import { createSeededRandom, type SeededRandom } from '../fakes/seeded-random.ts';
import { createVirtualClock, type VirtualClock } from '../fakes/virtual-clock.ts';
import { createDevice, type Device } from './device.ts';
import { watchCalls } from './call-watch.ts';
import type { Mutant } from './mutants.ts';
import { createNetwork, type SimulatedNetwork } from './network.ts';
import { createOracle, type Oracle } from './oracle.ts';
import { createProxyDisk, type ProxyDisk } from './proxy-disk.ts';
import { startProxy, type SimulatedProxy } from './proxy.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { createLists, type Lists } from './lists.ts';
import { shopCollections, shopTables } from './shop.ts';
import { siteCollections } from './site.ts';
import { createTrace, type Trace } from './trace.ts';
import { createUpstream, type Upstream } from './upstream.ts';

/** A device in the world, with its own way to the proxy and its own idea of the time. */
export interface Reader {
  readonly device: Device;
  readonly network: SimulatedNetwork;
  /** Sets its wall clock by this. */
  readonly setBy: (ms: number) => void;
  /** The furthest its wall clock ever was ahead of the truth. */
  readonly aheadMs: () => number;
}

/** Everything there is: a base, a proxy, and the devices that read it. */
export interface World {
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
  readonly upstream: Upstream;
  readonly readers: readonly Reader[];
  readonly oracle: Oracle;
  readonly trace: Trace;
  /** Where somebody can change something: what was meant, and must come of it. */
  readonly ledger: Ledger | undefined;
  /** What is kept on devices alone. */
  readonly lists: Lists;
  readonly proxy: () => SimulatedProxy | undefined;
  readonly startProxy: () => Promise<void>;
  readonly killProxy: () => void;
  readonly stop: () => Promise<void>;
}

/** What may be chosen about a world; all else comes from the seed. */
export interface WorldOptions {
  readonly store?: 'memory' | 'indexeddb';
  readonly mutant?: Mutant;
  /** Whether there is something to change; by chance where it is left out. */
  readonly writes?: boolean | undefined;
  /** Whether tabs have the whole client that pages have. */
  readonly clients?: boolean | undefined;
  /** Where those find their engines: in SharedWorkers where left out. */
  readonly hosts?: readonly Host[] | undefined;
  /** Whether newer builds of the site may be of another shape; then there is one device. */
  readonly reshapes?: boolean | undefined;
  /** Whether people have lists that never leave their devices. */
  readonly todos?: boolean | undefined;
}

const NO_SHOP = { collections: siteCollections, mutators: {}, tables: () => [] };
const SHOP = {
  collections: [...siteCollections, ...shopCollections],
  mutators: siteMutators,
  tables: shopTables,
};

/** A world in which nothing runs yet but the clock. */
export function createWorld(
  seed: number,
  {
    clients,
    hosts = ['shared'],
    store = clients ? 'indexeddb' : 'memory',
    mutant = {},
    writes,
    reshapes,
    todos,
  }: WorldOptions = {},
): World {
  const random = createSeededRandom(`simulation ${seed}`);
  // fake-indexeddb needs a turn of the event loop for each step of a transaction.
  const clock = createVirtualClock({ turns: store === 'memory' ? 2 : 40 });
  const plainClock: Clock = {
    now: () => clock.now(),
    sleep: (ms, signal = new AbortController().signal) => clock.sleep(ms, signal),
  };
  const trace = createTrace(plainClock.now);
  const isShop = writes ?? random.fork('is there a shop').chance(0.5);
  const { collections, mutators, tables } = isShop ? SHOP : NO_SHOP;
  const upstream = createUpstream(plainClock, random.fork('upstream'), tables());
  const oracle = createOracle(upstream, (words) => trace.add(words));
  const ledger = isShop ? createLedger(upstream, oracle) : undefined;
  const lists = createLists(oracle);
  const disk: ProxyDisk = createProxyDisk(`log-${seed}`);
  const calls = watchCalls(plainClock, oracle);
  const upstreamRandom = random.fork('upstream latency');
  const pace = random.pick([
    { intervalMs: 2_000, pollAfterMs: 3_000 },
    { intervalMs: 5_000, pollAfterMs: 5_000 },
    { intervalMs: 5_000, pollAfterMs: 15_000 },
  ]);
  let proxy: SimulatedProxy | undefined;
  let starts = 0;

  async function fetchUpstream(request: Request): Promise<Response> {
    const noted = calls.begin();
    const response = await upstream.emulator.fetch(request);
    // A proxy that is killed before it hears the answer cannot heed it, nor can the next one.
    await clock.sleep(upstreamRandom.int(20, 150), request.signal);
    noted(response.status);
    return response;
  }

  async function start(): Promise<void> {
    const run = ++starts;
    proxy = await startProxy({
      ...pace,
      collections,
      mutators: isShop ? mutators : undefined,
      disk,
      clock: plainClock,
      random: random.fork(`proxy ${run}`).next,
      fetch: mutant.tamperUpstream?.(fetchUpstream) ?? fetchUpstream,
      report: (event) => noteProxyEvent(event),
      onPublished: (version, truth) => {
        trace.add(`published ${version.seq}`);
        oracle.published(version, truth);
      },
      tamperNews: mutant.tamperNews ?? ((changes) => changes),
    });
  }

  function noteProxyEvent(event: ProxyEvent): void {
    if (event.type === 'failed') {
      oracle.accuse('B25', `the proxy failed at ${event.what}: ${String(event.error)}`);
    }
    if (['reading-failed', 'reading-mode', 'deletions-held'].includes(event.type)) {
      trace.add(`proxy ${JSON.stringify(event)}`);
    }
  }

  function createReader(name: string): Reader {
    let offsetMs = 0;
    let aheadMs = 0;
    const network = createNetwork({
      clock: plainClock,
      random: random.fork(`network ${name}`),
      answer: (path, init) => {
        if (!proxy || proxy.isDead()) throw new TypeError('Failed to fetch');
        return proxy.answer(path, init);
      },
      onRequest: (path, fault) => trace.add(`${name} asks ${path} ${fault ?? ''}`),
    });
    const device = createDevice({
      name,
      store,
      hasClients: clients,
      hosts,
      reshapes,
      lists: todos ? lists : undefined,
      clock: { now: () => clock.now() + offsetMs, sleep: plainClock.sleep },
      random: random.fork(`device ${name}`),
      fetch: mutant.tamperFetch?.(network.fetch) ?? network.fetch,
      oracle,
      collections,
      mutators,
      ledger,
      mutant,
      report: (instance: string, event: SyncEvent) =>
        trace.add(`${instance} ${JSON.stringify(event)}`),
    });
    return {
      device,
      network,
      setBy(ms) {
        offsetMs += ms;
        aheadMs = Math.max(aheadMs, offsetMs);
      },
      aheadMs: () => aheadMs,
    };
  }

  const names = random.chance(0.3) && !reshapes ? ['a', 'b'] : ['a'];
  return {
    clock,
    random: random.fork('steps'),
    upstream,
    readers: names.map(createReader),
    oracle,
    trace,
    ledger,
    lists,
    proxy: () => (proxy?.isDead() ? undefined : proxy),
    startProxy: start,
    killProxy() {
      proxy?.kill();
      proxy = undefined;
    },
    async stop() {
      proxy?.kill();
      await clock.settle();
      if (disk.journalDir !== '') rmSync(disk.journalDir, { recursive: true, force: true });
    },
  };
}
