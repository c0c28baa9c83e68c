import { describe, expect, onTestFinished, test } from 'vitest';
import type { SeedBase } from '../../../src/emulator/seed.ts';
import { defineCollection, field } from '../../../src/model/schema.ts';
import type { Source } from '../../../src/proxy/source/source.ts';
import type { UpstreamRecord } from '../../../src/proxy/source/upstream-record.ts';
import { BASE_ID, TOKEN } from '../../emulator/fixture-base.ts';
import { createAirtableWorld, createFakeSink, type FakeSink } from '../fakes/airtable-world.ts';
import { createTestClock, type TestClock } from '../fakes/clock.ts';
import { createFakeSource, type FakeSourceTable } from '../fakes/fake-source.ts';

const titles = (name: string) =>
  defineCollection({
    name,
    table: name,
    fields: { title: field('text', 'title') },
    indexes: {},
  });
const contents = titles('contents');
const articles = titles('articles');
const ROWS = {
  contents: [{ title: 'Hero' }, { title: 'Feature' }],
  articles: [{ title: 'First' }, { title: 'Second' }],
};

/** A source with 2 contents and 2 articles, and an editor's hand on them. */
interface SourceHost {
  readonly clock: TestClock;
  readonly sink: FakeSink;
  /** Begins, or begins again after `stop`. */
  readonly start: () => { readonly source: Source; readonly stop: () => Promise<void> };
  readonly table: (collection: string) => FakeSourceTable;
}

const HOSTS: Readonly<Record<string, () => SourceHost>> = {
  'a fake source': () => {
    const clock = createTestClock();
    const sink = createFakeSink(clock);
    const source = createFakeSource(ROWS);
    const start = () => {
      const stopping = new AbortController();
      const running = source.run(sink, stopping.signal);
      const stop = async () => {
        stopping.abort();
        await running;
      };
      onTestFinished(stop);
      return { source, stop };
    };
    return { clock, sink, start, table: source.table };
  },
  'Airtable over HTTP': () => {
    const world = createAirtableWorld({
      collections: [contents, articles],
      emulator: { base: seedBase() },
    });
    const { clock, sink, start, emulator } = world;
    return {
      clock,
      sink,
      start,
      table: (name) => ({
        insert: (fields) => emulator.table(name).insert(fields).id,
        update: (id, fields) => void emulator.table(name).update(id, fields),
        remove: (id) => emulator.table(name).remove(id),
        ids: () =>
          emulator
            .table(name)
            .records()
            .map(({ id }) => id),
      }),
    };
  },
};

function seedBase(): SeedBase {
  const tables = Object.entries(ROWS).map(([name, rows]) => ({
    id: `tbl${name.padEnd(14, '0')}`,
    name,
    primaryFieldId: `fld${name.padEnd(14, '0')}`,
    fields: [{ id: `fld${name.padEnd(14, '0')}`, name: 'title', type: 'singleLineText' as const }],
    records: rows.map((fields, n) => ({
      id: `rec${name.padEnd(13, '0')}${n}`,
      createdTime: new Date(Date.UTC(2026, 0, 1, 0, 0, n)).toISOString(),
      fields,
    })),
  }));
  return { id: BASE_ID, name: 'Contract', tokens: [TOKEN], tables };
}

const titlesOf = (table: ReadonlyMap<string, UpstreamRecord>) =>
  [...table.values()].map(({ fields }) => fields['title']);

describe.each(Object.entries(HOSTS))('[B117] %s', (_, open) => {
  test('gives every collection whole at first', async () => {
    const { clock, sink, start } = open();
    const { source } = start();
    await clock.until(() => sink.batches().length > 0);
    expect(sink.batches()[0]!.changes.every(({ kind }) => kind === 'whole')).toBe(true);
    expect(titlesOf(sink.table('contents'))).toEqual(['Hero', 'Feature']);
    expect(titlesOf(sink.table('articles'))).toEqual(['First', 'Second']);
    expect(source.status().tables.map(({ collection }) => collection)).toEqual([
      'contents',
      'articles',
    ]);
  });

  test('tells of an edit, an insert and a delete, and of no other collection’s records', async () => {
    const { clock, sink, start, table } = open();
    start();
    await clock.until(() => sink.batches().length > 0);
    await clock.advance(2_000);
    const [first, second] = table('articles').ids();
    table('articles').update(first!, { title: 'Edited' });
    table('articles').remove(second!);
    const id = table('articles').insert({ title: 'New' });
    await clock.until(() => sink.table('articles').has(id), 10_000);
    await clock.advance(2_000);
    expect(titlesOf(sink.table('articles'))).toEqual(['Edited', 'New']);
    expect(titlesOf(sink.table('contents'))).toEqual(['Hero', 'Feature']);
  });

  test('brings news again that could not be published', async () => {
    const { clock, sink, start, table } = open();
    start();
    await clock.until(() => sink.batches().length > 0);
    await clock.advance(2_000);
    sink.failNext(new Error('the disk is full'));
    table('articles').update(table('articles').ids()[0]!, { title: 'Unlucky' });
    await clock.advance(5_000);
    table('articles').update(table('articles').ids()[1]!, { title: 'Lucky' });
    await clock.until(() => titlesOf(sink.table('articles')).includes('Lucky'), 600_000);
    await clock.until(() => titlesOf(sink.table('articles')).includes('Unlucky'), 600_000);
  });

  test('ends when it is told to, says nothing more, and begins anew with everything', async () => {
    const { clock, sink, start, table } = open();
    const { stop } = start();
    await clock.until(() => sink.batches().length > 0);
    await clock.settle(stop());
    const before = sink.batches().length;
    table('contents').insert({ title: 'Meanwhile' });
    await clock.advance(30_000);
    expect(sink.batches()).toHaveLength(before);
    start();
    await clock.until(() => titlesOf(sink.table('contents')).includes('Meanwhile'), 600_000);
  });
});
