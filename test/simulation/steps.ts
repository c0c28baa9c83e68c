import { NETWORK_FAULTS, WRITE_FAULTS } from './network.ts';
import type { SimulatedTab } from './tab.ts';
import type { Reader, World } from './world.ts';

/** One thing that may happen; gives the words for the trace. */
export interface Step {
  readonly name: string;
  /** How often it is chosen, beside the others. */
  readonly weight: number;
  readonly run: (world: World) => Promise<string> | string;
}

/** Everything that may happen between two looks of the oracle. */
export const STEPS: readonly Step[] = [
  {
    name: 'time passes',
    weight: 34,
    async run({ clock, random }) {
      const roll = random.next();
      const most = roll < 0.8 ? 15_000 : roll < 0.97 ? 90_000 : 600_000;
      const ms = random.spread(100, most);
      await clock.advance(ms);
      return `${ms} ms`;
    },
  },
  {
    name: 'edits',
    weight: 24,
    run: ({ random, upstream }) =>
      Array.from({ length: random.chance(0.2) ? random.int(5, 30) : random.int(1, 3) }, () =>
        upstream.edit(),
      ).join(', '),
  },
  {
    name: 'a tab opens',
    weight: 6,
    run: (world) =>
      withReader(world, async ({ device, network }) => {
        if (device.tabs().length >= 5) return 'there are enough';
        // A cache that begins anew cannot know what that of another shape has shown: to it no copy is old.
        if (device.reshapes) network.forget();
        return (await device.openTab()).id;
      }),
  },
  {
    name: 'a tab closes',
    weight: 3,
    run: (world) =>
      withTab(world, ({ device }, tab) => {
        device.closeTab(tab);
        return tab.id;
      }),
  },
  {
    name: 'a tab is hidden or shown',
    weight: 8,
    run: (world) =>
      withTab(world, async (_, tab) => {
        await tab.show(!tab.isVisible());
        return `${tab.id} ${tab.isVisible() ? 'shown' : 'hidden'}`;
      }),
  },
  {
    name: 'somebody asks for checks',
    weight: 3,
    run: (world) =>
      withTab(world, (_, tab) => {
        const times = world.random.chance(0.2) ? 50 : 1;
        const worker = isAtHand(tab) ? tab.worker() : undefined;
        for (let n = 0; n < times; n++) void worker?.api.checkNow();
        return `${tab.id} ${times} times`;
      }),
  },
  {
    name: 'somebody wants a record',
    weight: 2,
    run: (world) =>
      withTab(world, (_, tab) => {
        const id = world.random.pick(world.upstream.ids('posts'));
        if (isAtHand(tab)) void tab.worker()?.api.want('posts', id);
        return `${tab.id} ${id}`;
      }),
  },
  {
    name: 'a worker dies',
    weight: 5,
    run: (world) =>
      withReader(world, ({ device }) => {
        // One in a page dies with that.
        const workers = device.workers().filter(({ host }) => host !== 'page');
        if (workers.length === 0) return 'there is none';
        const worker = world.random.pick(workers);
        const operations = world.random.int(0, 20);
        if (operations === 0) worker.kill();
        else worker.killAfter(operations);
        return `${worker.instance} after ${operations} operations`;
      }),
  },
  {
    name: 'a worker starts',
    weight: 5,
    run: (world) =>
      withReader(world, async ({ device }) => {
        await device.reconnect();
        if (!device.hosts.includes('shared')) return 'each page has its own';
        if (device.workers().length >= 3) return 'there are enough';
        return (await device.startWorker()).instance;
      }),
  },
  {
    name: 'the lock is stolen',
    weight: 3,
    run: (world) =>
      withReader(world, ({ device }) => {
        const thief = device.locks.open();
        const ms = world.random.int(0, 3_000);
        const signal = new AbortController().signal;
        thief
          .request(device.names.cacheLock, { steal: true }, () => world.clock.sleep(ms, signal))
          // Another thief may come.
          .catch(() => undefined);
        return `for ${ms} ms`;
      }),
  },
  {
    name: 'messages are lost',
    weight: 4,
    run: (world) =>
      withReader(world, ({ device }) => {
        const count = world.random.int(1, 3);
        const isCommitsOnly = world.random.chance(0.6);
        device.loseMessages(count, isCommitsOnly);
        return `${count} ${isCommitsOnly ? 'commits' : 'of all'}`;
      }),
  },
  {
    name: 'the network gets worse',
    weight: 6,
    run: (world) =>
      withReader(world, ({ network }) => {
        const { random } = world;
        const kinds = world.ledger ? WRITE_FAULTS : NETWORK_FAULTS;
        const faults = Array.from({ length: random.int(1, 3) }, () => random.pick(kinds));
        const probability = random.pick([0.2, 0.5, 1]);
        network.begin(faults, probability);
        return `${faults.join(', ')} at ${probability}`;
      }),
  },
  {
    name: 'the network gets better',
    weight: 5,
    run: (world) =>
      withReader(world, ({ device, network }) => {
        network.end();
        if (world.random.chance(0.5)) {
          for (const { engine, hear } of device.workers()) hear(() => engine.setOnline(true));
        }
        return device.name;
      }),
  },
  {
    name: 'a device believes to be offline',
    weight: 2,
    run: (world) =>
      withReader(world, ({ device }) => {
        for (const { engine, hear } of device.workers()) hear(() => engine.setOnline(false));
        return device.name;
      }),
  },
  {
    name: 'a wall clock is set',
    weight: 1,
    run: (world) =>
      withReader(world, ({ setBy }) => {
        const ms = world.random.pick([-86_400_000, -60_000, 60_000, 3_600_000]);
        setBy(ms);
        return `by ${ms} ms`;
      }),
  },
  {
    name: 'all sleep',
    weight: 1,
    async run({ clock, random }) {
      const ms = random.spread(5_000, 600_000);
      await clock.suspend(ms);
      return `${ms} ms`;
    },
  },
  {
    name: 'the proxy dies',
    weight: 2,
    run(world) {
      world.killProxy();
      return '';
    },
  },
  {
    name: 'the proxy starts',
    weight: 4,
    async run(world) {
      if (world.proxy()) return 'it is there';
      await world.startProxy();
      return '';
    },
  },
  {
    name: 'old objects are removed',
    weight: 2,
    run(world) {
      world.proxy()?.collect();
      return '';
    },
  },
  {
    name: 'Airtable has a fault',
    weight: 5,
    run({ random, upstream, ledger }) {
      const kind = random.pick([
        'rate-limit',
        'status',
        'iterator-lost',
        'cut',
        'html',
        'hang',
      ] as const);
      const times = random.int(1, 4);
      // What Airtable refuses for good is refused, also where somebody waits for it.
      const status = random.pick(ledger ? [500, 502, 503] : [500, 502, 503, 404, 422]);
      upstream.emulator.faults.add({ kind, times, ...(kind === 'status' ? { status } : {}) });
      return `${kind} ${times} times`;
    },
  },
];

/** What happens to pages that have the whole client. */
export const PAGE_STEPS: readonly Step[] = [
  {
    name: 'a page is left, or come back to',
    weight: 6,
    run: (world) =>
      withTab(world, (_, tab) => {
        // A frozen one is in nobody's sight.
        if (!tab.isFrozen()) tab.cache!(!tab.isCached!());
        return `${tab.id} ${tab.isCached!() ? 'in the back/forward cache' : 'restored'}`;
      }),
  },
];

/** What happens when the site is deployed while it is open (fault V1). */
export const DEPLOY_STEPS: readonly Step[] = [
  {
    name: 'a new version is deployed',
    weight: 3,
    run: (world) => withReader(world, ({ device }) => `${device.name} ${device.deploy().id}`),
  },
];

/** What happens to disks. */
export const DISK_STEPS: readonly Step[] = [
  {
    name: 'the cache cannot be read or written',
    weight: 3,
    run: (world) =>
      withReader(world, ({ device }) => {
        const { random } = world;
        const [after, times] = [random.int(0, 30), random.int(1, 4)];
        const code = random.pick(['storage-failed', 'quota-exceeded', 'database-blocked'] as const);
        device.failCache(after, times, code);
        return `${code} ${times} times after ${after}`;
      }),
  },
];

/** A page that is frozen, or in the back/forward cache, nobody can touch. */
export function isAtHand(tab: SimulatedTab): boolean {
  return !tab.isCached?.() && !(tab.cache && tab.isFrozen());
}

export function withReader<T>(world: World, act: (reader: Reader) => T): T {
  return act(world.random.pick(world.readers));
}

export function withTab(
  world: World,
  act: (reader: Reader, tab: SimulatedTab) => Promise<string> | string,
): Promise<string> | string {
  return withReader(world, (reader) => {
    const tabs = reader.device.tabs();
    return tabs.length === 0 ? 'there is none' : act(reader, world.random.pick(tabs));
  });
}
