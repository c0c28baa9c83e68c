import { createHash } from 'node:crypto';
import { canonicalJson } from '../../src/model/canonical.ts';
import type { JsonValue } from '../../src/model/record.ts';
import type { Outcome } from '../../src/protocol/failure.ts';
import type { EngineStatus, OutboxEntry } from '../../src/protocol/worker-api.ts';
import { signIn } from './acts.ts';
import { shopGrid, shopPublished } from './shop.ts';
import { spellAnswer } from './oracle.ts';
import type { SimulatedTab } from './tab.ts';
import type { Reader, World } from './world.ts';
import { checkWorld } from './checks.ts';

/** All faults end, and everything comes to rest: then every tab shows the truth of the base (P6), nobody is stuck (P7). */
export async function comeToRest(world: World): Promise<void> {
  const { clock, upstream } = world;
  upstream.emulator.faults.clear();
  if (!world.proxy()) await world.startProxy();
  world.proxy()!.killAfter(Infinity);
  for (const reader of world.readers) await endFaults(reader);
  // Where nothing can be changed nobody signs in.
  if (world.ledger) await signEverybodyIn(world);
  await clock.advance(REST_MS);
  // Airtable's own penalty, and a backoff that had grown long, end when they said they would.
  for (let extraMs = 0; extraMs < LONGEST_BACKOFF_MS; extraMs += REST_MS) {
    if (await isSettled(world)) break;
    await lookEverywhere(world);
    // What waits by then was meant: the owner says so (I13).
    world.proxy()?.confirmDeletions();
    await clock.advance(REST_MS);
  }
  // Whoever lost a message learns of it when its tab is shown (I6).
  const tabs = world.readers.flatMap(({ device }) => device.tabs());
  for (const tab of tabs) if (tab.hasMissed()) await tab.show(true);
  await clock.advance(SHOWN_MS);
  await checkWorld(world);
  checkPublished(world);
  for (const reader of world.readers) await checkReader(world, reader);
}

/** Network, disk and tabs of a reader are well again, and one tab at least is of the newest build. */
async function endFaults({ network, device }: Reader): Promise<void> {
  network.end();
  device.loseMessages(0);
  for (const worker of device.workers()) worker.killAfter(Infinity);
  await device.reconnect();
  // True without any, too; tabs of an older build are told to reload, and follow no more (I2).
  const isOld = device.tabs().every(({ build }) => build && build.at < device.newest().at);
  if (isOld) await device.openTab();
  for (const tab of device.tabs()) if (tab.isFrozen()) await tab.freeze(false);
  for (const tab of device.tabs()) tab.cache?.(false);
  // A copy in memory is fed by its own pages alone.
  if (device.hasFailed()) for (const tab of device.tabs()) await tab.show(true);
  device.failOutbox(0, 0, 'storage-failed');
  device.failCache(0, 0, 'storage-failed');
  for (const { engine, hear } of device.workers()) hear(() => engine.setOnline(true));
}

async function signEverybodyIn({ clock, readers }: World): Promise<void> {
  const tabs = readers.flatMap(({ device }) => device.tabs());
  // Pages find their workers first: the last one of a page that came back may be about to end.
  if (tabs.some(({ cache }) => cache)) await clock.advance(SHOWN_MS);
  for (const { device } of readers) await signIn(device);
}

/** Where a disk failed, a worker that nobody looks at may hold the outbox and know nothing: it waits for its page. */
async function lookEverywhere({ readers, clock }: World): Promise<void> {
  for (const { device } of readers.filter((one) => one.device.hasFailed())) {
    for (const { api } of device.workers()) void api.checkNow();
  }
  await clock.settle();
}

/** True where the base is published, every device has it, and nobody waits for a retry. */
async function isSettled(world: World): Promise<boolean> {
  const { oracle, readers } = world;
  const newest = oracle.newest();
  if (!newest || differenceOf(world) !== undefined) return false;
  for (const { device } of readers) {
    const statuses = await Promise.all(device.workers().map(({ api }) => api.status()));
    const isThere = statuses.some(
      ({ isOwner, phase, version }) =>
        isOwner && phase === 'fresh' && version?.seq === newest.version.seq,
    );
    // Who goes on in memory waits for its own retries.
    const mayWait =
      device.hasFailed() && statuses.some(({ isOwner, phase }) => isOwner && phase === 'offline');
    if (!isThere || mayWait || (await outboxOf(device)).length > 0) return false;
  }
  return true;
}

/** What on a tab's screen is not the newest truth. It may be of an older version: one that changed nothing there. */
function behind({ oracle }: World, tab: SimulatedTab): string | undefined {
  const { truth } = oracle.newest()!;
  const late = tab
    .screen()
    .find(([request, answer]) => spellAnswer(answer) !== oracle.answerOf(truth, request));
  return late && `${JSON.stringify(late[0])} is ${spellAnswer(late[1])}`;
}

/** P6, as far as the proxy goes. */
function checkPublished(world: World): void {
  const difference = differenceOf(world);
  if (difference !== undefined) world.oracle.accuse('P6', difference);
  world.ledger?.judgeGrid();
}

/** In what the newest publication is not the base. */
function differenceOf({ oracle, upstream, ledger }: World): string | undefined {
  const truth = oracle.newest()?.truth ?? {};
  const { posts = [], people = [] } = truth;
  const published = spell({ posts, people, shop: ledger ? shopPublished(truth as Shop) : {} });
  const wanted = spell({ ...upstream.truth(), shop: ledger ? shopGrid(upstream) : {} });
  return published === wanted ? undefined : `published is ${published}, the base holds ${wanted}`;
}

type Shop = Parameters<typeof shopPublished>[0];

async function checkReader(world: World, { device }: Reader): Promise<void> {
  for (const tab of device.tabs()) checkTab(world, device, tab);
  // P1, P7: everything was sent and answered, and nothing was refused that was kept.
  for (const { id, name, state, error } of await outboxOf(device)) {
    world.oracle.accuse(
      'P7',
      `${device.name} rests with ${name} ${id} ${state}: ${error?.message ?? ''}`,
    );
  }
  for (const { id, list } of device.tabs()) {
    if (list) world.lists.judge(id, device.name, list());
  }
  await checkWorkers(world, device);
  for (const { id, check, build } of device.tabs()) {
    if (check && build === device.newest()) await checkAnswer(world, id, check);
  }
  await checkStore(world, device);
}

/** P6, P7: it shows what is published, and says so; one of an older build is told of the newer one. */
function checkTab(world: World, device: Reader['device'], tab: SimulatedTab): void {
  const { oracle } = world;
  const isOld = tab.build && tab.build.at < device.newest().at;
  // What is in the memory of an older build's worker nobody adds to, nor to the cache of another shape.
  const isLeft = isOld && (device.hasFailed() || device.isReshaped(tab.build));
  if (!isLeft) checkUpToDate(world, tab);
  const status = tab.status?.();
  if (isOld) {
    if (!status?.isOutdated) oracle.accuse('V1', `${tab.id} is not told of the newer build`);
  } else if (tab.isVisible() && status) checkFresh(oracle, tab.id, status);
}

function checkUpToDate(world: World, tab: SimulatedTab): void {
  const late = behind(world, tab);
  if (late === undefined) return;
  world.oracle.accuse('P6', `${tab.id} at ${tab.shown()?.seq} rests behind: ${late}`);
}

function checkFresh(oracle: World['oracle'], who: string, { phase, failure }: EngineStatus): void {
  if (phase !== 'fresh')
    oracle.accuse('P7', `${who} rests in '${phase}' ${failure?.message ?? ''}`);
}

async function outboxOf(device: Reader['device']): Promise<readonly OutboxEntry[]> {
  const [worker] = device.workers();
  const outcome = await worker!.api.outbox();
  return outcome.ok ? outcome.value : [];
}

/** P7: every engine has an owner that polls, or is one; and what is asked is answered. */
async function checkWorkers(world: World, device: Reader['device']): Promise<void> {
  const { oracle } = world;
  const workers = device.workers();
  const owners = [];
  for (const { api } of workers) if ((await api.status()).isOwner) owners.push(api);
  // Where the disk failed, each worker that goes on in memory is its own.
  const isWrong = device.hasFailed() ? owners.length === 0 : owners.length !== 1;
  if (isWrong) oracle.accuse('P7', `${device.name} has ${owners.length} owners`);
  for (const { api, build, instance, pending } of workers) {
    // One of an older build only reads.
    if (build.at < device.newest().at) continue;
    // A worker that nobody looks at need not know.
    const isWatched = device
      .tabs()
      .some((tab) => tab.worker()?.instance === instance && tab.isVisible());
    if (isWatched) checkFresh(oracle, instance, await api.status());
    // Who goes on in memory may have emptied the store for all (O11): whoever writes it finds that out by a check.
    if (device.hasFailed()) {
      void api.checkNow();
      await world.clock.advance(CALL_DEADLINE_MS);
    }
    await checkAnswer(world, instance, () => api.checkNow());
    if (pending() > MAX_PENDING) {
      oracle.accuse('P7', `${instance} has ${pending()} things under way at rest`);
    }
  }
}

/** P7: who asks for a check is answered, and it goes well. */
async function checkAnswer(
  { oracle, clock }: World,
  who: string,
  ask: () => Promise<Outcome<null>>,
): Promise<void> {
  const asked = { outcome: undefined as string | undefined };
  void ask().then((outcome) => (asked.outcome = outcome.ok ? 'ok' : outcome.error.code));
  await clock.advance(CALL_DEADLINE_MS);
  if (asked.outcome === 'ok') return;
  oracle.accuse('P7', `${who} answers a check at rest: ${asked.outcome ?? 'never'}`);
}

/** I5: everything that is kept is what its name says. */
async function checkStore({ oracle }: World, { storage, name }: Reader['device']): Promise<void> {
  if (!storage) return;
  await storage.read(async (transaction) => {
    for (const hash of await transaction.hashes()) {
      const bytes = await transaction.get<Uint8Array>('chunks', hash);
      const found = createHash('sha256').update(bytes!).digest('base64url');
      if (found !== hash) oracle.accuse('I5', `${name} keeps ${found} under the name ${hash}`);
    }
  });
}

function spell(value: unknown): string {
  return canonicalJson(value as JsonValue);
}

const REST_MS = 120_000;
const LONGEST_BACKOFF_MS = 7 * 60_000;
/** A check, and a read after it. */
const SHOWN_MS = 5_000;
const CALL_DEADLINE_MS = 20_000;
/** An alarm, a lease, a request, its watchdog and idle work. */
const MAX_PENDING = 6;
