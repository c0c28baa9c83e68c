import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';

import type { Cache } from '../../src/cache/cache.ts';
import { runQuery, selectFields, type Query } from '../../src/model/query.ts';
import type { StoredRecord } from '../../src/model/record.ts';
import type { Changes, CollectionChange } from '../../src/protocol/broadcast.ts';
import type { Reader } from '../../src/store/reader.ts';
import { hosts } from '../cache/hosts.ts';
import {
  deltaBetween,
  note,
  notes,
  publish,
  step,
  tag,
  tags,
  times,
  type Publication,
  type Truth,
} from '../cache/publication.ts';
import { applyEdits, history, query, type Happening } from './history.ts';

const start: Truth = {
  notes: times(140, (i) => note(i)),
  tags: times(8, (i) => tag(i)),
  steps: times(3, (i) => step(i)),
};

/** The view's order: the ids by text, so that edits move them. */
function viewsOf(truth: Truth): Record<string, readonly string[]> {
  const byText = runQuery(truth['steps']!, { orderBy: [['text', 'desc']] });
  return { steps: byText.rows.map(({ id }) => id) };
}

function expectedAnswer(truth: Truth, collection: string, asked: Query) {
  return { state: 'ready', ...runQuery(truth[collection]!, asked) };
}

/** What pages ask for most; always checked beside the random ones. */
const commonQueries: readonly Query[] = [
  {},
  { ...notes.first!, limit: 3 },
  { ...notes.first!, offset: 1, limit: 1, select: ['day'] },
  { ...tags.first!, limit: 4 },
  { orderBy: notes.indexes['newest']!, offset: 2, limit: 9 },
  { orderBy: tags.indexes['heaviest']! },
];

async function checkReads(reader: Reader, truth: Truth, queries: readonly Query[]) {
  const requests = ['notes', 'tags', 'steps'].flatMap((collection) =>
    [...commonQueries, ...queries].map((asked) => ({ collection, query: asked })),
  );
  const snapshot = await reader.read(requests);
  expect(snapshot.answers).toEqual(
    requests.map((request) => expectedAnswer(truth, request.collection, request.query)),
  );
  const ids = [note(200).id, note(0).id, note(77).id, 'nobody'];
  const many = await reader.read([
    { collection: 'notes', ids },
    { collection: 'notes', ids, select: ['day'] },
  ]);
  expect(many.answers).toEqual(
    [undefined, ['day']].map((select) => {
      const found = ids.flatMap((id) => truth['notes']!.filter((record) => record.id === id));
      const rows = found.map((record) => selectFields(record, select));
      return { state: 'ready', rows, total: rows.length };
    }),
  );
  const { answers } = await reader.read(ids.map((id) => ({ collection: 'notes', id })));
  expect(answers).toEqual(
    ids.map((id) => ({ state: 'ready', ...runQuery(truth['notes']!, { where: { id } }) })),
  );
}

/** The ids that truly differ are named, or 'all'. */
function checkChanges(changes: Changes, before: Truth, after: Truth) {
  for (const collection of Object.keys(after)) {
    const text = (truth: Truth) =>
      new Map(truth[collection]!.map((record) => [record.id, JSON.stringify(record)]));
    const [old, fresh] = [text(before), text(after)];
    const differing = [...new Set([...old.keys(), ...fresh.keys()])]
      .filter((id) => old.get(id) !== fresh.get(id))
      .sort();
    const named = changes[collection]?.ids ?? [];
    if (named === 'all') continue;
    expect(named.toSorted()).toEqual(differing);
    if (differing.length > 0) checkDetails(changes[collection]!, before, after, collection);
  }
}

/** Which came, left and moved is said as the records themselves say it. */
function checkDetails(
  change: CollectionChange,
  ...[before, after, collection]: readonly [Truth, Truth, string]
) {
  const ids = change.ids as readonly string[];
  const find = (truth: Truth, id: string) => truth[collection]!.find((record) => record.id === id);
  expect(change.inserted).toEqual(ids.filter((id) => !find(before, id)));
  expect(change.deleted).toEqual(ids.filter((id) => !find(after, id)));
  const orders = collection === 'notes' ? { newest: notes.indexes['newest']! } : {};
  for (const [name, orderBy] of Object.entries(orders)) {
    const keysOf = (record: StoredRecord | undefined) =>
      record && orderBy.map(([step]) => record[step] ?? null);
    expect(change.indexes![name]).toEqual({
      keys: ids.map((id) => keysOf(find(after, id) ?? find(before, id))![0]),
      moved: ids.flatMap((id) => {
        const [from, to] = [keysOf(find(before, id)), keysOf(find(after, id))];
        return from && to && JSON.stringify(from) !== JSON.stringify(to) ? [[id, from[0]]] : [];
      }),
    });
  }
}

// Dozens of histories on a machine that may be busy with other tests.
vi.setConfig({ testTimeout: 60_000 });

for (const [name, makeHost] of Object.entries(hosts)) {
  describe(`a reader beside ${name}`, () => {
    it('[O5][B10][invariant I4] answers every query as the truth would, whatever happened to the copy', async () => {
      await fc.assert(
        fc.asyncProperty(
          history,
          fc.array(query, { minLength: 1, maxLength: 4 }),
          async (happenings, queries) => {
            const host = makeHost();
            try {
              let cache = await host.open();
              await cache.claim();
              const reader = host.reader();
              const past: Truth[] = [start];
              let at = await publish(start, 1, { views: viewsOf(start) });
              await cache.stage(at.objects);
              await cache.commitRoots(at.next, at.roots);
              await checkReads(reader, start, queries);
              for (const happening of happenings) {
                if (happening.kind === 'restart') {
                  cache.close();
                  cache = await host.open();
                  await cache.claim();
                } else {
                  at = await follow(cache, at, { happening, past });
                  past.unshift(at.truth);
                }
                await checkReads(reader, at.truth, queries);
                expect(await reader.version()).toEqual({ log: 'log-1', seq: at.next.seq });
                const view: Query = { orderBy: [['view', 'asc']], select: [] };
                const [steps] = (await reader.read([{ collection: 'steps', query: view }])).answers;
                expect(steps!.state === 'ready' && steps!.rows.map(({ id }) => id)).toEqual(
                  viewsOf(at.truth)['steps'],
                );
              }
            } finally {
              host.dispose();
            }
          },
        ),
        { numRuns: 40 },
      );
    });

    it('[O5][invariant I4] puts what pending mutations make of the base over it, in every order', async () => {
      const overlaid = fc.dictionary(
        fc.constantFrom(...times(12, (i) => note(i * 20).id)),
        fc.option(fc.constantFrom('2025-02-03', '2026-05-05', '')),
        { minKeys: 1, noNullPrototype: true },
      );
      await fc.assert(
        fc.asyncProperty(overlaid, query, async (dayById, asked) => {
          const host = makeHost();
          try {
            const cache = await host.open();
            await cache.claim();
            const at = await publish(start, 1);
            await cache.stage(at.objects);
            await cache.commitRoots(at.next, at.roots);
            const overlay: Record<string, StoredRecord | null> = {};
            const truth = new Map(start['notes']!.map((record) => [record.id, record]));
            for (const [id, day] of Object.entries(dayById)) {
              overlay[id] = day === null ? null : note(500, { id, day });
              if (overlay[id]) truth.set(id, overlay[id]);
              else truth.delete(id);
            }
            await host.putOverlay('notes', overlay);
            const expected = { ...start, notes: [...truth.values()] };
            await checkReads(host.reader(), expected, [asked]);
          } finally {
            host.dispose();
          }
        }),
        { numRuns: 40 },
      );
    });
  });
}

interface Step {
  readonly happening: Happening;
  /** The truths so far, newest first. */
  readonly past: readonly Truth[];
}

async function follow(
  cache: Cache,
  at: Publication,
  { happening, past }: Step,
): Promise<Publication> {
  switch (happening.kind) {
    case 'edit':
      return move(cache, at, { truth: applyEdits(at.truth, happening.edits), by: happening.by });
    case 'revert':
      return move(cache, at, {
        truth: past[Math.min(happening.versions, past.length - 1)]!,
        by: happening.by,
      });
    case 'tidy':
      await cache.tidy(new AbortController().signal);
      for (const { rows } of Object.values(await cache.counts())) expect(rows).toBe(0);
      return at;
    case 'tidy a little':
      await cache.tidy(abortAfter(happening.steps));
      return at;
    case 'audit':
      expect(await cache.audit(new AbortController().signal)).toEqual([]);
      return at;
    case 'restart':
      return at;
  }
}

async function move(
  cache: Cache,
  at: Publication,
  { truth, by }: { readonly truth: Truth; readonly by: 'delta' | 'roots' },
): Promise<Publication> {
  const next = await publish(truth, at.next.seq + 1, { views: viewsOf(truth) });
  const orders = new Set(Object.values(next.roots).map(({ root }) => root.order));
  const wanted = next.objects.filter(({ hash }) => by === 'roots' || orders.has(hash));
  const held = await cache.held(wanted.map(({ hash }) => hash));
  await cache.stage(wanted.filter(({ hash }) => !held.has(hash)));
  const { changes } =
    by === 'delta'
      ? await cache.commitDelta(next.next, await deltaBetween(at, next))
      : await cache.commitRoots(next.next, next.roots);
  checkChanges(changes, at.truth, truth);
  return next;
}

/** A signal that is aborted once it has been looked at so often. */
function abortAfter(looks: number): AbortSignal {
  const { signal } = new AbortController();
  let left = looks;
  return new Proxy(signal, {
    get: (target, key) => (key === 'aborted' ? left-- <= 0 : (Reflect.get(target, key) as unknown)),
  });
}
