import { describe, expect, it, onTestFinished } from 'vitest';
import type { Current } from '../../src/store/layout.ts';
import { lookAfterCopy } from '../../src/tab/caretaker.ts';
import type { PictureRound } from '../../src/tab/keep-pictures.ts';
import { createCopyMemory } from '../../src/tab/remembered-copy.ts';
import { createVirtualClock } from '../fakes/virtual-clock.ts';

const MINUTE = 60_000;
const copy = (storeId: string, seq = 1) =>
  ({
    log: 'log',
    seq,
    storeId,
    collections: { articles: { count: 24 }, quotes: { count: 8 } },
  }) as unknown as Current;

/** A device over several visits: what is remembered stays, what is kept may go. */
function openDevice() {
  const clock = createVirtualClock();
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  } as unknown as Storage;
  const memory = createCopyMemory(() => storage, 'site');
  const said: string[] = [];
  const world = {
    current: copy('one') as Current | undefined,
    round: { end: 'whole', kept: 40, total: 40 } as PictureRound,
    rounds: 0,
    duringRound: async (): Promise<void> => undefined,
    unsent: 0,
    database: 'cache',
    isVisible: true,
  };
  /** A page of the site is opened; returns its end. */
  const visit = () => {
    const stop = new AbortController();
    onTestFinished(() => stop.abort());
    void lookAfterCopy(
      {
        survey: { current: async () => world.current, close: () => undefined },
        pictures: {
          count: async () => world.round,
          run: async () => {
            world.rounds++;
            await world.duringRound();
            return world.round;
          },
        },
        memory,
        database: world.database,
        unsent: () => world.unsent,
        askToKeep: () => said.push('asked to keep'),
        now: () => clock.now(),
        sleep: (ms, signal) => clock.sleep(ms, signal),
        isVisible: () => world.isVisible,
        onReady: (what) => said.push(`ready: ${what}`),
        onLost: () => said.push('lost'),
      },
      stop.signal,
    );
    return () => stop.abort();
  };
  return { clock, memory, said, world, visit };
}

describe('[promise P6] that the site reads without a network', () => {
  it('is said once on a device, when text and pictures are here', async () => {
    const { clock, said, world, visit } = openDevice();
    world.current = undefined;
    const leave = visit();
    await clock.advance(5000);
    expect(said).toEqual([]);
    world.current = copy('one');
    world.round = { end: 'no-network', kept: 3, total: 40 };
    await clock.advance(MINUTE);
    expect(said).toEqual([]);
    world.round = { end: 'whole', kept: 40, total: 40 };
    await clock.advance(2 * MINUTE);
    expect(said).toEqual(['ready: whole']);
    leave();
    visit();
    await clock.advance(2 * MINUTE);
    expect(said).toHaveLength(1);
  });

  it('says that pictures are missing where no better is to come', async () => {
    const { clock, said, world, visit } = openDevice();
    world.round = { end: 'save-data', kept: 2, total: 40 };
    visit();
    await clock.advance(MINUTE);
    expect(said).toEqual(['ready: texts']);
  });
});

it('looks for pictures again when there is another version, and not otherwise', async () => {
  const { clock, world, visit } = openDevice();
  visit();
  await clock.advance(10 * MINUTE);
  expect(world.rounds).toBe(1);
  world.current = copy('one', 2);
  await clock.advance(2 * MINUTE);
  expect(world.rounds).toBe(2);
  world.current = copy('one', 3);
  world.isVisible = false;
  await clock.advance(10 * MINUTE);
  expect(world.rounds).toBe(2);
});

it('[fault D7] asks the browser to keep what is here while changes wait, once in a visit', async () => {
  const { clock, said, world, visit } = openDevice();
  visit();
  await clock.advance(2 * MINUTE);
  expect(said).not.toContain('asked to keep');
  world.unsent = 1;
  await clock.advance(5 * MINUTE);
  expect(said.filter((one) => one === 'asked to keep')).toHaveLength(1);
});

describe('[fault D7] a copy that the browser removed between two visits', () => {
  it('is told with its size and when it was last seen, also while nothing can be fetched', async () => {
    const { clock, memory, said, world, visit } = openDevice();
    world.unsent = 2;
    const leave = visit();
    await clock.advance(MINUTE);
    said.length = 0;
    const seenAt = memory.read()!.at;
    leave();
    await clock.advance(9 * 24 * 60 * MINUTE);
    world.current = undefined;
    world.unsent = 0;
    visit();
    await clock.advance(2 * MINUTE);
    expect(said).toEqual(['lost']);
    expect(memory.lost()).toMatchObject({ at: seenAt, records: 32, pictures: 40, unsent: 2 });
    world.current = copy('two');
    await clock.advance(5 * MINUTE);
    expect(said).toHaveLength(1);
    memory.dismissLost();
    expect(memory.lost()).toBeUndefined();
  });

  it('is told too where the copy is there again by the time of the look', async () => {
    const { clock, said, world, visit } = openDevice();
    visit()();
    visit();
    await clock.advance(2 * MINUTE);
    world.current = copy('two');
    await clock.advance(2 * MINUTE);
    expect(said).toEqual(['ready: whole', 'lost']);
  });

  it('is not said of one that a person forgot while its pictures were fetched', async () => {
    const { clock, memory, said, world, visit } = openDevice();
    visit();
    world.duringRound = async () => {
      world.current = undefined;
      memory.clear();
    };
    await clock.advance(MINUTE);
    expect(memory.read()).toBeUndefined();
    world.duringRound = async () => undefined;
    world.current = copy('two');
    await clock.advance(5 * MINUTE);
    expect(memory.read()).toMatchObject({ storeId: 'two' });
    expect(said).not.toContain('lost');
  });

  it('is not said of a database that a new build calls otherwise', async () => {
    const { clock, said, world, visit } = openDevice();
    const leave = visit();
    await clock.advance(2 * MINUTE);
    leave();
    world.database = 'cache of another shape';
    world.current = copy('two');
    visit();
    await clock.advance(2 * MINUTE);
    expect(said).toEqual(['ready: whole']);
  });
});

it('remembers nothing where small storage is forbidden, and says nothing twice', async () => {
  const memory = createCopyMemory(() => {
    throw new DOMException('forbidden', 'SecurityError');
  }, 'site');
  expect(memory.read()).toBeUndefined();
  expect(memory.firstReady()).toBe(false);
  memory.clear();
});
