import { createComponent, createRoot, createSignal, untrack, type JSX } from 'solid-js';
import { afterEach, expect, it, vi } from 'vitest';
import type { OutboxEntry } from '../../src/protocol/worker-api.ts';
import { READ_ONLY, type EngineStatus } from '../../src/protocol/worker-api.ts';
import type { Client } from '../../src/tab/client.ts';
import { createOutbox } from '../../src/tab/create-outbox.ts';
import { ClientProvider } from '../../src/tab/solid.tsx';

/** A client whose worker has kept so many changes, and which counts what it is asked. */
function fakeClient() {
  const status = (revision: number): EngineStatus => ({
    ...READ_ONLY,
    phase: 'fresh',
    isOwner: true,
    host: 'shared',
    storage: 'indexeddb',
    outbox: { ...READ_ONLY.outbox, revision },
  });
  const [now, setNow] = createSignal(status(0));
  const listeners = new Set<(status: EngineStatus) => void>();
  const world = {
    asked: 0,
    isGone: false,
    listeners,
    client: {
      status: now,
      onStatus: (listener: (status: EngineStatus) => void) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      outbox: () => {
        world.asked++;
        if (world.isGone) {
          return Promise.resolve({ ok: false, error: { code: 'worker-gone', message: '' } });
        }
        const entries = [{ id: `change ${world.asked}` } as OutboxEntry];
        return Promise.resolve({ ok: true, value: entries });
      },
    } as unknown as Client,
    tell: async (revision: number) => {
      setNow(status(revision));
      for (const listener of listeners) listener(now());
      await rest();
    },
  };
  return world;
}

const rest = () => new Promise<void>((done) => setImmediate(done));

afterEach(() => void vi.useRealTimers());

/** As many forms as asked for, each with the outbox. */
function openForms(client: Client, count: number) {
  return createRoot((dispose) => {
    const forms: ReturnType<typeof createOutbox>[] = [];
    createComponent(ClientProvider, {
      client,
      get children(): JSX.Element {
        untrack(() => {
          for (let i = 0; i < count; i++) forms.push(createOutbox());
        });
        return undefined;
      },
    });
    return { forms, dispose };
  });
}

it('asks the worker once for each change of the outbox, however many forms show it', async () => {
  const world = fakeClient();
  const { forms, dispose } = openForms(world.client, 1000);
  await rest();
  await world.tell(1);
  expect(world.asked).toBe(2);
  expect(world.listeners.size).toBe(1);
  expect(new Set(forms.map((outbox) => outbox()[0]!.id))).toEqual(new Set(['change 2']));
  dispose();
  expect(world.listeners.size).toBe(0);
});

it('goes on as long as one form shows it, and begins anew with the next', async () => {
  const world = fakeClient();
  const [first, second] = [openForms(world.client, 1), openForms(world.client, 1)];
  await rest();
  first.dispose();
  await world.tell(1);
  expect(second.forms[0]!()[0]!.id).toBe('change 2');
  second.dispose();
  const third = openForms(world.client, 1);
  await rest();
  expect(third.forms[0]!()[0]!.id).toBe('change 3');
  third.dispose();
});

it('[fault W1][promise P7] asks again where the worker died with the question, also without other news', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const world = fakeClient();
  world.isGone = true;
  const { forms, dispose } = openForms(world.client, 2);
  await rest();
  expect(forms[0]!()).toEqual([]);
  await vi.advanceTimersByTimeAsync(2000);
  world.isGone = false;
  await vi.advanceTimersByTimeAsync(4000);
  await rest();
  expect(forms.map((outbox) => outbox()[0]?.id)).toEqual(['change 3', 'change 3']);
  world.isGone = true;
  await world.tell(1);
  dispose();
  expect(vi.getTimerCount()).toBe(0);
});
