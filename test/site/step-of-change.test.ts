import { describe, expect, it } from 'vitest';
import type { OutboxEntry } from '../../src/protocol/worker-api.ts';
import { stepAfter, type Step } from '../../src/site/step-of-change.ts';

type Seen = OutboxEntry['state'] | 'gone' | 'gone, nothing waits';

/** What a change's entry says is so, whatever was known of it; what is not listed says something by what was before. */
const listed = {
  queued: 'waiting',
  waiting: 'waiting',
  sending: 'sending',
  awaiting: 'awaiting',
  rejected: 'over',
  expired: 'over',
} as const;
const table: Record<Step, Record<Seen, Step>> = {
  kept: { ...listed, gone: 'kept', 'gone, nothing waits': 'done' },
  waiting: { ...listed, gone: 'over', 'gone, nothing waits': 'over' },
  sending: { ...listed, gone: 'done', 'gone, nothing waits': 'done' },
  awaiting: { ...listed, gone: 'done', 'gone, nothing waits': 'done' },
  done: { ...listed, gone: 'done', 'gone, nothing waits': 'done' },
  over: { ...listed, gone: 'over', 'gone, nothing waits': 'over' },
};

describe('a change that was just made', () => {
  const cases = Object.entries(table).flatMap(([step, row]) =>
    Object.entries(row).map(([seen, next]) => [step as Step, seen as Seen, next] as const),
  );
  it.each(cases)('that is %s and is seen as %s is %s', (step, seen, next) => {
    const entry = seen.startsWith('gone') ? undefined : { state: seen as OutboxEntry['state'] };
    expect(stepAfter(step, entry, seen === 'gone, nothing waits')).toBe(next);
  });
});
