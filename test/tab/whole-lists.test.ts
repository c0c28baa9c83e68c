import fc from 'fast-check';
import { expect, it } from 'vitest';
import { runQuery, type Query } from '../../src/model/query.ts';
import type { StoredRecord } from '../../src/model/record.ts';
import type { Changes } from '../../src/protocol/broadcast.ts';
import type { Answer } from '../../src/protocol/worker-api.ts';
import { tag, tags, type Truth } from '../cache/publication.ts';
import { openLiveWorld, put, remove } from './live-world.ts';

/** Lists whose rows say where a record belongs, and others. */
const whole: readonly Query[] = [
  {},
  { orderBy: [['word', 'asc']] },
  { orderBy: tags.indexes['heaviest']! },
  { orderBy: [['word', 'desc']], select: ['word'] },
  { where: { weight: 1 } },
  { where: { weight: 1 }, orderBy: [['word', 'asc']] },
  { where: { word: 'a' } },
];
const partial: readonly Query[] = [
  { orderBy: [['word', 'asc']], select: ['weight'] },
  { orderBy: tags.indexes['heaviest']!, limit: 3 },
  { orderBy: tags.indexes['heaviest']!, offset: 1 },
];

type Edit = { readonly n: number; readonly word: string; readonly weight: number } | { n: number };
const edits = fc.array(
  fc.record({
    of: fc.array(
      fc.oneof(
        fc.record({
          n: fc.nat(6),
          word: fc.constantFrom('a', 'b', 'c'),
          weight: fc.nat(2),
        }),
        fc.record({ n: fc.nat(6) }),
      ),
      { minLength: 1, maxLength: 3 },
    ),
    isBrief: fc.boolean(),
  }),
  { minLength: 1, maxLength: 6 },
);

const apply = (truth: Truth, of: readonly Edit[]): Truth =>
  of.reduce((so, edit) => {
    const record = 'word' in edit ? tag(edit.n, edit) : tag(edit.n);
    return 'word' in edit ? put('tags', record)(so) : remove('tags', record.id)(so);
  }, truth);

/** What a commit of pending changes says: which records, and no more. */
const idsOnly = (changes: Changes): Changes =>
  Object.fromEntries(Object.entries(changes).map(([name, { ids }]) => [name, { ids }]));

it('[B37] a list answers as a query over all records would, whatever changes, and its other rows stay the same objects', async () => {
  await fc.assert(
    fc.asyncProperty(edits, async (rounds) => {
      let truth: Truth = { notes: [], tags: [tag(0), tag(1), tag(2)], steps: [] };
      const world = await openLiveWorld(truth);
      const heard = new Map<Query, Exclude<Answer, { state: 'loading' }>>();
      for (const query of [...whole, ...partial]) {
        world.reads.watch({ collection: 'tags', query }, (answer) => {
          if (answer.state !== 'loading') heard.set(query, answer);
        });
      }
      await world.rest();
      for (const { of, isBrief } of rounds) {
        const before = new Map(heard);
        const next = apply(truth, of);
        const isSame = JSON.stringify(next) === JSON.stringify(truth);
        truth = next;
        if (isSame) continue;
        await world.commit(() => truth, isBrief ? idsOnly : undefined);
        const edited = new Set(of.map(({ n }) => tag(n).id));
        for (const query of [...whole, ...partial]) {
          const { rows, total } = heard.get(query)!;
          expect({ query, rows, total }).toEqual({ query, ...runQuery(truth['tags']!, query) });
        }
        for (const query of whole) {
          const known = new Map(before.get(query)!.rows.map((row) => [row.id, row]));
          const others = heard.get(query)!.rows.filter(({ id }) => !edited.has(id));
          for (const row of others) expect(row).toBe(known.get(row.id));
          const { rows } = heard.get(query)!;
          const isTouched = [...known.values(), ...rows].some(({ id }) => edited.has(id));
          if (!isTouched) expect(rows).toBe(before.get(query)!.rows);
        }
      }
    }),
  );
});

it('[B37] of a list that knows its order only the records that a commit names are read', async () => {
  const records = Array.from({ length: 30 }, (_, n): StoredRecord => tag(n, { word: `w${n}` }));
  const world = await openLiveWorld({ notes: [], tags: records, steps: [] });
  for (const query of whole) world.reads.watch({ collection: 'tags', query }, () => undefined);
  await world.rest();
  world.asked.length = 0;
  await world.commit(put('tags', tag(40, { word: 'new' })));
  await world.commit(put('tags', tag(3, { word: 'zzz', weight: 1 })), idsOnly);
  await world.commit(remove('tags', tag(7).id));
  const requests = world.asked.flat();
  expect(requests.length).toBeGreaterThan(0);
  for (const request of requests) {
    expect(request).toMatchObject({ ids: [expect.any(String)] });
  }
});
