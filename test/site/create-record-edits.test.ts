import { createComponent, createRoot, createSignal, untrack, type JSX } from 'solid-js';
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { READ_ONLY, type EngineStatus, type OutboxEntry } from '../../src/protocol/worker-api.ts';
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

/** The name of a product, which somebody else has called 'Theirs', with one refused change of it to 'Mine'. */
function openEdits(typed: string) {
  const [status] = createSignal<EngineStatus>({
    ...READ_ONLY,
    phase: 'fresh',
    isOwner: true,
    host: 'shared',
    storage: 'indexeddb',
  });
  const refused: OutboxEntry = {
    id: 'refused',
    name: saveProduct.name,
    args: { id: 'kit', name: 'Mine', seen: { name: 'The Darning Kit' } },
    at: 0,
    attempts: 1,
    state: 'rejected',
    error: { code: 'conflict', message: '' },
  };
  const discarded: string[] = [];
  const client = {
    status,
    onStatus: () => () => undefined,
    outbox: () => Promise.resolve({ ok: true, value: [refused] }),
    discard: (id: string) => {
      discarded.push(id);
      return Promise.resolve({ ok: true, value: null });
    },
  } as unknown as Client;
  let made: RecordEdits<'name'>;
  createRoot((dispose) => {
    onTestFinished(dispose);
    createComponent(ClientProvider, {
      client,
      get children(): JSX.Element {
        return createComponent(SiteProvider, {
          site: { status } as unknown as Site,
          get children(): JSX.Element {
            made = untrack(() =>
              createRecordEdits({
                mutator: saveProduct,
                id: 'kit',
                draft: 'product:kit',
                fields: ['name'],
                present: () => 'Theirs',
                toArguments: () => undefined,
              }),
            );
            untrack(() => made.edits.type('name', typed));
            return undefined;
          },
        });
      },
    });
  });
  return { discarded, edits: made!.edits };
}

const rest = () => new Promise<void>((done) => setImmediate(done));

it('[B101][promise P1] a refused change waits until nothing else is typed in its field, and is then put back into it', async () => {
  const { discarded, edits } = openEdits('Something else');
  await rest();
  expect([edits.text('name'), discarded]).toEqual(['Something else', []]);
  edits.takeTheirs('name');
  await rest();
  expect([edits.text('name'), edits.theirs('name'), discarded]).toEqual([
    'Mine',
    'Theirs',
    ['refused'],
  ]);
});
