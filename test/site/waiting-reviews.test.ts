import { describe, expect, it } from 'vitest';
import type { OutboxEntry } from '../../src/protocol/worker-api.ts';
import { waitingReviews } from '../../src/site/waiting-reviews.ts';

const insertedAt = '2026-11-22T04:00:00.250Z';
const review = { author: 'Low Bridge', content: 'It keeps.', score: 4, insertedAt };
const entry: OutboxEntry = {
  id: 'one',
  name: 'addReview',
  args: { product: 'a', author: 'Low Bridge', content: 'It keeps.', score: 4 },
  at: Date.parse(insertedAt),
  state: 'queued',
  attempts: 0,
};

describe('a review', () => {
  it.each([
    ['queued', 'waiting to be sent'],
    ['sending', 'waiting to be sent'],
    ['waiting', 'waiting to be sent'],
    ['awaiting', 'awaiting approval, only you see it'],
    ['rejected', undefined],
    ['expired', undefined],
  ] as const)('that this device alone knows of and is %s is said to be %s', (state, said) => {
    expect(waitingReviews('a', [{ ...entry, state }])(review)).toBe(said);
  });

  it('waits for nothing where it only reads like one that does', () => {
    const waits = waitingReviews('a', [entry]);
    expect(waits({ ...review, insertedAt: '2026-10-01T10:00:00.000Z' })).toBe(undefined);
    expect(waits({ ...review, score: 5 })).toBe(undefined);
    expect(waitingReviews('b', [entry])(review)).toBe(undefined);
    expect(waitingReviews('a', [{ ...entry, name: 'addQuote' }])(review)).toBe(undefined);
  });
});
