import { expect, test } from 'vitest';
import { judge, type Doubt } from '../../src/sync/judge.ts';

const kept = { log: 'log-1', seq: 7 };

/** The verdicts on these versions, each polled as many milliseconds after the first. */
function verdictsOn(...polls: readonly (readonly [log: string, seq: number, at: number])[]) {
  let doubt: Doubt | undefined;
  return polls.map(([log, seq, now]) => {
    const judged = judge(kept, { log, seq }, { doubt, now });
    doubt = judged.doubt;
    return judged.verdict;
  });
}

test('[P7] another log that starts below is adopted by the third poll in a row that names it, after a minute at least', () => {
  const asked = (...times: readonly number[]) =>
    verdictsOn(...times.map((at) => ['log-2', 1, at] as const));
  expect(asked(0, 90_000, 180_000)).toEqual(['ignored', 'ignored', 'newer']);
  expect(asked(0, 20_000, 59_999, 60_000)).toEqual(['ignored', 'ignored', 'ignored', 'newer']);
  expect(verdictsOn(['log-2', 1, 0], ['log-3', 1, 40_000], ['log-2', 1, 80_000])).toEqual(
    Array.from({ length: 3 }, () => 'ignored'),
  );
});
