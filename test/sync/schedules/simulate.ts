import { createHash } from 'node:crypto';
import type { StoredRecord } from '../../../src/model/record.ts';
import type { Host } from '../../../src/protocol/worker-api.ts';
import {
  createWorld,
  record,
  siteCollections,
  type FakeTab,
  type FakeWorker,
} from '../../fakes/fake-world.ts';
import { badLine, type OldManifest } from './faults.ts';
import { assert, createOracle } from './oracle.ts';
import { createDice, type Dice } from './random.ts';

/** How a schedule went: the hash of everything that happened, and the story for a person who has to read it. */
export interface Simulated {
  readonly traceHash: string;
  readonly trace: readonly string[];
}

/**
 * One schedule: real engines on one device, in virtual time, over a store that they share, a line that fails in every
 * way of docs/ids.md, and a publisher that moves on, all as the seed's dice fall. The promises are checked after every
 * step; when the faults stop, everything must come right by itself (P6, P7). Throws with the seed's trace where not.
 */
export async function simulate(seed: number): Promise<Simulated> {
  const story = await openStory(seed);
  try {
    const steps = 20 + story.dice.below(30);
    for (let i = 0; i < steps; i++) await story.step();
    await story.comeToRest();
  } catch (error) {
    const told = story.trace().slice(-60).join('\n');
    throw new Error(`seed ${seed}: ${(error as Error).message}\n${told}`, { cause: error });
  } finally {
    await story.stop();
  }
  const trace = story.trace();
  return { trace, traceHash: createHash('sha256').update(trace.join('\n')).digest('hex') };
}

/** What may happen next, and how often. */
const STEPS = {
  passTime: 40,
  edit: 25,
  line: 12,
  tabState: 8,
  openTab: 6,
  closeTab: 4,
  killWorker: 6,
  freeze: 3,
  steal: 2,
  setClock: 2,
  suspend: 2,
  loseMessages: 3,
  collect: 2,
  restartPublisher: 1,
  ask: 6,
  flapOnline: 2,
} as const;

interface OpenTab {
  readonly tab: FakeTab;
  worker: FakeWorker;
  isVisible: boolean;
}

async function openStory(seed: number) {
  const dice = createDice(seed);
  const host: Host = dice.oneIn(2) ? 'shared' : 'dedicated';
  const posts = new Map<number, StoredRecord>();
  for (let n = 0; n < dice.below(80); n++) posts.set(n, postOf(n, dice));
  const truthNow = () => ({ posts: [...posts.values()], people: [record(1, `${posts.size}`)] });
  const world = await createWorld({ truth: truthNow(), turns: 2 });
  const { clock, network, publisher, channels, locks, names } = world;
  const lines: string[] = [`host ${host}`];
  const note = (line: string) => lines.push(`${clock.now() % 1e8} ${line}`);
  const manifests: OldManifest[] = [];
  const oracle = createOracle(world, siteCollections, manifests);
  const pending = new Set<Asked>();
  const tabs: OpenTab[] = [];
  const workers: FakeWorker[] = [];
  let nextPost = posts.size;
  let heard = 0;
  let logs = 1;
  let hasClockJumped = false;

  function remember(): void {
    const manifest = publisher.manifest();
    const etag = `W/"${manifest.log}.${manifest.seq}"`;
    if (manifests.at(-1)?.etag === etag) return;
    const { log, seq } = manifest;
    const text = JSON.stringify(manifest);
    manifests.push({ text, etag, version: { log, seq }, at: clock.now() });
  }

  const bad = badLine({ dice, clock, network }, () => manifests);

  function startWorker(): FakeWorker {
    const worker = world.startWorker({ host, random: () => dice.next() });
    workers.push(worker);
    return worker;
  }

  async function openTab(): Promise<void> {
    const shared = host === 'shared' ? workers.at(-1) : undefined;
    const worker = shared ?? startWorker();
    const isVisible = !dice.oneIn(3);
    const tab = await worker.openTab(isVisible ? 'visible' : 'hidden');
    tabs.push({ tab, worker, isVisible });
  }

  const steps: Record<keyof typeof STEPS, () => Promise<void> | void> = {
    passTime: () => clock.advance(dice.pick([10, 200, 1000, 3000, 10_000, 40_000])),
    edit() {
      for (let left = 1 + dice.below(4); left > 0; left--) editPosts(posts, dice, () => nextPost++);
      if (dice.oneIn(20))
        for (let n = 0; n < 60; n++) posts.set(nextPost, postOf(nextPost++, dice));
      publisher.publish(truthNow());
      remember();
    },
    line: () => network.fail(dice.oneIn(3) ? undefined : bad),
    async tabState() {
      const one = tabs.length > 0 ? dice.pick(tabs) : undefined;
      if (!one) return;
      one.isVisible = !one.isVisible;
      void one.tab.tell(one.isVisible ? 'visible' : 'hidden');
    },
    openTab: async () => (tabs.length < 4 ? openTab() : undefined),
    async closeTab() {
      if (tabs.length < 2) return;
      const [one] = tabs.splice(dice.below(tabs.length), 1);
      if (dice.oneIn(2)) void one!.tab.tell('gone');
      one!.tab.crash();
      if (host === 'dedicated') kill(one!.worker);
    },
    async killWorker() {
      if (tabs.length === 0) return;
      const { worker } = dice.pick(tabs);
      kill(worker);
      await clock.advance(dice.below(50));
      await replace(worker);
    },
    async freeze() {
      if (host === 'shared' || tabs.length === 0) return;
      const { worker } = dice.pick(tabs);
      worker.freeze(true);
      await clock.advance(dice.below(30_000));
      worker.freeze(false);
    },
    async steal() {
      await locks.open().request(names.cacheLock, { steal: true }, async () => clock.settle());
    },
    setClock() {
      hasClockJumped = true;
      clock.setBy(dice.pick([-86_400_000, -3000, 3000, 86_400_000]));
    },
    suspend: () => clock.suspend(dice.pick([60_000, 8 * 3_600_000])),
    loseMessages() {
      const isLossy = dice.oneIn(2);
      channels.lose(() => isLossy && dice.oneIn(2));
    },
    collect: () => publisher.collect(),
    restartPublisher() {
      publisher.restart(`log-${++logs}`, dice.oneIn(2) ? 0 : publisher.manifest().seq + 5);
      posts.set(0, postOf(0, dice));
      publisher.publish(truthNow());
      remember();
    },
    ask() {
      if (tabs.length === 0) return;
      const { worker } = dice.pick(tabs);
      const call = dice.oneIn(2)
        ? worker.api.checkNow()
        : worker.api.want('posts', `rec${dice.below(nextPost + 3)}`);
      const asked: Asked = { worker };
      pending.add(asked);
      void call.finally(() => pending.delete(asked));
    },
    flapOnline() {
      for (const worker of workers) worker.engine.setOnline(dice.oneIn(2));
    },
  };

  /** What was asked of it is never answered: tabs have deadlines for that (fault W1). */
  function kill(worker: FakeWorker): void {
    worker.kill();
    for (const asked of pending) if (asked.worker === worker) pending.delete(asked);
  }

  /** Tabs whose worker died start another: one for all, or one each. */
  async function replace(dead: FakeWorker): Promise<void> {
    const orphans = tabs.filter(({ worker }) => worker === dead);
    const next = startWorker();
    for (const one of orphans) {
      one.worker = next;
      await one.tab.connect(next, one.isVisible ? 'visible' : 'hidden');
    }
  }

  async function check(): Promise<void> {
    for (; heard < channels.posted.length; heard++) note(JSON.stringify(channels.posted[heard]));
    await oracle.look();
    note(`seen ${oracle.seen()} after ${network.requests.length} requests`);
    assert(locks.holders(names.cacheLock) <= 1, 'I2: two hold the cache lock');
    // By a clock that was set nobody can tell how old anything is.
    if (hasClockJumped) return;
    for (const { worker } of tabs) oracle.judgeStatus(await worker.api.status());
  }

  remember();
  await openTab();

  return {
    dice,
    trace: () => lines,
    async step() {
      const name = dice.weigh(STEPS);
      note(`— ${name}`);
      await steps[name]();
      await clock.settle();
      await check();
    },
    async comeToRest() {
      note('— rest');
      network.fail(undefined);
      channels.lose(() => false);
      if (tabs.length === 0) await openTab();
      for (const one of tabs) {
        one.isVisible = true;
        void one.tab.tell('visible');
        one.worker.engine.setOnline(true);
      }
      // Asks begun before may wait for a poll that waits for its backoff; all of them have deadlines.
      for (let left = 400; left > 0; left--) {
        await clock.advance(1000);
        await check();
        if ((await isAtRest(tabs, () => oracle.isCurrent())) && pending.size === 0) return;
      }
      const states = await Promise.all(tabs.map(({ worker }) => worker.api.status()));
      throw new Error(
        `P6, P7: not at rest after 400 s; ${pending.size} asks wait; ${JSON.stringify(states)}`,
      );
    },
    stop: () => world.stop(),
  };
}

interface Asked {
  readonly worker: FakeWorker;
}

async function isAtRest(tabs: readonly OpenTab[], isCurrent: () => boolean): Promise<boolean> {
  if (!isCurrent()) return false;
  for (const { worker } of tabs) {
    if ((await worker.api.status()).phase !== 'fresh') return false;
  }
  return true;
}

function postOf(n: number, dice: Dice): StoredRecord {
  return record(n, `Title ${dice.below(1000)}`, 'x'.repeat(dice.below(400)));
}

function editPosts(posts: Map<number, StoredRecord>, dice: Dice, newNumber: () => number): void {
  const known = [...posts.keys()];
  const kind = known.length === 0 ? 'insert' : dice.weigh({ update: 6, insert: 2, remove: 2 });
  const n = kind === 'insert' ? newNumber() : dice.pick(known);
  if (kind === 'remove') posts.delete(n);
  else posts.set(n, postOf(n, dice));
}
