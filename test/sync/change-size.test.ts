import { expect, it } from 'vitest';
import { createMemoryStorage } from '../../src/cache/memory-storage.ts';
import { createOutbox } from '../../src/cache/outbox.ts';
import { defineMutator } from '../../src/model/mutator.ts';
import { MAX_MUTATION_BYTES } from '../../src/protocol/mutation.ts';
import { sizeOf } from '../../src/sync/push.ts';
import { mutationsOver } from './mutations-over.ts';

const say = defineMutator({
  name: 'say',
  role: 'reader',
  args: { text: { kind: 'text', min: 0, max: 1_000_000 } },
  run: () => Promise.resolve(),
});

/** What becomes of saying this, and how large the request is that says it. */
async function saying(text: string): Promise<number | string> {
  const outbox = createOutbox(createMemoryStorage(), () => 'c'.repeat(64));
  const { mutations } = mutationsOver({
    outbox,
    mutators: { say },
    cache: {
      tryOut: () => Promise.resolve(undefined),
      effectsOf: () => undefined,
      commitOverlay: () => Promise.resolve(undefined),
    },
  });
  const refusal = await mutations.mutate({ id: 'm'.repeat(64), name: 'say', args: { text } }).then(
    () => undefined,
    (error: { code: string }) => error.code,
  );
  mutations.stop();
  return refusal ?? sizeOf(outbox.rows());
}

it('[W1] a change may say all that a cell of Airtable can hold, and no more than a request takes', async () => {
  expect(await saying('x'.repeat(100_000))).toBeGreaterThan(100_000);
  for (const letter of ['x', 'й', '字', '🪁', '"']) {
    let [most, tooMuch] = [0, MAX_MUTATION_BYTES];
    while (tooMuch - most > 1) {
      const count = (most + tooMuch) >> 1;
      if ((await saying(letter.repeat(count))) === 'too-large') tooMuch = count;
      else most = count;
    }
    const bytes = await saying(letter.repeat(most));
    expect(bytes).toBeLessThanOrEqual(MAX_MUTATION_BYTES);
    expect(bytes).toBeGreaterThan(MAX_MUTATION_BYTES * 0.99);
  }
});
