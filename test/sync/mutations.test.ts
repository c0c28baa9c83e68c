import { beforeAll, describe, expect, it, vi } from 'vitest';
import { createCache } from '../../src/cache/create-cache.ts';
import type { MutationRequest } from '../../src/protocol/mutation.ts';
import type { MutationCall, ReadRequest } from '../../src/protocol/worker-api.ts';
import { createFailingStorage } from '../fakes/failing-storage.ts';
import { json, refuse } from '../fakes/fake-network.ts';
import { record, siteCollections, type FakeWorker, type World } from '../fakes/fake-world.ts';
import { useOrderedDigest } from '../fakes/sync-digest.ts';
import { createWritableWorld, failed, mutators } from './mutation-server.ts';

beforeAll(useOrderedDigest);

let calls = 0;
const letter = (text = 'x', id = 'rec1'): MutationCall => ({
  id: `call-${++calls}`,
  name: 'addLetter',
  args: { id, letter: text },
});

const pass = ({ clock }: World, ms: number) => clock.advance(ms);

async function begin() {
  const { world, server } = await createWritableWorld();
  const worker = world.startWorker({ mutators });
  await worker.openTab();
  await pass(world, 1000);
  return { world, server, worker };
}

/** Another worker, whose outbox fails when it is told to. */
async function beginOnBadDisk(world: World) {
  const durable = createFailingStorage(world.durable);
  const follower = world.startWorker({ mutators, durable });
  await follower.openTab();
  await pass(world, 500);
  return { durable, follower };
}

async function bodyOf(world: World, id = 'rec1'): Promise<unknown> {
  const request: ReadRequest = { collection: 'posts', id };
  const { answers } = await world.reader.read([request]);
  const [answer] = answers;
  return answer?.state === 'ready' ? answer.rows[0]?.['body'] : answer?.state;
}

async function titleOf(world: World, id: string): Promise<unknown> {
  const { answers } = await world.reader.read([{ collection: 'posts', id }]);
  const [answer] = answers;
  return answer?.state === 'ready' ? answer.rows[0]?.['title'] : answer?.state;
}

const outboxOf = async (worker: FakeWorker) => {
  const outcome = await worker.api.outbox();
  return outcome.ok ? outcome.value : [];
};

describe('a change', () => {
  it('[W2][invariant I8] shows at once, is sent once, and goes over to the publication that has it', async () => {
    const { world, server, worker } = await begin();
    expect(await worker.api.mutate(letter())).toMatchObject({ ok: true });
    await world.clock.settle();
    expect(await bodyOf(world)).toBe('x');
    await pass(world, 5000);
    expect(await bodyOf(world)).toBe('x');
    expect([...server.applied.values()]).toEqual([1]);
    expect(await outboxOf(worker)).toEqual([]);
    expect((await worker.api.status()).outbox).toMatchObject({ queued: 0, state: 'idle' });
    await world.stop();
  });

  it('[W16] shows before anything is sent, and those made together are sent together', async () => {
    const { world, server, worker } = await begin();
    await worker.api.mutate(letter('x'));
    await worker.api.mutate(letter('y'));
    await world.clock.settle();
    expect(await bodyOf(world)).toBe('xy');
    await pass(world, 45);
    expect(server.requests).toEqual([]);
    await pass(world, 5);
    expect(server.requests.length).toBe(1);
    await world.stop();
  });

  it('[W2][promise P5] never flickers: each letter is read once from the call to its publication', async () => {
    const { world, server, worker } = await begin();
    const seen: unknown[] = [];
    // The answer comes after the publication that has the effect was read.
    server.after = async () => {
      await world.clock.sleep(3000, new AbortController().signal);
      return undefined;
    };
    await worker.api.mutate(letter());
    for (let i = 0; i < 40; i++) {
      await pass(world, 200);
      seen.push(await bodyOf(world));
    }
    expect(new Set(seen)).toEqual(new Set(['x']));
    expect(await outboxOf(worker)).toEqual([]);
    await world.stop();
  });

  it('[W1] is not acknowledged before it is on disk', async () => {
    const { world, server } = await createWritableWorld();
    const disk = Promise.withResolvers<void>();
    let isSlow = false;
    const { durable } = world;
    const worker = world.startWorker({
      mutators,
      durable: {
        ...durable,
        write: async (work) => {
          if (isSlow) await disk.promise;
          return durable.write(work);
        },
      },
    });
    await worker.openTab();
    await pass(world, 1000);
    isSlow = true;
    const acknowledged = vi.fn<(outcome: unknown) => void>();
    const made = worker.api.mutate(letter()).then(acknowledged);
    await pass(world, 1000);
    expect(acknowledged).not.toHaveBeenCalled();
    disk.resolve();
    await made;
    expect(acknowledged.mock.calls).toMatchObject([[{ ok: true }]]);
    await pass(world, 5000);
    expect([...server.applied.values()]).toEqual([1]);
    await world.stop();
  });

  it('[W1][fault D5] is refused where it cannot be kept, and neither shows nor is sent', async () => {
    const { world, server } = await createWritableWorld();
    const durable = createFailingStorage(world.durable);
    const worker = world.startWorker({ mutators, durable });
    await worker.openTab();
    await pass(world, 1000);
    durable.failAt(0, Infinity, 'quota-exceeded');
    expect(await worker.api.mutate(letter())).toMatchObject({ error: { code: 'quota-exceeded' } });
    durable.failAt(Infinity, 0, 'quota-exceeded');
    await pass(world, 5000);
    expect(await bodyOf(world)).toBe('');
    expect(server.requests).toEqual([]);
    expect(await outboxOf(worker)).toEqual([]);
    await world.stop();
  });

  it('[W1][promise P1] survives its worker, and is sent by the next one', async () => {
    const { world, server, worker } = await begin();
    server.fault = refuse;
    await worker.api.mutate(letter());
    await pass(world, 2000);
    worker.kill();
    server.fault = undefined;
    const next = world.startWorker({ mutators });
    await next.openTab();
    await pass(world, 400);
    expect(await bodyOf(world)).toBe('x');
    await pass(world, 10_000);
    expect(server.truth()[0]).toMatchObject({ body: 'x' });
    expect([...server.applied.values()]).toEqual([1]);
    expect(await outboxOf(next)).toEqual([]);
    await world.stop();
  });

  it('[W3][promise P2][fault N11] takes effect once where the answer is lost, and reads so all the while', async () => {
    const { world, server, worker } = await begin();
    let lost = 2;
    server.after = () => (lost-- > 0 ? refuse() : undefined);
    await worker.api.mutate(letter());
    const seen = new Set<unknown>();
    for (let i = 0; i < 60; i++) {
      await pass(world, 250);
      seen.add(await bodyOf(world));
    }
    expect(seen).toEqual(new Set(['x']));
    expect([...server.applied.values()]).toEqual([1]);
    expect(server.requests.length).toBe(3);
    await world.stop();
  });

  it('[W3][promise P2] is not counted twice over a publication before the one that its answer names', async () => {
    const { world, server, worker } = await begin();
    // Its page came back before the answer of its own write did, and another edit between the two.
    server.lateBy = 1;
    await worker.api.mutate(letter());
    const seen = new Set<unknown>();
    for (let i = 0; i < 20; i++) {
      await pass(world, 500);
      seen.add(await bodyOf(world));
    }
    expect(seen).toEqual(new Set(['x']));
    server.edit((truth) => truth.map((one) => ({ ...one, title: 'Theirs' })));
    await pass(world, 5000);
    expect(await bodyOf(world)).toBe('x');
    expect(await outboxOf(worker)).toEqual([]);
    await world.stop();
  });

  it('[B97] of what is not there is refused with nothing kept, as are ill arguments', async () => {
    const { world, worker } = await begin();
    const missing = { id: 'a', name: 'rename', args: { id: 'nothing', title: 'New' } };
    expect(await worker.api.mutate(missing)).toMatchObject({ error: { code: 'not-found' } });
    const ill = { id: 'b', name: 'rename', args: { id: 'rec1', title: '' } };
    expect(await worker.api.mutate(ill)).toMatchObject({ error: { code: 'invalid-arguments' } });
    const unknown = { id: 'c', name: 'explode', args: {} };
    expect(await worker.api.mutate(unknown)).toMatchObject({ ok: false });
    expect(await outboxOf(worker)).toEqual([]);
    await world.stop();
  });

  it('[B74] that changes nothing is not kept, sent or told', async () => {
    const { world, server, worker } = await begin();
    const told = world.channels.posted.length;
    const same = { id: 'a', name: 'rename', args: { id: 'rec1', title: 'Title 1' } };
    expect(await worker.api.mutate(same)).toEqual({
      ok: true,
      value: { id: 'a', isUnchanged: true },
    });
    await world.clock.settle();
    expect(world.channels.posted.length).toBe(told);
    expect(server.requests).toEqual([]);
    await world.stop();
  });

  it.each(['in one turn', 'one after the other'])(
    '[B74] that takes another one back is made, though neither shows yet: %s',
    async (how) => {
      const { world, server, worker } = await begin();
      const renamed = (title: string): MutationCall => ({
        id: `call-${++calls}`,
        name: 'rename',
        args: { id: 'rec1', title },
      });
      const there = worker.api.mutate(renamed('Other'));
      if (how === 'one after the other') await there;
      await Promise.all([there, worker.api.mutate(renamed('Title 1'))]);
      await pass(world, 5000);
      expect([...server.applied.values()]).toEqual([1, 1]);
      expect(server.truth()[0]).toMatchObject({ title: 'Title 1' });
      expect(await titleOf(world, 'rec1')).toBe('Title 1');
      await world.stop();
    },
  );

  it('[W8] that is asked for twice, as after a worker’s death, is made once', async () => {
    const { world, server, worker } = await begin();
    const call = letter();
    await worker.api.mutate(call);
    await worker.api.mutate(call);
    await world.clock.settle();
    expect(await bodyOf(world)).toBe('x');
    expect(await outboxOf(worker)).toHaveLength(1);
    await pass(world, 5000);
    expect(server.truth()[0]).toMatchObject({ body: 'x' });
    await world.stop();
  });

  it('[W6] that the server refuses is undone, kept with its reason, and can be made anew', async () => {
    const { world, server, worker } = await begin();
    server.decide = () => 'reject';
    await worker.api.mutate(letter());
    await pass(world, 3000);
    expect(await bodyOf(world)).toBe('');
    const [entry] = await outboxOf(worker);
    expect(entry).toMatchObject({ state: 'rejected', error: { message: 'No.' } });
    expect((await worker.api.status()).outbox).toMatchObject({ queued: 0, rejected: 1 });
    server.decide = () => 'apply';
    await worker.api.retry(entry!.id);
    await pass(world, 3000);
    expect(server.truth()[0]).toMatchObject({ body: 'x' });
    expect(await outboxOf(worker)).toEqual([]);
    await world.stop();
  });

  it('[X17] that a publish filter holds back shows here alone, awaiting approval, until the base has it', async () => {
    const { world, server, worker } = await begin();
    server.decide = () => 'hide';
    await worker.api.mutate({ id: 'mine', name: 'addPost', args: { title: 'Mine' } });
    await pass(world, 5000);
    const [entry] = await outboxOf(worker);
    expect(entry).toMatchObject({ id: 'mine', state: 'awaiting' });
    expect((await worker.api.status()).outbox).toMatchObject({ queued: 0, rejected: 0 });
    const { ctx } = server.requests[0]!.body.mutations[0]!;
    const id = ctx!.newIds[0]!;
    expect(await titleOf(world, id)).toBe('Mine');
    // It outlives the worker, and is not sent again.
    worker.kill();
    const next = world.startWorker({ mutators });
    await next.openTab();
    await pass(world, 5000);
    expect(await titleOf(world, id)).toBe('Mine');
    expect(server.requests).toHaveLength(1);
    // What was approved is as the base says, not as it was sent.
    server.edit((truth) => [...truth, { ...record(950, 'Mine, mended'), id, body: '' }]);
    await pass(world, 5000);
    expect(await titleOf(world, id)).toBe('Mine, mended');
    expect(await outboxOf(next)).toEqual([]);
    server.edit((truth) => truth.filter((one) => one.id !== id));
    await pass(world, 5000);
    expect(await titleOf(world, id)).toBeUndefined();
    await world.stop();
  });

  it('that was never approved can be forgotten', async () => {
    const { world, server, worker } = await begin();
    server.decide = () => 'hide';
    await worker.api.mutate({ id: 'mine', name: 'addPost', args: { title: 'Mine' } });
    await pass(world, 5000);
    const id = server.requests[0]!.body.mutations[0]!.ctx!.newIds[0]!;
    await worker.api.discard('mine');
    await pass(world, 1000);
    expect(await titleOf(world, id)).toBeUndefined();
    expect(await outboxOf(worker)).toEqual([]);
    await world.stop();
  });

  it('of a record that was there, held back by a filter, is not kept: nobody sees that record any more', async () => {
    const { world, server, worker } = await begin();
    server.decide = () => 'hide';
    await worker.api.mutate(letter());
    await pass(world, 5000);
    expect(await outboxOf(worker)).toEqual([]);
    await world.stop();
  });

  it('[W8][promise P2] that is asked for again when it was made and sent long ago is not made twice', async () => {
    const { world, server, worker } = await begin();
    const call = letter();
    await worker.api.mutate(call);
    await pass(world, 5000);
    worker.kill();
    const next = world.startWorker({ mutators });
    await next.openTab();
    await pass(world, 1000);
    server.fault = refuse;
    expect(await next.api.mutate(call)).toMatchObject({ ok: true });
    await pass(world, 1000);
    expect(await bodyOf(world)).toBe('x');
    expect(await outboxOf(next)).toEqual([]);
    await world.stop();
  });

  it('[promise P2] that another worker kept and the base has by now is not said to change nothing', async () => {
    const { world, server, worker } = await begin();
    const follower = world.startWorker({ mutators, host: 'dedicated' });
    await follower.openTab();
    await pass(world, 500);
    world.channels.lose(({ type }) => type === 'outbox');
    const call = { id: 'once', name: 'rename', args: { id: 'rec1', title: 'Other' } };
    await worker.api.mutate(call);
    await pass(world, 5000);
    expect(await titleOf(world, 'rec1')).toBe('Other');
    // The tab did not hear the answer, and asks the worker that it finds.
    expect(await follower.api.mutate(call)).toEqual({ ok: true, value: { id: 'once' } });
    await pass(world, 5000);
    expect([...server.applied.values()]).toEqual([1]);
    await world.stop();
  });

  it('[W11][promise P7] that was accepted is asked about again by whoever sends next, and holds up nobody', async () => {
    const { world, server, worker } = await begin();
    const first = letter('a');
    server.decide = (_, id) => (id === first.id ? 'accept' : 'apply');
    server.retryAfterMs = 60_000;
    await worker.api.mutate(first);
    await pass(world, 1000);
    await worker.api.mutate(letter('b'));
    await pass(world, 2000);
    expect(server.truth()[0]).toMatchObject({ body: 'b' });
    const thief = world.locks.open();
    void thief.request(world.names.outboxLock, { steal: true }, () => Promise.resolve());
    server.decide = () => 'apply';
    await pass(world, 70_000);
    expect(server.truth()[0]).toMatchObject({ body: 'ba' });
    expect(await outboxOf(worker)).toEqual([]);
    await world.stop();
  });

  it('that was accepted is asked about again', async () => {
    const { world, server, worker } = await begin();
    server.decide = () => 'accept';
    await worker.api.mutate(letter());
    await pass(world, 1500);
    expect(server.requests.length).toBeGreaterThan(0);
    server.decide = () => 'apply';
    await pass(world, 5000);
    expect([...server.applied.values()]).toEqual([1]);
    expect(await outboxOf(worker)).toEqual([]);
    await world.stop();
  });
});

describe('a change that is taken after a long outage', () => {
  it('brings the next check at once: the server is there again', async () => {
    const { world, worker } = await begin();
    world.network.fail(refuse);
    await world.clock.advance(600_000);
    world.network.fail((path, init) => {
      if (!isWrite(path)) return undefined;
      const { mutations } = JSON.parse(init.body as string) as MutationRequest;
      const results = mutations.map(({ id }) => ({ id, status: 'accepted', retryAfterMs: 60_000 }));
      return json(JSON.stringify({ results }));
    });
    world.network.clear();
    const checks = () => world.network.requests.filter((path) => path === 'v1/manifest.json');
    await world.clock.advance(100);
    expect(checks()).toHaveLength(0);
    await worker.api.mutate(letter());
    await pass(world, 500);
    expect(checks()).toHaveLength(1);
    await world.stop();
  });
});

/** A network that no check gets through, or no change; those are told to wait for long. */
const networks = {
  writesOnly: (path: string) => (isWrite(path) ? wait() : refuse()),
  readsOnly: (path: string) => (isWrite(path) ? wait() : undefined),
};
const isWrite = (path: string) => path === 'v1/mutations';
const wait = () => failed(429, 'rate-limited', { 'retry-after': '120' });

/** An owner without a network has met 'b' as it marked its own 'a' as sent; who kept it died before telling anybody. */
async function unheardOf() {
  const { world, worker } = await begin();
  const follower = world.startWorker({ mutators, host: 'dedicated' });
  await follower.openTab();
  await pass(world, 500);
  world.network.fail(refuse);
  world.channels.lose(({ type }) => type === 'outbox');
  await worker.api.mutate(letter('a'));
  await pass(world, 100);
  const call = letter('b');
  await follower.api.mutate(call);
  follower.kill();
  world.network.fail(networks.writesOnly);
  await pass(world, 2000);
  expect(await bodyOf(world)).toBe('a');
  return { world, worker, call };
}

describe('an owner whose claim was overtaken', () => {
  it('[W9][fault B2][promise P5] by one that was robbed in its sleep shows changes at once, without a network too', async () => {
    const { world, worker } = await begin();
    world.network.fail(refuse);
    // It had the lock while it slept, so it claims the store as it wakes, and only then hears of the theft.
    const robbed = createCache(world.storage, {
      collections: siteCollections,
      onLost: () => undefined,
    });
    await robbed.claim();
    await worker.api.mutate(letter());
    await world.clock.settle();
    expect(await bodyOf(world)).toBe('x');
    await world.stop();
  });
});

describe('many changes', () => {
  it('[B95] of one record from several workers are all counted', async () => {
    const { world, server, worker } = await begin();
    const follower = world.startWorker({ mutators, host: 'dedicated' });
    await follower.openTab();
    await Promise.all(
      Array.from({ length: 120 }, (_, i) => (i % 2 ? worker : follower).api.mutate(letter())),
    );
    await pass(world, 500);
    expect(await bodyOf(world)).toBe('x'.repeat(120));
    await pass(world, 20_000);
    expect(server.truth()[0]).toMatchObject({ body: 'x'.repeat(120) });
    expect(Math.max(...server.requests.map(({ body }) => body.mutations.length))).toBeLessThan(101);
    expect(await outboxOf(worker)).toEqual([]);
    await world.stop();
  });

  it('[W4] are sent by one worker at a time, and by the next one where that dies', async () => {
    const { world, server, worker } = await begin();
    const follower = world.startWorker({ mutators, host: 'dedicated' });
    await follower.openTab();
    await pass(world, 500);
    server.fault = () => new Promise(() => undefined);
    await worker.api.mutate(letter('a'));
    await pass(world, 500);
    await follower.api.mutate(letter('b'));
    await pass(world, 5000);
    expect(server.requests).toHaveLength(1);
    server.fault = undefined;
    worker.kill();
    await pass(world, 20_000);
    expect(server.truth()[0]).toMatchObject({ body: 'ab' });
    expect([...server.applied.values()]).toEqual([1, 1]);
    await world.stop();
  });

  it('[W9][promise P7][invariant I6] of which nobody told are found at the next check', async () => {
    const { world, server, worker } = await begin();
    const follower = world.startWorker({ mutators, host: 'dedicated' });
    await follower.openTab();
    await pass(world, 500);
    world.channels.lose(({ type }) => type === 'outbox');
    await follower.api.mutate(letter());
    await pass(world, 5000);
    expect(server.truth()[0]).toMatchObject({ body: 'x' });
    expect(await outboxOf(worker)).toEqual([]);
    await world.stop();
  });

  it('[W9][promise P5] of which nobody told show at the next check, also where the owner has met them by its own writes', async () => {
    const { world } = await unheardOf();
    world.network.fail(networks.readsOnly);
    await pass(world, 10_000);
    expect(await bodyOf(world)).toBe('ab');
    await world.stop();
  });

  it('[W9][promise P5] of which nobody told show at once where they are asked for again', async () => {
    const { world, worker, call } = await unheardOf();
    await worker.api.mutate(call);
    await world.clock.settle();
    expect(await bodyOf(world)).toBe('ab');
    await world.stop();
  });

  it('[W10][fault D2] show on as long as the next owner cannot read the outbox', async () => {
    const { world, server, worker } = await begin();
    const { durable, follower } = await beginOnBadDisk(world);
    server.fault = refuse;
    await worker.api.mutate(letter());
    await world.clock.settle();
    durable.failAt(0, Infinity, 'storage-failed');
    worker.kill();
    for (let i = 0; i < 12; i++) {
      await pass(world, 250);
      server.edit((truth) => truth.map((one) => ({ ...one, title: `Theirs ${i}` })));
      expect(await bodyOf(world)).toBe('x');
    }
    durable.failAt(Infinity, 0, 'storage-failed');
    server.fault = undefined;
    follower.engine.setOnline(true);
    await pass(world, 20_000);
    expect(server.truth()[0]).toMatchObject({ body: 'x' });
    expect(await outboxOf(follower)).toEqual([]);
    await world.stop();
  });

  it('[fault D2] [promise P5] show as soon as a new owner can read the outbox, whoever reads it', async () => {
    const { world, server, worker } = await begin();
    const { durable, follower } = await beginOnBadDisk(world);
    server.fault = refuse;
    world.channels.lose(({ type }) => type === 'outbox');
    await follower.api.mutate(letter());
    // It is read as the cache's owner and as the sender, and again a second later.
    durable.failAt(0, 2, 'storage-failed');
    worker.kill();
    await world.clock.settle();
    expect(await outboxOf(follower)).toHaveLength(1);
    await world.clock.settle();
    expect(await bodyOf(world)).toBe('x');
    await world.stop();
  });

  it('[W10][promise P5] show as soon as a new owner has read the outbox for a change that it refuses', async () => {
    const { world, worker } = await begin();
    const { durable, follower } = await beginOnBadDisk(world);
    world.network.fail(refuse);
    world.channels.lose(({ type }) => type === 'outbox');
    await follower.api.mutate(letter());
    durable.failAt(0, 1, 'storage-failed');
    // A third worker sends.
    const { outboxLock } = world.names;
    void world.locks.open().request(outboxLock, {}, () => new Promise(() => undefined));
    worker.kill();
    await world.clock.settle();
    const unknown = { id: 'unknown', name: 'unknown', args: {} };
    expect(await follower.api.mutate(unknown)).toMatchObject({
      error: { code: 'invalid-arguments' },
    });
    await pass(world, 2000);
    expect(await bodyOf(world)).toBe('x');
    await world.stop();
  });

  it.each([
    ['show with the first version after all was forgotten, though the outbox', 2, 'x'],
    ['keep nobody from reading for longer than three seconds where the outbox', Infinity, ''],
  ])('[W10][promise P5] %s cannot be read at first', async (_story, times, body) => {
    const { world, worker } = await begin();
    world.network.fail(refuse);
    await worker.api.mutate(letter());
    await worker.api.forget('keep');
    const { durable } = await beginOnBadDisk(world);
    durable.failAt(0, times, 'storage-failed');
    world.network.fail(undefined);
    worker.kill();
    const seen = new Set<unknown>();
    for (let passed = 0; passed < 3500; passed += 50) {
      await pass(world, 50);
      seen.add(await bodyOf(world));
    }
    expect([...seen]).toEqual(['loading', body]);
    await world.stop();
  });

  it('[W2] keep their order, and what others change meanwhile', async () => {
    const { world, server, worker } = await begin();
    server.fault = refuse;
    for (const text of 'abc') await worker.api.mutate(letter(text));
    server.edit((truth) => truth.map((one) => ({ ...one, title: 'Theirs' })));
    await pass(world, 3000);
    expect(await bodyOf(world)).toBe('abc');
    server.fault = undefined;
    worker.engine.setOnline(true);
    await pass(world, 10_000);
    expect(server.truth()[0]).toMatchObject({ body: 'abc', title: 'Theirs' });
    await world.stop();
  });

  it('[W11][fault N15] are asked about again, and sent, where the clock was set back meanwhile', async () => {
    const { world, server, worker } = await begin();
    server.decide = () => 'accept';
    await worker.api.mutate(letter());
    await pass(world, 500);
    world.clock.setBy(-24 * 60 * 60_000);
    server.decide = () => 'apply';
    await pass(world, 10_000);
    expect(server.truth()[0]).toMatchObject({ body: 'x' });
    expect(await outboxOf(worker)).toEqual([]);
    await world.stop();
  });

  it('are halved until the ill one is found, without end for none', async () => {
    const { world, server, worker } = await begin();
    server.fault = (body) =>
      body.mutations.some(({ args }) => args['letter'] === '!')
        ? failed(400, 'bad-request')
        : undefined;
    await Promise.all('abcdefg!hijk'.split('').map((text) => worker.api.mutate(letter(text))));
    await pass(world, 20_000);
    expect((server.truth()[0]!['body'] as string).split('').toSorted().join('')).toBe(
      'abcdefghijk',
    );
    expect(await outboxOf(worker)).toMatchObject([{ state: 'rejected', args: { letter: '!' } }]);
    expect(server.requests.length).toBeLessThan(20);
    await world.stop();
  });

  it('[fault N8] wait as long as a 429 says', async () => {
    const { world, server, worker } = await begin();
    server.fault = () => failed(429, 'rate-limited', { 'retry-after': '20' });
    await worker.api.mutate(letter());
    await pass(world, 15_000);
    expect(server.requests.length).toBe(1);
    server.fault = undefined;
    await pass(world, 10_000);
    expect(server.truth()[0]).toMatchObject({ body: 'x' });
    await world.stop();
  });

  it('[fault N8] say why they wait, as long as they do', async () => {
    const { world, server, worker } = await begin();
    server.fault = () => failed(503, 'unavailable');
    await worker.api.mutate(letter());
    await pass(world, 500);
    expect(await outboxOf(worker)).toMatchObject([
      { state: 'waiting', error: { code: 'offline', status: 503 } },
    ]);
    server.fault = () => failed(403, 'unauthorized');
    await pass(world, 5000);
    expect(await outboxOf(worker)).toMatchObject([
      { state: 'waiting', error: { code: 'unauthorized', status: 403 } },
    ]);
    server.fault = undefined;
    server.decide = () => 'accept';
    await pass(world, 60_000);
    const [entry] = await outboxOf(worker);
    expect([entry?.state, entry?.error]).toEqual(['waiting', undefined]);
    server.decide = () => 'apply';
    await pass(world, 5000);
    expect(await outboxOf(worker)).toEqual([]);
    await world.stop();
  });

  it('[W6] expire three weeks after they were first sent, and are not sent again by themselves', async () => {
    const { world, server, worker } = await begin();
    server.fault = refuse;
    await worker.api.mutate(letter());
    await pass(world, 2000);
    worker.kill();
    await world.clock.advance(22 * 24 * 60 * 60_000);
    const sent = server.requests.length;
    server.fault = undefined;
    const next = world.startWorker({ mutators });
    await next.openTab();
    await pass(world, 20_000);
    expect(server.requests.length).toBe(sent);
    expect(await outboxOf(next)).toMatchObject([{ state: 'expired' }]);
    expect(await bodyOf(world)).toBe('');
    await world.stop();
  });

  it('[W6][fault N15][invariant I8] that expired by a clock that jumped, and had arrived, are made once though they are sent again', async () => {
    const { world, server, worker } = await begin();
    server.after = refuse;
    await worker.api.mutate(letter());
    await pass(world, 500);
    world.clock.setBy(56 * 365 * 24 * 60 * 60_000);
    worker.engine.setOnline(false);
    worker.engine.setOnline(true);
    await pass(world, 5000);
    const [entry] = await outboxOf(worker);
    expect(entry).toMatchObject({ state: 'expired' });
    server.after = undefined;
    await Promise.all([worker.api.retry(entry!.id), worker.api.retry(entry!.id)]);
    await pass(world, 20_000);
    expect(server.truth()[0]).toMatchObject({ body: 'x' });
    expect(await outboxOf(worker)).toEqual([]);
    await world.stop();
  });

  it('[W7][fault V1] of a newer build are parked, neither sent nor dropped', async () => {
    const { world, server, worker } = await begin();
    server.fault = refuse;
    await worker.api.mutate(letter());
    worker.kill();
    server.fault = undefined;
    const sent = server.requests.length;
    const older = world.startWorker({ mutators: {} });
    await older.openTab();
    await pass(world, 5000);
    expect(server.requests.length).toBe(sent);
    expect(await outboxOf(older)).toMatchObject([
      { state: 'waiting', error: { code: 'newer-version' } },
    ]);
    await world.stop();
  });
});

describe('who makes them', () => {
  const removal = (): MutationCall => ({
    id: `call-${++calls}`,
    name: 'removePost',
    args: { id: 'rec5' },
  });

  it('[W5] an editor’s change needs a sign-in, which a wrong token is not', async () => {
    const { world, server, worker } = await begin();
    expect(await worker.api.mutate(removal())).toMatchObject({ error: { code: 'unauthorized' } });
    expect(await worker.api.signIn('wrong')).toMatchObject({ error: { code: 'unauthorized' } });
    expect(await worker.api.signIn('secret')).toEqual({ ok: true, value: null });
    expect((await worker.api.status()).role).toBe('editor');
    expect(await worker.api.mutate(removal())).toMatchObject({ ok: true });
    await pass(world, 5000);
    expect(server.requests.at(-1)?.token).toBe('Bearer secret');
    expect(server.truth().length).toBe(4);
    await world.stop();
  });

  it('[fault N17] that was accepted is not asked about while its editor is signed out, without end for the worker', async () => {
    const { world, server, worker } = await begin();
    server.decide = () => 'accept';
    await worker.api.signIn('secret');
    await worker.api.mutate(removal());
    await pass(world, 200);
    await worker.api.signOut('keep');
    const asked = server.requests.length;
    await pass(world, 20_000);
    expect(server.requests.length).toBe(asked);
    server.decide = () => 'apply';
    await worker.api.signIn('secret');
    await pass(world, 5000);
    expect(server.truth().length).toBe(4);
    await world.stop();
  });

  it('[W5] is asked of whoever is signed in now, whatever a worker last heard of', async () => {
    const { world, server, worker } = await begin();
    await worker.api.signIn('secret');
    const follower = world.startWorker({ mutators });
    await follower.openTab();
    await pass(world, 500);
    world.channels.lose(({ type }) => type === 'outbox');
    await worker.api.signOut('keep');
    expect(await follower.api.mutate(removal())).toMatchObject({ error: { code: 'unauthorized' } });
    await pass(world, 5000);
    expect(server.requests).toEqual([]);
    await world.stop();
  });

  it('[W4] is sent under the identity it was made under, and waits for it', async () => {
    const { world, server, worker } = await begin();
    await worker.api.signIn('secret');
    server.fault = refuse;
    await worker.api.mutate(removal());
    await world.clock.settle();
    await worker.api.signOut('keep');
    server.fault = undefined;
    await worker.api.mutate(letter());
    worker.engine.setOnline(true);
    await pass(world, 5000);
    expect(server.truth()).toMatchObject([{ body: 'x' }, {}, {}, {}, {}]);
    expect(await outboxOf(worker)).toMatchObject([
      { state: 'waiting', error: { code: 'unauthorized' } },
    ]);
    await worker.api.signIn('secret');
    await pass(world, 5000);
    expect(server.truth().length).toBe(4);
    await world.stop();
  });

  it('[W4] is sent apart from what was made signed out, each in its order and under its own name', async () => {
    const { world, server, worker } = await begin();
    server.fault = refuse;
    await worker.api.mutate(letter('a'));
    await worker.api.signIn('secret');
    await worker.api.mutate(removal());
    await worker.api.signOut('keep');
    await worker.api.mutate(letter('b'));
    await worker.api.signIn('secret');
    await pass(world, 100);
    server.requests.splice(0);
    server.fault = undefined;
    worker.engine.setOnline(true);
    await pass(world, 5000);
    const sent = server.requests.map(({ token, body }) => [
      token,
      body.mutations.map(({ name }) => name),
    ]);
    expect(sent).toEqual([
      [null, ['addLetter', 'addLetter']],
      ['Bearer secret', ['removePost']],
    ]);
    expect(server.truth()[0]).toMatchObject({ body: 'ab' });
    expect(server.truth()).toHaveLength(4);
    await world.stop();
  });

  it('[W20][promise P1] is sent by whoever signs in next where the token was changed meanwhile, and holds up no reader', async () => {
    const { world, server, worker } = await begin();
    await worker.api.signIn('secret');
    server.token = 'another';
    await worker.api.mutate(removal());
    await pass(world, 5000);
    expect(await worker.api.status()).toMatchObject({ role: 'reader', outbox: { queued: 1 } });
    expect(await outboxOf(worker)).toMatchObject([
      { state: 'waiting', error: { code: 'unauthorized' } },
    ]);
    await worker.api.mutate(letter());
    await pass(world, 5000);
    expect(server.truth()).toMatchObject([{ body: 'x' }, {}, {}, {}, {}]);
    expect(await worker.api.signIn('secret')).toMatchObject({ error: { code: 'unauthorized' } });
    expect(await worker.api.signIn('another')).toMatchObject({ ok: true });
    await pass(world, 5000);
    expect(server.truth().length).toBe(4);
    expect(await outboxOf(worker)).toEqual([]);
    // It was refused once, and was not asked about in vain.
    expect(server.requests.filter(({ token }) => token === 'Bearer secret').length).toBe(1);
    await world.stop();
  });

  it('[promise P1] is discarded as its editor signs out, and a reader’s, or a refused one, is not', async () => {
    const { world, server, worker } = await begin();
    await worker.api.signIn('secret');
    server.decide = () => 'reject';
    await worker.api.mutate(removal());
    await pass(world, 5000);
    await worker.api.signOut('keep');
    server.fault = refuse;
    await worker.api.mutate(letter());
    await worker.api.signIn('secret');
    await worker.api.mutate(removal());
    await pass(world, 100);
    const kept = async () =>
      (await outboxOf(worker)).map(({ name, state, byEditor }) => [name, state, byEditor]);
    expect(await kept()).toEqual([
      ['removePost', 'rejected', true],
      ['addLetter', 'waiting', false],
      ['removePost', 'waiting', true],
    ]);
    await worker.api.signOut('discard');
    expect(await kept()).toEqual([
      ['removePost', 'rejected', true],
      ['addLetter', 'waiting', false],
    ]);
    server.fault = undefined;
    server.decide = () => 'apply';
    worker.engine.setOnline(true);
    await pass(world, 5000);
    expect(server.truth()).toMatchObject([{ body: 'x' }, {}, {}, {}, {}]);
    await world.stop();
  });

  it('[W14][W4][promise P4] stays over another that still waits, though a version has the later one alone', async () => {
    const { world, server, worker } = await begin();
    await worker.api.signIn('secret');
    server.fault = refuse;
    await worker.api.mutate(letter('a'));
    // Sent in vain.
    await pass(world, 100);
    await worker.api.signOut('keep');
    server.fault = undefined;
    await worker.api.mutate(letter('b'));
    worker.engine.setOnline(true);
    const seen = new Set<unknown>();
    for (let i = 0; i < 20; i++) {
      await pass(world, 500);
      seen.add(await bodyOf(world));
    }
    expect(server.truth()[0]).toMatchObject({ body: 'b' });
    expect(seen).toEqual(new Set(['ab']));
    expect(await outboxOf(worker)).toMatchObject([{ args: { letter: 'a' }, state: 'waiting' }]);
    await worker.api.signIn('secret');
    await pass(world, 5000);
    expect(await bodyOf(world)).toBe('ba');
    expect(await outboxOf(worker)).toEqual([]);
    await world.stop();
  });

  it('[invariant I9] forgetting signs the editor out, whose kept changes wait for the next sign-in', async () => {
    const { world, server, worker } = await begin();
    await worker.api.signIn('secret');
    server.fault = refuse;
    await worker.api.mutate(removal());
    expect(await worker.api.forget('keep')).toMatchObject({ ok: true });
    server.fault = undefined;
    await pass(world, 20_000);
    expect((await worker.api.status()).role).toBe('reader');
    expect(await worker.api.mutate(removal())).toMatchObject({ error: { code: 'unauthorized' } });
    expect(await outboxOf(worker)).toMatchObject([{ error: { code: 'unauthorized' } }]);
    await worker.api.signIn('secret');
    await pass(world, 5000);
    expect(server.truth().length).toBe(4);
    await world.stop();
  });

  it.each([
    ['its owner', (owner: FakeWorker) => owner],
    ['another worker', (_: FakeWorker, other: FakeWorker) => other],
  ])(
    '[W19][promise P5] forgetting by %s keeps all that was made in one turn, and sends it when it can be seen what it does',
    async (_, forgetful) => {
      const { world, worker } = await begin();
      const other = world.startWorker({ mutators, host: 'dedicated' });
      await other.openTab();
      await pass(world, 500);
      world.network.fail(networks.writesOnly);
      await Promise.all([letter('a'), letter('b')].map((call) => worker.api.mutate(call)));
      expect(await forgetful(worker, other).api.forget('keep')).toMatchObject({ ok: true });
      await pass(world, 500);
      world.network.fail(networks.readsOnly);
      await pass(world, 20_000);
      expect(await bodyOf(world)).toBe('ab');
      await world.stop();
    },
  );

  it('[promise P4] forgetting keeps what was made before anything was kept, and showed since', async () => {
    const { world } = await createWritableWorld();
    world.network.fail(networks.writesOnly);
    const worker = world.startWorker({ mutators });
    await worker.openTab();
    // Another one is told to wait, and all later ones with it.
    await worker.api.mutate(letter('z', 'rec2'));
    await pass(world, 500);
    await worker.api.mutate(letter('a'));
    world.network.fail(networks.readsOnly);
    await pass(world, 20_000);
    expect(await bodyOf(world)).toBe('a');
    world.network.fail(networks.writesOnly);
    expect(await worker.api.forget('keep')).toMatchObject({ ok: true });
    await pass(world, 500);
    world.network.fail(networks.readsOnly);
    await pass(world, 20_000);
    expect(await bodyOf(world)).toBe('a');
    await world.stop();
  });

  it('[invariant I9] forgetting names what was not sent, and keeps or discards it as told', async () => {
    const { world, server, worker } = await begin();
    server.fault = refuse;
    await worker.api.mutate(letter());
    expect(await worker.api.forget()).toMatchObject({ error: { code: 'conflict' } });
    expect(await worker.api.forget('keep')).toMatchObject({ ok: true });
    await pass(world, 3000);
    expect(await bodyOf(world)).toBe('x');
    expect(await worker.api.forget('discard')).toMatchObject({ ok: true });
    await pass(world, 3000);
    expect(await bodyOf(world)).toBe('');
    expect(await outboxOf(worker)).toEqual([]);
    await world.stop();
  });
});
