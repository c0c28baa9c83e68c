import { createComponent, createRoot, createSignal, Show, untrack, type JSX } from 'solid-js';
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import type { Outcome } from '../../src/protocol/failure.ts';
import {
  READ_ONLY,
  type EngineStatus,
  type Made,
  type OutboxEntry,
} from '../../src/protocol/worker-api.ts';
import { createRecordEdits, type RecordEdits } from '../../src/site/create-record-edits.ts';
import { saveProduct } from '../../src/site/mutators.ts';
import { SiteProvider, type Site } from '../../src/site/site-context.tsx';
import type { Client } from '../../src/tab/client.ts';
import { ClientProvider } from '../../src/tab/solid.tsx';
import { createMemoryStorage } from './memory-storage.ts';

beforeEach(() => {
  vi.stubGlobal('localStorage', createMemoryStorage());
  vi.stubGlobal('sessionStorage', createMemoryStorage());
  onTestFinished(() => void vi.unstubAllGlobals());
});

/** A page that can be brought to the front and behind others. */
function openPage() {
  const page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  vi.stubGlobal('document', page);
  return (visibilityState: string) => {
    page.visibilityState = visibilityState;
    page.dispatchEvent(new Event('visibilitychange'));
  };
}

/** The name of a product, which somebody else has called 'Theirs', with one refused change of it to 'Mine'. */
function openEdits(typed?: string) {
  const [status, setStatus] = createSignal<EngineStatus>({
    ...READ_ONLY,
    phase: 'fresh',
    isOwner: true,
    host: 'shared',
    storage: 'indexeddb',
  });
  const change: OutboxEntry = {
    id: 'change',
    name: saveProduct.name,
    args: { id: 'kit', name: 'Mine', seen: { name: 'The Darning Kit' } },
    at: 0,
    attempts: 1,
    state: 'rejected',
    error: { code: 'conflict', message: '' },
  };
  const answer = Promise.withResolvers<Outcome<Made>>();
  let outbox: readonly OutboxEntry[] = [change];
  const discarded: string[] = [];
  const listeners = new Set<(status: EngineStatus) => void>();
  const client = {
    status,
    onStatus: (listener: (status: EngineStatus) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    outbox: () => Promise.resolve({ ok: true, value: outbox }),
    mutate: () => answer.promise,
    discard: (id: string) => {
      discarded.push(id);
      return Promise.resolve({ ok: true, value: null });
    },
  } as unknown as Client;
  const [name, setName] = createSignal('Theirs');
  let made: RecordEdits<'name'>;
  /** The form, as long as its record has a name. */
  const open = (present: () => string) => {
    made = untrack(() =>
      createRecordEdits({
        mutator: saveProduct,
        id: 'kit',
        draft: 'product:kit',
        fields: ['name'],
        present,
        toArguments: (changes) => changes && { id: 'kit', ...changes },
      }),
    );
    if (typed !== undefined) untrack(() => made.edits.type('name', typed));
    return undefined;
  };
  createRoot((dispose) => {
    onTestFinished(dispose);
    createComponent(ClientProvider, {
      client,
      get children(): JSX.Element {
        return createComponent(SiteProvider, {
          site: { status } as unknown as Site,
          get children(): JSX.Element {
            return Show({
              get when() {
                return name();
              },
              children: (present: () => string) => open(present),
            });
          },
        });
      },
    });
  });
  /** What the worker says of the change, undefined where it is gone. */
  const tell = async (state: OutboxEntry['state'] | undefined) => {
    outbox = state ? [{ ...change, state }] : [];
    const revision = status().outbox.revision + 1;
    setStatus({ ...status(), outbox: { ...status().outbox, queued: outbox.length, revision } });
    for (const listener of listeners) listener(status());
    await rest();
  };
  const keep = () => answer.resolve({ ok: true, value: { id: 'change' } });
  return { discarded, made: made!, edits: made!.edits, tell, keep, setName };
}

const rest = () => new Promise<void>((done) => setImmediate(done));

it('[B101] says that a change is kept until it has arrived, and nothing once something else is typed', async () => {
  openPage();
  const { edits, made, tell, keep } = openEdits('Mine');
  await tell(undefined);
  keep();
  await made.save();
  expect(made.said()).toBe('It is kept on this device, and waits to be sent.');
  await tell('waiting');
  expect(made.said()).toBe('It is kept on this device, and waits to be sent.');
  await tell('sending');
  await tell(undefined);
  expect(made.said()).toBe('Saved.');
  edits.type('name', 'Mine, all mine');
  await rest();
  expect(made.said()).toBe('');
  edits.takeTheirs('name');
  await made.save();
  expect(made.said()).toBe('Nothing was changed.');
});

it('[B101][promise P1] what is typed while a change is on its way to be kept is neither sent with it nor lost', async () => {
  openPage();
  const { edits, made, tell, keep } = openEdits('Mine');
  await tell(undefined);
  const saving = made.save();
  edits.type('name', 'Mine, all mine');
  keep();
  await saving;
  expect([edits.text('name'), made.said()]).toEqual(['Mine, all mine', '']);
  expect(edits.changes()).toEqual({ name: 'Mine, all mine', seen: { name: 'Mine' } });
  expect(edits.theirs('name')).toBeUndefined();
});

it('[B101] a refused change goes back into the form once somebody looks at it', async () => {
  const bring = openPage();
  bring('hidden');
  const { discarded, edits } = openEdits('Theirs');
  await rest();
  expect([edits.text('name'), discarded]).toEqual(['Theirs', []]);
  bring('visible');
  await rest();
  expect([edits.text('name'), discarded]).toEqual(['Mine', ['change']]);
});

it('[B101][promise P1] a refused change waits until nothing else is typed in its field, and is then put back into it', async () => {
  openPage();
  const { discarded, edits } = openEdits('Something else');
  await rest();
  expect([edits.text('name'), discarded]).toEqual(['Something else', []]);
  edits.takeTheirs('name');
  await rest();
  expect([edits.text('name'), edits.theirs('name'), discarded]).toEqual([
    'Mine',
    'Theirs',
    ['change'],
  ]);
});

it('[B101] a draft of what the record says already, or comes to say, is none', async () => {
  openPage();
  const kept = 'offprint:/:draft:product:kit';
  const leave = (name: string) =>
    localStorage.setItem(kept, JSON.stringify({ name, 'name seen': 'The Darning Kit' }));
  // The page was left while its change was on its way to be kept, and the next one reads the record before that or after.
  for (const saved of ['Theirs', 'A Kit']) {
    leave(saved);
    const { edits, setName } = openEdits();
    expect(edits.text('name')).toBe(saved);
    setName(saved);
    setName('Edited in Airtable');
    expect([edits.text('name'), edits.theirs('name')]).toEqual(['Edited in Airtable', undefined]);
    expect(localStorage.getItem(kept)).toBeNull();
  }
});

it('[B101][promise P1] a draft of anything else stays, and so does what is typed on in it', () => {
  openPage();
  localStorage.setItem(
    'offprint:/:draft:product:kit',
    JSON.stringify({ name: 'A Kit', 'name seen': 'Theirs' }),
  );
  const { edits, setName } = openEdits();
  edits.type('name', 'A Kit for socks');
  setName('A Kit');
  setName('Edited in Airtable');
  expect([edits.text('name'), edits.theirs('name')]).toEqual([
    'A Kit for socks',
    'Edited in Airtable',
  ]);
});

it('[B101] a change is sent, and no draft of it stays, though its record is deleted before it is kept', async () => {
  openPage();
  const { edits, made, tell, keep, setName } = openEdits();
  await tell(undefined);
  edits.type('name', 'Mine');
  expect(localStorage).toHaveLength(1);
  const saving = made.save();
  setName('');
  keep();
  await saving;
  expect(localStorage).toHaveLength(0);
});
