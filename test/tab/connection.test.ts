import { describe, expect, it } from 'vitest';
import type { Host, WorkerApi, WorkerHello } from '../../src/protocol/worker-api.ts';
import { keepConnected, type Connection } from '../../src/tab/connection.ts';
import { settled } from '../fakes/settled.ts';

/** A world of hosts in which a test decides who answers, and when a worker dies. */
function fakeWorld(
  answer: (host: Host, attempt: number) => 'hello' | 'fail' | 'silent',
  fetched: () => Promise<boolean> = () => Promise.resolve(true),
) {
  const opened: Host[] = [];
  const connections: Connection[] = [];
  const lost: string[] = [];
  const deaths: (() => void)[] = [];
  const deadlines: (() => void)[] = [];
  const signal = new AbortController();
  const greeting = (host: Host) =>
    ({ instance: `${host}${opened.length}`, lock: 'worker', host }) as WorkerHello;
  const api = (hello: () => Promise<WorkerHello>) => ({ hello }) as Partial<WorkerApi> as WorkerApi;
  const running = keepConnected(
    {
      hosts: ['shared', 'dedicated', 'page'],
      openHost: (host) => {
        opened.push(host);
        const outcome = answer(host, opened.length);
        if (outcome === 'fail') return Promise.reject(new Error('no such script'));
        const hello = () =>
          outcome === 'silent'
            ? new Promise<never>(() => undefined)
            : Promise.resolve(greeting(host));
        return Promise.resolve({
          api: api(hello),
          failed: new Promise<never>(() => undefined),
          fetched,
        });
      },
      locks: {
        request: ((_name: string, _options: unknown, granted: () => void) =>
          new Promise<void>((resolve) => deaths.push(() => resolve(granted())))) as never,
      },
      hello: () => Promise.resolve({ tabId: 't', build: { id: 'b', at: 1 }, state: 'visible' }),
      sleep: (_ms, abort) =>
        new Promise<void>((resolve, reject) => {
          deadlines.push(resolve);
          abort.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
        }),
      onConnected: (connection) => connections.push(connection),
      onLost: (error) => lost.push(error.code),
    },
    signal.signal,
  );
  return { opened, connections, lost, deaths, deadlines, stop: () => signal.abort(), running };
}

describe('keepConnected', () => {
  it('[N4][fault W1] connects anew when the worker dies without a word', async () => {
    const world = fakeWorld(() => 'hello');
    await settled();
    expect(world.connections).toHaveLength(1);
    world.deaths.shift()!();
    await settled();
    expect(world.lost).toEqual(['worker-gone']);
    expect(world.connections).toHaveLength(2);
    world.stop();
  });

  it('[fault W1] takes the next host where a worker greets and dies at once, three times', async () => {
    const world = fakeWorld(() => 'hello');
    for (let death = 1; death <= 3; death++) {
      await settled();
      world.deaths.shift()!();
      await settled();
      // Only the second death makes the next try wait; the time that would make a worker steady never passes.
      if (death === 2) world.deadlines.at(-1)!();
    }
    await settled();
    expect(world.opened).toEqual(['shared', 'shared', 'shared', 'dedicated']);
    world.stop();
  });

  it('[fault W1] stays with a host whose workers die after they had lived for a while', async () => {
    const world = fakeWorld(() => 'hello');
    for (let death = 0; death < 5; death++) {
      await settled();
      for (const resolve of world.deadlines.splice(0)) resolve();
      await settled();
      world.deaths.shift()!();
    }
    await settled();
    expect(new Set(world.opened)).toEqual(new Set(['shared']));
    world.stop();
  });

  it('[N4][fault W3] takes the next host after three failures', async () => {
    const world = fakeWorld((host) => (host === 'shared' ? 'fail' : 'hello'));
    for (let i = 0; i < 8; i++) {
      await settled();
      for (const resolve of world.deadlines.splice(0)) resolve();
    }
    expect(world.opened).toEqual(['shared', 'shared', 'shared', 'dedicated']);
    expect(world.connections[0]!.hello.host).toBe('dedicated');
    world.stop();
  });

  it('[N4][fault W3] gives a worker that never answers up at its deadline', async () => {
    const world = fakeWorld((_host, attempt) => (attempt === 1 ? 'silent' : 'hello'));
    await settled();
    expect(world.connections).toHaveLength(0);
    world.deadlines.shift()!();
    await settled();
    expect(world.lost).toEqual(['timeout']);
    expect(world.connections).toHaveLength(1);
    world.stop();
  });

  it('[N10][fault W3][fault N3] waits for a worker whose script is on its way, and counts from when it is here', async () => {
    const script = Promise.withResolvers<boolean>();
    const world = fakeWorld(
      (_host, attempt) => (attempt === 1 ? 'silent' : 'hello'),
      () => script.promise,
    );
    await settled();
    world.deadlines.shift()!();
    await settled();
    expect(world.opened).toEqual(['shared']);
    script.resolve(false);
    await settled();
    expect(world.opened).toEqual(['shared']);
    world.deadlines.at(-1)!();
    await settled();
    expect(world.lost).toEqual(['timeout']);
    expect(world.opened).toEqual(['shared', 'shared']);
    world.stop();
  });

  it('[fault W3][fault N3][promise P7] asks anew where the script stalls on its way', async () => {
    const world = fakeWorld(
      (_host, attempt) => (attempt === 1 ? 'silent' : 'hello'),
      () => new Promise<never>(() => undefined),
    );
    await settled();
    world.deadlines.shift()!();
    await settled();
    expect(world.opened).toEqual(['shared']);
    world.deadlines.shift()!();
    await settled();
    world.deadlines.shift()!();
    await settled();
    expect(world.lost).toEqual(['timeout']);
    expect(world.connections).toHaveLength(1);
    world.stop();
  });

  it('[fault W3] gives a worker up at once whose script cannot be had', async () => {
    const world = fakeWorld(
      (_host, attempt) => (attempt === 1 ? 'silent' : 'hello'),
      () => Promise.reject(new TypeError('no network')),
    );
    await settled();
    world.deadlines.shift()!();
    await settled();
    expect(world.lost).toEqual(['worker-gone']);
    expect(world.connections).toHaveLength(1);
    world.stop();
  });

  it('ends when its signal aborts', async () => {
    const world = fakeWorld(() => 'fail');
    await settled();
    world.stop();
    await world.running;
    const tries = world.opened.length;
    await settled();
    expect(world.opened).toHaveLength(tries);
  });
});
