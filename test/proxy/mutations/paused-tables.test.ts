import { expect, test } from 'vitest';
import { createPausedTables } from '../../../src/proxy/mutations/paused-tables.ts';
import { REFUSED_TABLE_MS } from '../../../src/proxy/source/upstream-writes.ts';

/** Pauses for one table and a clock that can be set. */
function create() {
  const clock = { at: 100_000_000 };
  const paused = createPausedTables({ now: () => clock.at }, () => undefined);
  paused.pause('articles', new Error('refused'));
  return { clock, state: () => [paused.isPaused('articles'), paused.leftMs()] };
}

test('leaves a table alone for five minutes', () => {
  const { clock, state } = create();
  expect(state()).toEqual([true, REFUSED_TABLE_MS]);
  clock.at += REFUSED_TABLE_MS - 1;
  expect(state()).toEqual([true, 1]);
  clock.at += 1;
  expect(state()).toEqual([false, 0]);
});

test('[fault N15] a clock set back by a day does not leave a table alone for a day', () => {
  const { clock, state } = create();
  clock.at -= 24 * 3_600_000;
  expect(state()).toEqual([false, 0]);
});
