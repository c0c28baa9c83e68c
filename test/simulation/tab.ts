import { decodeBroadcast } from '../../src/protocol/broadcast.ts';
import type { Outcome } from '../../src/protocol/failure.ts';
import type {
  Answer,
  Build,
  EngineStatus,
  ReadRequest,
  TabState,
} from '../../src/protocol/worker-api.ts';
import type { LocalRows } from '../../src/protocol/local.ts';
import type { Version } from '../../src/protocol/version.ts';
import type { Reader } from '../../src/store/reader.ts';
import { createLiveReads, type ReadSnapshot } from '../../src/tab/live-reads.ts';
import type { ChannelHub } from '../fakes/fake-channel.ts';
import type { LockHub } from '../fakes/fake-locks.ts';
import type { Collection } from '../../src/model/schema.ts';
import type { Intent, Ledger } from './ledger.ts';
import type { ListIntent } from './lists.ts';
import type { Oracle } from './oracle.ts';
import type { SimulatedWorker } from './worker.ts';

/** A page: real live reads over the device's cache, and as much of a client as they need. */
export interface SimulatedTab {
  readonly id: string;
  readonly isVisible: () => boolean;
  /** Connects to this worker, as after its start. */
  readonly connect: (worker: SimulatedWorker) => Promise<void>;
  readonly worker: () => SimulatedWorker | undefined;
  readonly show: (isVisible: boolean) => Promise<void>;
  /** Compares its version with the store's, as on 'shown', 'restore' and 'online'. */
  readonly catchUp: () => Promise<void>;
  readonly shown: () => Version | undefined;
  /** What is on screen: each watched request with its newest answer. */
  readonly screen: () => readonly (readonly [ReadRequest, Answer])[];
  /** A message may have passed it by since it last compared versions. */
  readonly hasMissed: () => boolean;
  readonly miss: () => void;
  /** Asks its worker for a change, and the next one where that dies under the question. */
  readonly mutate: (intent: Intent) => void;
  /** Messages wait until it is thawed, and come as a burst then (fault B2). */
  readonly freeze: (isFrozen: boolean) => Promise<void>;
  readonly isFrozen: () => boolean;
  /** What the page says of the engine; nothing where it has no badge, or nobody can see it. */
  readonly status?: () => EngineStatus | undefined;
  /** Of which build it is. */
  readonly build?: Build;
  /** Asks for a check, as a person does. */
  readonly check?: () => Promise<Outcome<null>>;
  /** Changes the device's own list. */
  readonly changeList?: (intent: ListIntent) => void;
  /** That list as it shows here. */
  readonly list?: () => LocalRows | undefined;
  /** Goes into the back/forward cache, or comes out of it (fault B1). */
  readonly cache?: (isCached: boolean) => void;
  readonly isCached?: () => boolean;
  /** Ends without a word. */
  readonly crash: () => void;
}

/** What a tab is opened on. */
export interface SimulatedTabOptions {
  readonly id: string;
  readonly reader: Reader;
  readonly collections: readonly Collection[];
  readonly device: string;
  readonly ledger: Ledger | undefined;
  readonly channels: ChannelHub;
  readonly locks: LockHub;
  readonly tabLock: string;
  readonly oracle: Oracle;
  readonly requests: readonly ReadRequest[];
  /** The newest version that was shown on this device, in this log. */
  readonly floor: { get(): Version | undefined; raise(version: Version): void };
  /** Lets a mutant stand between the tab and its store. */
  readonly tamperRead: (read: ReadSnapshot) => ReadSnapshot;
  readonly isDeafToCatchUps: boolean;
}

/** Opens a tab, visible, with its lock held and everything watched; it is not connected yet. */
export function openTab(options: SimulatedTabOptions): SimulatedTab {
  const { id, oracle, reader, floor, ledger, device } = options;
  const locks = options.locks.open();
  const channel = options.channels.open();
  const answers = new Map<ReadRequest, Answer>();
  let isVisible = true;
  let hasMissed = false;
  /** What came while the tab is frozen. */
  let queued: unknown[] | undefined;
  let isGone = false;
  let worker: SimulatedWorker | undefined;

  const read: ReadSnapshot = async (requests) => {
    const before = floor.get();
    const promised = ledger?.floorOf(device);
    const seen = await tampered(requests);
    if (isGone) return new Promise(() => undefined);
    oracle.judgeSnapshot(id, requests, seen);
    if (promised) ledger!.judge(id, device, { requests, snapshot: seen, floor: promised });
    if (seen.version) {
      oracle.judgeOrder(`${id} reading`, seen.version, before);
      floor.raise(seen.version);
    }
    return seen;
  };
  const tampered = options.tamperRead((requests) => reader.read(requests));
  const reads = createLiveReads(
    read,
    (error) => {
      if (!isGone) oracle.accuse('P7', `${id} cannot read: ${String(error)}`);
    },
    { collections: options.collections },
  );

  void locks.request(options.tabLock, {}, () => new Promise(() => undefined));
  const hear = (raw: unknown) => {
    const message = decodeBroadcast(raw);
    if (message?.type === 'committed') {
      // A mutant hears of every commit as if it followed on what it shows.
      const since = options.isDeafToCatchUps ? reads.shown()?.seq : message.since;
      const { sinceOverlay, changes } = message;
      reads.changed({ version: message, since, sinceOverlay, changes });
    } else if (message?.type === 'early') reads.early(message.collection);
  };
  channel.subscribe((raw) => {
    if (queued) queued.push(raw);
    else hear(raw);
  });
  for (const request of options.requests) {
    reads.watch(request, (answer) => answers.set(request, answer));
  }

  const unanswered = new Set<Intent>();
  function ask(intent: Intent): void {
    const asked = worker;
    if (asked) intent.asked++;
    void asked?.api.mutate(intent.call).then(async (outcome) => {
      if (isGone || !unanswered.delete(intent)) return;
      // What nobody has read yet cannot be seen changed: a first version may come with the change or without.
      const { version } = await asked.api.status();
      ledger!.answered(intent, outcome, async () => {
        if (version === undefined || asked.isDead() || !asked.mustShow(intent.call.id))
          return false;
        const now = await asked.api.status();
        // All may have been forgotten since.
        return now.isOwner && now.version !== undefined;
      });
    });
  }

  const state = (): TabState => (isVisible ? 'visible' : 'hidden');
  const catchUp = async () => {
    if (options.isDeafToCatchUps) return;
    hasMissed = false;
    reads.catchUp(await reader.version());
  };

  return {
    id,
    isVisible: () => isVisible,
    async connect(next) {
      worker = next;
      // A dead worker's answers never come; nobody waits for them here.
      void next.api.hello({ tabId: id, build: next.build, state: state() });
      unanswered.forEach(ask);
      await catchUp();
    },
    mutate(intent) {
      unanswered.add(intent);
      ask(intent);
    },
    worker: () => worker,
    async show(next) {
      isVisible = next;
      void worker?.api.tab(id, state());
      if (next) await catchUp();
    },
    catchUp,
    shown: () => reads.shown(),
    screen: () => [...answers],
    hasMissed: () => hasMissed,
    miss() {
      hasMissed = true;
    },
    isFrozen: () => queued !== undefined,
    async freeze(next) {
      const burst = queued ?? [];
      queued = next ? burst : undefined;
      if (next) return;
      for (const raw of burst) hear(raw);
      void worker?.api.tab(id, state());
      await catchUp();
    },
    crash() {
      isGone = true;
      channel.close();
      locks.die();
      reader.close();
    },
  };
}
