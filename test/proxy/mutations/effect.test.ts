import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StoredRecord } from '../../../src/model/record.ts';
import { applyEffect, foldEffects, type Effect } from '../../../src/proxy/mutations/effect.ts';
import { createPendingEffects } from '../../../src/proxy/mutations/pending.ts';
import { planRound } from '../../../src/proxy/mutations/plan-round.ts';
import { quotes } from '../../../src/site/collections.ts';

const ID = 'recQuote';
const BASE: StoredRecord = {
  id: ID,
  createdTime: '2025-01-01T00:00:00.000Z',
  author: 'A',
  content: 'Stands.',
  likes: 7,
};

const arbitraryFields = fc.record(
  { author: fc.constantFrom('B', 'C'), likes: fc.nat(9) },
  { requiredKeys: [] },
);

/** What people can do to a record that is there at first: nobody changes what is gone, or makes what is there. */
const arbitraryEffects = fc
  .array(fc.tuple(fc.boolean(), arbitraryFields), { minLength: 1, maxLength: 12 })
  .map((steps) => {
    let isThere = true;
    return steps.map(([isRemoval, fields], i): Effect => {
      const kind = isThere ? (isRemoval ? 'remove' : 'update') : 'insert';
      isThere = kind !== 'remove';
      const number = i + 1;
      return {
        number,
        collection: 'quotes',
        id: ID,
        kind,
        fields: kind === 'remove' ? {} : fields,
        at: 0,
      };
    });
  });

const planOf = (effects: readonly Effect[], { isThere = true, limit = Infinity } = {}) => {
  const found = { upstreamId: ID, record: BASE };
  return planRound({
    collections: [quotes],
    pending: [effects],
    newest: () => ({ find: () => (isThere ? found : undefined) }),
    has: () => isThere,
    limitOf: () => limit,
  });
};

test('[W22] whatever is done to a record that is there is one call, which leaves it as those after it were told', () => {
  fc.assert(
    fc.property(arbitraryEffects, (effects) => {
      const folded = effects.reduce((first, next) => foldEffects(first, next)!);
      const shown = createPendingEffects(effects).after(quotes, ID, BASE);
      expect(applyEffect(quotes, BASE, folded)).toEqual(shown);
      // One by one as they come is the same as all at once.
      const pending = createPendingEffects([]);
      for (const effect of effects) {
        pending.add(effect);
        pending.after(quotes, ID, BASE);
      }
      expect(pending.after(quotes, ID, BASE)).toEqual(shown);
      const edited = { ...BASE, content: 'Stands otherwise.' };
      const over = createPendingEffects(effects).after(quotes, ID, edited);
      expect(pending.after(quotes, ID, edited)).toEqual(over);
      const [write] = planOf(effects).batches.flat();
      const last = effects.at(-1)!;
      // What is made is written whatever it says: it may be gone.
      const isEmpty = folded.kind === 'update' && Object.keys(folded.fields).length === 0;
      if (isEmpty) expect(planOf(effects).done).toHaveLength(1);
      else {
        expect(write).toMatchObject({
          kind: last.kind === 'remove' ? 'remove' : 'update',
          rev: last.number,
          count: effects.length,
          upstreamId: ID,
        });
      }
    }),
  );
});

test('[W22] however few are sent at a time, no removal is sent that is taken back', () => {
  fc.assert(
    fc.property(arbitraryEffects, fc.integer({ min: 1, max: 12 }), (effects, limit) => {
      const round = planOf(effects, { limit });
      const [write] = [...round.batches.flat(), ...round.done];
      const isTakenBack = effects.some(({ number }) => number > write!.rev);
      if (isTakenBack) expect(write!.kind).not.toBe('remove');
      expect(write!.count).toBeLessThanOrEqual(limit + 1);
    }),
  );
});

test('[W22] where the record is gone upstream it is made, and no deletion is sent', () => {
  const all = (kinds: readonly Effect['kind'][]) =>
    kinds.map((kind, i): Effect => {
      const fields = kind === 'remove' ? {} : { author: 'B' };
      return { number: i + 1, collection: 'quotes', id: ID, kind, fields, at: 0 };
    });
  const round = planOf(all(['remove', 'insert', 'remove', 'insert']), { isThere: false });
  expect(round.batches.flat()).toMatchObject([{ kind: 'insert', cells: { author: 'B' }, rev: 4 }]);
  const gone = planOf(all(['remove', 'insert', 'remove']), { isThere: false });
  expect(gone.batches).toEqual([]);
  expect(gone.done).toMatchObject([{ kind: 'remove', rev: 3 }]);
});
