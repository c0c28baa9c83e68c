import { expect, test } from 'vitest';
import { defineMutator } from '../../../src/model/mutator.ts';
import { SyncError } from '../../../src/protocol/failure.ts';
import { products, quotes, reviews } from '../../../src/site/collections.ts';
import { createWriteWorld, mutation, PRODUCT, QUOTE, shopBase } from './write-world.ts';
import { MANY, notes } from './shop-tables.ts';

/** A review of a note, which is looked at and takes no changes itself. */
const comment = defineMutator({
  name: 'comment',
  role: 'reader',
  makes: 1,
  args: { note: { kind: 'text', min: 1, max: 64 }, content: { kind: 'text', min: 1, max: 640 } },
  run: async (tx, { note, content }, { newIds }) => {
    if (!(await tx.get(notes, note))) throw new SyncError('not-found', 'That note is gone.');
    await tx.insert(reviews, newIds[0]!, { product: PRODUCT, content });
  },
});

const commentOn = (note: string, id: string) =>
  mutation('comment', { note, content: 'Nice.' }, { ctx: { now: 0, newIds: [id] } });

/** The shop's tables beside one that takes a restart several seconds to read. */
function baseWithNotes() {
  const base = shopBase();
  const primary = 'fldNoteText000001';
  const table = {
    id: 'tblNotes000000001',
    name: 'notes',
    primaryFieldId: primary,
    fields: [{ id: primary, name: 'text', type: 'multilineText' as const }],
    records: Array.from({ length: MANY }, (_, n) => ({
      id: `recNote${String(n).padStart(10, '0')}`,
      createdTime: '2026-01-01T00:00:00.000Z',
      fields: { text: `Note ${n}` },
    })),
  };
  return { ...base, tables: [table, ...base.tables] };
}

test('[X20][promise P1] after a restart a change arrives while a large table is still being read', async () => {
  const world = await createWriteWorld({
    base: baseWithNotes(),
    collections: [notes, products, reviews, quotes],
  });
  const first = await world.start();
  await first.ready();
  await first.stop();

  const server = await world.start();
  const review = { product: PRODUCT, author: 'Ada', content: 'Good.', score: 5 };
  const results = await server.submit([
    mutation('likeQuote', { id: QUOTE }),
    mutation('addReview', review, { ctx: { now: 0, newIds: ['review-1'] } }),
  ]);
  expect(results).toMatchObject([{ status: 'applied' }, { status: 'applied' }]);
  expect(world.row('reviews', 'review-1')?.fields['product']).toEqual([PRODUCT]);
  expect(server.isRead('notes')).toBe(false);
  await server.ready();
  expect(world.published('notes')).toHaveLength(MANY);
});

test('[X20][promise P1] a change that looks at a table without changes of its own waits until that is read', async () => {
  const world = await createWriteWorld({
    base: baseWithNotes(),
    collections: [notes, products, reviews, quotes],
    mutators: { comment },
  });
  const first = await world.start();
  await first.ready();
  await first.stop();

  const early = commentOn('recNote0000000007', 'review-1');
  const second = await world.start();
  expect(await second.submit([early])).toMatchObject([{ status: 'accepted' }]);
  expect(second.isRead('notes')).toBe(false);
  second.kill();
  // What waited when the process ended waits again, before anything of that table is known.
  const third = await world.start();
  await third.ready();
  await world.clock.advance(5_000);
  expect(await third.submit([early])).toMatchObject([{ status: 'applied' }]);
  expect(world.row('reviews', 'review-1')?.fields['content']).toBe('Nice.');
});

test('a change that looks at a table which the base does not have is refused, and does not wait for ever', async () => {
  const world = await createWriteWorld({
    collections: [notes, products, reviews, quotes],
    mutators: { comment },
  });
  const server = await world.start();
  await world.clock.until(() => server.isRead('reviews'));
  const [result] = await server.submit([commentOn('recNote0000000007', 'review-1')]);
  expect(result).toMatchObject({ status: 'rejected', error: { code: 'not-found' } });
});
