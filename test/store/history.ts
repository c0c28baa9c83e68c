import fc from 'fast-check';

import type { Query } from '../../src/model/query.ts';
import type { StoredRecord } from '../../src/model/record.ts';
import { note, step, tag, type Truth } from '../cache/publication.ts';

/** One thing that happens to a reader's copy. */
export type Happening =
  /** Upstream changes; the copy follows by a delta, or by comparing roots. */
  | { readonly kind: 'edit'; readonly by: 'delta' | 'roots'; readonly edits: readonly Edit[] }
  | { readonly kind: 'tidy' }
  /** Idle work that is called off after a few steps. */
  | { readonly kind: 'tidy a little'; readonly steps: number }
  /** The worker dies, and another begins. */
  | { readonly kind: 'restart' }
  | { readonly kind: 'audit' }
  /** An editor takes it all back: upstream is again as it was some versions ago. */
  | { readonly kind: 'revert'; readonly by: 'delta' | 'roots'; readonly versions: number };

export interface Edit {
  readonly collection: 'notes' | 'tags' | 'steps';
  readonly n: number;
  /** null removes the record. */
  readonly fields: Readonly<Record<string, string | number | null>> | null;
}

const noteEdit = fc.record({
  collection: fc.constant('notes' as const),
  // Mostly the same few, so that one history changes a record again and again.
  n: fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 260 })),
  fields: fc.option(
    fc.record(
      {
        title: fc.constantFrom('a', 'b', 'ä', '𝒳', ''),
        day: fc.constantFrom('', '2025-02-01', '2025-02-14', '2026-01-01'),
      },
      { requiredKeys: [] },
    ),
  ),
});
const tagEdit = fc.record({
  collection: fc.constant('tags' as const),
  n: fc.integer({ min: 0, max: 12 }),
  fields: fc.option(
    fc.record(
      {
        word: fc.constantFrom('x', 'y', 'z'),
        weight: fc.constantFrom(0, 1, -2.5, null),
      },
      { requiredKeys: [] },
    ),
  ),
});
const stepEdit = fc.record({
  collection: fc.constant('steps' as const),
  n: fc.integer({ min: 0, max: 8 }),
  fields: fc.option(fc.record({ text: fc.constantFrom('p', 'q') }, { requiredKeys: [] })),
});
const edit: fc.Arbitrary<Edit> = fc.oneof(
  { arbitrary: noteEdit, weight: 4 },
  { arbitrary: tagEdit, weight: 2 },
  { arbitrary: stepEdit, weight: 1 },
);

/** Some history: mostly edits, with idle work, audits and restarts between them. */
export const history: fc.Arbitrary<readonly Happening[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('edit' as const),
        by: fc.constantFrom('delta' as const, 'roots' as const),
        edits: fc.array(edit, { maxLength: 12 }),
      }),
    },
    { weight: 2, arbitrary: fc.constant({ kind: 'tidy' as const }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('tidy a little' as const),
        steps: fc.integer({ min: 0, max: 6 }),
      }),
    },
    { weight: 2, arbitrary: fc.constant({ kind: 'restart' as const }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'audit' as const }) },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('revert' as const),
        by: fc.constantFrom('delta' as const, 'roots' as const),
        versions: fc.integer({ min: 1, max: 3 }),
      }),
    },
  ),
  { minLength: 1, maxLength: 10 },
);

const order = fc.constantFrom<NonNullable<Query['orderBy']>>(
  [],
  [['day', 'desc']],
  [['day', 'asc']],
  [['title', 'asc']],
  [['createdTime', 'desc']],
  [['word', 'asc']],
  [
    ['weight', 'desc'],
    ['word', 'asc'],
  ],
  [['id', 'asc']],
);

/** Any query: ordered by an index, by `first`, or by nothing that is kept; filtered or not; any window, any fields. */
export const query: fc.Arbitrary<Query> = fc.record(
  {
    orderBy: order,
    where: fc.constantFrom({}, { title: 'a' }, { weight: 1 }, { day: '' }),
    offset: fc.integer({ min: 0, max: 20 }),
    limit: fc.integer({ min: 0, max: 25 }),
    select: fc.constantFrom(['title', 'day'], ['day'], ['word'], ['body', 'title'], []),
  },
  { requiredKeys: [] },
);

const makers = { notes: note, tags: tag, steps: step };

/** The truth after some edits. */
export function applyEdits(truth: Truth, edits: readonly Edit[]): Truth {
  const next: Record<string, readonly StoredRecord[]> = { ...truth };
  for (const { collection, n, fields } of edits) {
    const record = makers[collection](n, fields ?? {});
    const others = next[collection]!.filter(({ id }) => id !== record.id);
    next[collection] = fields === null ? others : [...others, record];
  }
  return next;
}
