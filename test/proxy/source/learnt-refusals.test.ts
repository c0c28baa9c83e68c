import { expect, test } from 'vitest';
import { defineCollection, field } from '../../../src/model/schema.ts';
import { AirtableError } from '../../../src/proxy/source/airtable/airtable-error.ts';
import { createLearntRefusals } from '../../../src/proxy/source/airtable/learnt-refusals.ts';

const articles = defineCollection({
  name: 'articles',
  table: 'articles',
  fields: { title: field('text', 'title') },
  indexes: {},
});

test('[fault N15] a clock set back by a day closes no table for a day', () => {
  let now = 100_000_000;
  const learnt = createLearntRefusals({ now: () => now });
  const error = new AirtableError('conflict', 'refused', { type: 'UNKNOWN_FIELD_NAME' });
  learnt.learn(articles, error, { rows: [], byId: false });
  now += 1_000;
  expect(learnt.obstacle(articles)).toContain('lacks the column');
  now -= 24 * 3_600_000;
  expect(learnt.obstacle(articles)).toBeUndefined();
});
