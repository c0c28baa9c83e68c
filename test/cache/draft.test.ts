import { describe, expect, it, test } from 'vitest';
import { applyEffects, runOver, type Draft } from '../../src/cache/draft.ts';
import type { MutationTransaction } from '../../src/model/mutator.ts';
import type { StoredRecord } from '../../src/model/record.ts';
import { defineCollection, field } from '../../src/model/schema.ts';

const shelves = defineCollection({
  name: 'shelves',
  table: 'shelves',
  fields: { label: field('text', 'label'), left: field('number', 'left') },
  indexes: {},
});

const shelf = (left: number | null, label = 'A'): StoredRecord => ({
  id: 's',
  createdTime: '2025-01-01T00:00:00.000Z',
  label,
  left,
});

/** What somebody did over one shelf as it is shown over another, where nobody knows whether that has it already. */
async function shownOver(
  made: StoredRecord,
  change: (tx: MutationTransaction, there: StoredRecord) => Promise<void>,
  now: StoredRecord,
): Promise<StoredRecord | null | undefined> {
  const over = (record: StoredRecord) => ({
    draft: new Map() as Draft,
    readBase: () => Promise.resolve(record),
  });
  const effects = await runOver(over(made), { now: 0, run: (tx) => change(tx, made) });
  const later = over(now);
  await applyEffects(later, effects);
  return later.draft.get('shelves')?.get('s') ?? now;
}

const add =
  (by: number) =>
  (tx: MutationTransaction, { left }: StoredRecord) =>
    tx.update(shelves, 's', { left: ((left as number | null) ?? 0) + by });

test('[W22][W24] what is removed and made again reads as its row in the base, but for what is said anew', async () => {
  const over = { draft: new Map() as Draft, readBase: () => Promise.resolve(shelf(3, 'Before')) };
  const run = (change: (tx: MutationTransaction) => Promise<void>) =>
    runOver(over, { now: 0, run: change });
  await run((tx) => tx.remove(shelves, 's'));
  await run((tx) => tx.insert(shelves, 's', { label: 'Again' }));
  expect(over.draft.get('shelves')?.get('s')).toEqual(shelf(3, 'Again'));
});

describe('what was sent, over a base that may have it', () => {
  it('[W13][promise P4] takes no number back that it counted up and the base has counted further', async () => {
    expect(await shownOver(shelf(10), add(3), shelf(27))).toMatchObject({ left: 27 });
    expect(await shownOver(shelf(null), add(1), shelf(5))).toMatchObject({ left: 5 });
  });

  it('[W13][promise P4] raises no number again that it counted down and the base has counted further', async () => {
    expect(await shownOver(shelf(10), add(-3), shelf(2))).toMatchObject({ left: 2 });
  });

  it('[promise P2] counts once, whether the base has it or not', async () => {
    expect(await shownOver(shelf(10), add(3), shelf(10))).toMatchObject({ left: 13 });
    expect(await shownOver(shelf(10), add(3), shelf(13))).toMatchObject({ left: 13 });
    expect(await shownOver(shelf(10), add(-3), shelf(10))).toMatchObject({ left: 7 });
    expect(await shownOver(shelf(null), add(1), shelf(null))).toMatchObject({ left: 1 });
  });

  it('[W13] leaves a text as it was written, whatever the base says', async () => {
    const rename = (tx: MutationTransaction) => tx.update(shelves, 's', { label: 'Mine' });
    const shown = await shownOver(shelf(1), rename, shelf(4, 'Theirs'));
    expect(shown).toMatchObject({ label: 'Mine', left: 4 });
  });
});

test('[fault D9] a change of two records of which one cannot be read shows nothing of itself', async () => {
  const draft: Draft = new Map();
  const lost = new Error('not kept here');
  const effects = ['s', 't'].map((id) => ({ collection: 'shelves', id, fields: { left: 9 } }));
  const readBase = (_: string, id: string) =>
    id === 's' ? Promise.resolve(shelf(3)) : Promise.reject(lost);
  await expect(applyEffects({ draft, readBase }, effects)).rejects.toBe(lost);
  expect(draft).toEqual(new Map());
});
