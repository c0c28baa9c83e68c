import type { Effect } from '../cache/draft.ts';
import type { OutboxRow } from '../cache/outbox.ts';
import type { MutationResult } from '../protocol/mutation.ts';
import type { Version } from '../protocol/version.ts';

/** True for a change that is not known to be done, nor to be refused. */
export function isWaiting({ ended, result }: OutboxRow): boolean {
  return !ended && !result;
}

/** An unanswered change that was first sent so long ago may be forgotten by the server, and is not sent again by itself. */
export function isTooOld({ firstSentAt }: OutboxRow, now: number): boolean {
  return firstSentAt !== undefined && now - firstSentAt > EXPIRE_MS;
}

/** The token is not good any more, or never was. */
export function isRefusal(result: MutationResult): boolean {
  return result.status === 'rejected' && result.error.code === 'unauthorized';
}

/** A change as it is when it is sent, from `now` on; `effects` is what it does here then. */
export function sentRow(
  row: OutboxRow,
  { now, effects }: { readonly now: number; readonly effects: readonly Effect[] | undefined },
): OutboxRow {
  const { attempts = 0, firstSentAt = now } = row;
  return {
    ...row,
    attempts: attempts + 1,
    firstSentAt,
    sendingUntil: now + SENDING_MS,
    ...(effects && { effects }),
  };
}

/** A change once the sending of these has ended; another worker's, which may have begun meanwhile, goes on. */
export function returnedRow(row: OutboxRow, sent: readonly OutboxRow[]): OutboxRow {
  const { sendingUntil, ...rest } = row;
  const isSame = (one: OutboxRow) => one.id === row.id && one.sendingUntil === sendingUntil;
  return sendingUntil !== undefined && sent.some(isSame) ? rest : row;
}

/** True where some worker of the profile may be sending it; one that was killed is at it no longer than the longest sending. */
export function isBeingSent({ sendingUntil }: OutboxRow, now: number): boolean {
  // Where the moment is further off, the clock was set back (fault N15).
  return sendingUntil !== undefined && now < sendingUntil && sendingUntil - now <= SENDING_MS;
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

/**
 * A change that has ended, to be sent once more: as another one, of this id, where the server knows what became of it. One that
 * expired keeps its own: it may have arrived, by a clock that jumped even a moment ago, and then the server remembers it.
 */
export function madeAnew(row: OutboxRow, id: string): OutboxRow {
  const {
    ended,
    error: _r,
    effects: _f,
    firstSentAt: _s,
    sendingUntil: _u,
    attempts: _a,
    ...rest
  } = row;
  return ended === 'expired' ? rest : { ...rest, id };
}

/** The server's journal remembers for 30 days. */
const EXPIRE_MS = 21 * 24 * 60 * 60_000;

/** The write that notes a sending may take 20 s on a bad disk, the request itself 10 without an answer. */
const SENDING_MS = 30_000;
