import { describe, expect, it } from 'vitest';
import { createWorld, type FakeWorker, type World } from '../fakes/fake-world.ts';
import { useOrderedDigest } from '../fakes/sync-digest.ts';

useOrderedDigest();

/** An owner and two followers, each with its one tab, as where there is no SharedWorker. */
async function threeTabs() {
  const world = await createWorld();
  const workers = [1, 2, 3].map(() => world.startWorker({ host: 'dedicated' }));
  const tabs = [];
  for (const worker of workers) tabs.push(await worker.openTab());
  await pass(world, 2000);
  return { world, workers, tabs };
}

/** Lets time pass in steps, so that what is asked at different moments is also answered then. */
async function pass(world: World, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 100) await world.clock.advance(100);
}

const stealsOf = (workers: readonly FakeWorker[]) =>
  workers.map(({ events }) => events.filter(({ kind }) => kind === 'stole-ownership').length);

describe('the lease of an owner', () => {
  it('[fault B2] is kept by an owner that answers, however many ask and whenever they begin', async () => {
    const { world, workers, tabs } = await threeTabs();
    await pass(world, 60_000);
    // A tab that comes to the front is told the status at once, and so is not answered a moment later.
    for (const afterMs of [0, 300, 900, 5000]) {
      await tabs[1]!.tell('hidden');
      await pass(world, afterMs);
      await tabs[2]!.tell('hidden');
      await tabs[1]!.tell('visible');
      await pass(world, 15_000);
      await tabs[2]!.tell('visible');
      await pass(world, 15_000);
    }
    expect(stealsOf(workers)).toEqual([0, 0, 0]);
  });

  it('[fault B2] is lost by an owner that is frozen: one follower takes over within seconds', async () => {
    const { world, workers } = await threeTabs();
    workers[0]!.freeze(true);
    await pass(world, 15_000);
    const statuses = await Promise.all(workers.slice(1).map(({ api }) => api.status()));
    expect(statuses.filter(({ isOwner }) => isOwner)).toHaveLength(1);
  });
});
