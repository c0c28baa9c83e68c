import { describe, expect, test } from 'vitest';
import { createWorld } from '../fakes/fake-world.ts';
import { useOrderedDigest } from '../fakes/sync-digest.ts';

useOrderedDigest();

describe("a follower's check", () => {
  test('[B13] [promise P7] is answered where it came while the owner was polling', async () => {
    const world = await createWorld();
    const [owner, follower] = [world.startWorker(), world.startWorker()];
    await owner.openTab();
    await follower.openTab();
    await world.clock.advance(500);
    world.network.fail(async (path, init) => {
      await world.clock.sleep(80, new AbortController().signal);
      return world.network.serve(path, init);
    });
    void owner.api.checkNow();
    await world.clock.advance(20);
    // The poll under way began before this question, and is no answer to it; the next one is.
    let outcome: unknown;
    void follower.api.checkNow().then((answer) => (outcome = answer));
    await world.clock.advance(500);
    expect(outcome).toEqual({ ok: true, value: null });
    await world.stop();
  });
});
