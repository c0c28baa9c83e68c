import { expect, test } from 'vitest';
import { defineCollection, field } from '../../../src/model/schema.ts';
import { createTrackedTable } from '../../../src/proxy/source/airtable/tracked-table.ts';

const articles = defineCollection({
  name: 'articles',
  table: 'articles',
  fields: { title: field('text', 'title') },
  indexes: {},
});

test('[fault N15] a clock set back by hours does not put a table off for hours', () => {
  let now = 100_000_000;
  const clock = { now: () => now, sleep: () => Promise.resolve() };
  const table = createTrackedTable(articles, {
    clock,
    retryInMs: () => 1_000,
    onDue: () => undefined,
  });
  table.sweepDone(now, 1000);
  expect([table.isDue(), table.dueInMs()]).toEqual([false, 1000]);
  now -= 8 * 3_600_000;
  expect(table.isDue()).toBe(true);
  table.sweepDone(now, 1000);
  expect(table.dueInMs()).toBe(1000);
});
