import { expect, test } from 'vitest';
import { defineMutator, type AnyMutator } from '../../../src/model/mutator.ts';
import { SyncError } from '../../../src/protocol/failure.ts';
import type { Entry } from '../../../src/proxy/mutations/journal.ts';
import { createPendingEffects } from '../../../src/proxy/mutations/pending.ts';
import { runMutation, type RunOptions } from '../../../src/proxy/mutations/run-mutation.ts';
import { products, quotes } from '../../../src/site/collections.ts';

const PRODUCT = { id: 'kit', createdTime: '2025-01-01T00:00:00.000Z', name: 'The Darning Kit' };
const QUOTE = { id: 'night', createdTime: '2025-01-01T00:00:00.000Z', content: 'Theirs' };

/** Runs `mutator` over one product and one quote. */
function run(mutator: AnyMutator, args: Entry['args'], options: Partial<RunOptions> = {}) {
  const entry: Entry = {
    number: 1,
    clientId: 'client',
    id: 'one',
    name: mutator.name,
    args,
    ctx: { now: Date.UTC(2026, 0, 1), newIds: [] },
  };
  return runMutation(entry, {
    collections: [products, quotes],
    books: { pending: createPendingEffects([]), journal: { kept: () => undefined } },
    newest: (name) => {
      const record = name === 'products' ? PRODUCT : QUOTE;
      return { find: (id) => (id === record.id ? { upstreamId: id, record } : undefined) };
    },
    has: (_, id) => id === PRODUCT.id || id === QUOTE.id,
    mutators: { [mutator.name]: mutator },
    version: () => ({ log: 'log', seq: 1 }),
    obstacle: () => undefined,
    readObstacle: () => undefined,
    report: () => undefined,
    ...options,
  });
}

const id = { kind: 'text', min: 1, max: 64 } as const;
const text = { kind: 'text', min: 0, max: 100 } as const;

test('[B101] a conflict tells what stands in the record that is changed, whatever was read before it', async () => {
  const quoteProduct = defineMutator({
    name: 'quoteProduct',
    role: 'editor',
    args: { product: id, id, name: text, content: text, seen: { kind: 'seen', optional: true } },
    async run(tx, args) {
      await tx.get(products, args.product);
      await tx.get(quotes, args.id);
      throw new SyncError('conflict', 'Somebody else changed it.');
    },
  });
  const args = { product: PRODUCT.id, id: QUOTE.id, name: 'Mine', content: 'Mine' };
  const seen = { name: 'Old', content: 'Old' };
  expect(await run(quoteProduct, { ...args, seen })).toMatchObject({
    outcome: { state: 'rejected', error: { code: 'conflict', present: { content: 'Theirs' } } },
  });
});

test('what looks at two collections at once is refused where the one that cannot be read is known to stay so', async () => {
  const touchBoth = defineMutator({
    name: 'touchBoth',
    role: 'editor',
    args: {},
    run: async (tx) =>
      void (await Promise.all([tx.get(products, PRODUCT.id), tx.get(quotes, QUOTE.id)])),
  });
  const decision = await run(
    touchBoth,
    {},
    {
      newest: (name) => (name === 'products' ? undefined : { find: () => undefined }),
      obstacle: (name) => (name === 'products' ? 'its table is gone' : undefined),
      readObstacle: (name) => (name === 'products' ? 'its table is gone' : undefined),
    },
  );
  expect(decision).toMatchObject({
    outcome: { state: 'rejected', error: { code: 'not-found' } },
  });
});

test('[promise P1] what looks at a collection that takes no changes waits until that is read', async () => {
  const look = defineMutator({
    name: 'look',
    role: 'reader',
    args: {},
    run: async (tx) => void (await tx.get(products, PRODUCT.id)),
  });
  const decision = await run(
    look,
    {},
    { newest: () => undefined, obstacle: () => 'its key is not the column "offprint_key"' },
  );
  expect(decision).toBe('not-ready');
});
