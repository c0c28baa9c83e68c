import type { Collection } from '../../src/model/schema.ts';
import { namesFor } from '../../src/protocol/names.ts';
import type { Host } from '../../src/protocol/worker-api.ts';
import type { Locks } from '../../src/sync/environment.ts';
import type { WorkerEnvironment } from '../../src/worker/environment.ts';
import { startEngine } from '../../src/worker/start-engine.ts';
import { createChannelHub } from './fake-channel.ts';
import { createLockHub } from './fake-locks.ts';
import { createFakeNetwork } from './fake-network.ts';
import { siteCollections } from './fake-world.ts';
import { createMemoryPublisher } from './memory-publisher.ts';
import { createVirtualClock } from './virtual-clock.ts';

/** How a host is started; by default a shared one that has everything. */
export interface HostOptions {
  readonly host?: Host;
  readonly idb?: boolean;
  readonly bc?: boolean;
  readonly collections?: readonly Collection[];
  readonly locks?: Locks;
  readonly signal: AbortSignal;
}

/** One origin of one browser in virtual time, in which hosts of the real engine are started as their entries do. */
export async function openOrigin(scope: string) {
  const clock = createVirtualClock({ turns: 20 });
  const publisher = await createMemoryPublisher(siteCollections);
  const network = createFakeNetwork(publisher);
  const locks = createLockHub();
  const channels = createChannelHub();
  const names = namesFor('/', scope, siteCollections);
  let ids = 0;

  /** What a worker of this origin is given by its platform. */
  function environment(own: Locks = locks.open()): WorkerEnvironment {
    return {
      clock,
      locks: own,
      fetch: network.fetch,
      random: () => 0.5,
      isOnline: true,
      isSavingData: false,
      openChannel: () => channels.open(),
      newId: () => `instance-${++ids}`,
      onOnline: () => undefined,
    };
  }

  /** An engine, and what it answers to its first tab. */
  async function start({
    host = 'shared',
    idb = true,
    bc = true,
    collections = siteCollections,
    locks: own,
    signal,
  }: HostOptions) {
    const build = { id: 'build-1', at: 1 };
    const engine = await startEngine({
      host,
      build,
      basePath: '/',
      origin: 'https://magazine.example',
      scope,
      collections,
      mutators: {},
      locals: [],
      idb,
      bc,
      environment: environment(own),
      report: () => undefined,
      signal,
    });
    const tabId = `tab-${++ids}`;
    void locks.open().request(names.tabLock(tabId), {}, () => new Promise(() => undefined));
    await clock.settle();
    const hello = await engine.api.hello({ tabId, build, state: 'visible' });
    return { engine, tabId, hello };
  }

  /** Lets time pass until this holds; throws what it throws where it never does. */
  async function until(holds: () => Promise<void>): Promise<void> {
    for (let left = 150; ; left--) {
      try {
        return await holds();
      } catch (error) {
        if (left === 0) throw error;
        await clock.advance(100);
      }
    }
  }

  return { clock, publisher, network, locks, channels, names, environment, start, until };
}
