import type { OutboxRow } from '../cache/outbox.ts';
import type { MutationResult } from '../protocol/mutation.ts';
import type { Version } from '../protocol/version.ts';

/** True for a change that is not known to be done, nor to be refused. */
export function isWaiting({ ended, result }: OutboxRow): boolean {
  return !ended && !result;
}

/** The token is not good any more, or never was. */
export function isRefusal(result: MutationResult): boolean {
  return result.status === 'rejected' && result.error.code === 'unauthorized';
}

/** A change as its answer leaves it; `over` is the log of the version that is kept here. */
export function answeredRow(
  row: OutboxRow,
  answer: MutationResult | undefined,
  over: Version['log'] | undefined,
): OutboxRow {
  if (!answer || row.ended || answer.status === 'accepted') return row;
  if (answer.status === 'rejected') return { ...row, ended: 'rejected', error: answer.error };
  const { log, seq } = answer;
  // What is already public needs no showing by us; what it made would be gone from sight.
  const isHidden = answer.hidden && row.effects?.some(({ isNew }) => isNew);
  return {
    ...row,
    result: { log, seq, ...(over !== undefined && { over }) },
    ...(isHidden && { hidden: true as const }),
  };
}

/** A change that has ended, to be sent once more as another one. */
export function madeAnew(row: OutboxRow, id: string): OutboxRow {
  const { ended: _e, error: _r, effects: _f, firstSentAt: _s, attempts: _a, ...rest } = row;
  return { ...rest, id };
}
