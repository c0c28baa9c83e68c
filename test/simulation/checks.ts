import { SHOP_QUERIES } from './ledger.ts';
import type { Reader, World } from './world.ts';
import type { SimulatedTab } from './tab.ts';

/** Looks at everything after a step: what is on screen, and what is claimed of it. */
export async function checkWorld(world: World): Promise<void> {
  for (let i = 0; i < 8; i++) await world.clock.settle();
  await world.ledger?.noteDue();
  for (const reader of world.readers) {
    await checkShop(world, reader);
    for (const tab of reader.device.tabs()) checkScreen(world, tab);
    await checkClaims(world, reader);
  }
}

/** P5: a page that is opened now sees what was done on this device. */
async function checkShop({ ledger }: World, { device }: Reader): Promise<void> {
  // Where the disk failed, a new page finds its worker's copy, which is in memory.
  if (!ledger || device.hasFailed()) return;
  const floor = ledger.floorOf(device.name);
  const snapshot = await device.reader.read(SHOP_QUERIES);
  const who = `a new page of ${device.name}`;
  ledger.judge(who, device.name, { requests: SHOP_QUERIES, snapshot, floor });
}

/** P3, P4: all that is on a tab's screen is of one version, which never goes back. */
function checkScreen({ oracle }: World, tab: SimulatedTab): void {
  const screen = tab.screen();
  const version = tab.shown();
  const seen = {
    ...(version ? { version } : {}),
    answers: screen.map(([, answer]) => answer),
  };
  const requests = screen.map(([request]) => request);
  // Before the first commit answers come one by one, each judged when it was read.
  if (version) oracle.judgeSnapshot(`${tab.id}'s screen`, requests, seen);
}

/** P8: nobody says that the base was read well later than what they show was true. */
async function checkClaims({ oracle }: World, { device, aheadMs }: Reader): Promise<void> {
  for (const { api, instance } of device.workers()) {
    const { version, upstreamReadAt, checkedAt } = await api.status();
    if (!version || upstreamReadAt === undefined) continue;
    oracle.judgeAge(instance, version, upstreamReadAt - aheadMs());
    if (checkedAt !== undefined && upstreamReadAt > checkedAt) {
      oracle.accuse('P8', `${instance} knows of the base by a check that is still to come`);
    }
  }
}
