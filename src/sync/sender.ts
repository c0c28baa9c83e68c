import { READER, type Outbox, type OutboxRow, type SignedIn } from '../cache/outbox.ts';
import type { Effect } from '../cache/draft.ts';
import { SyncError, toFailure, type Failure } from '../protocol/failure.ts';
import { MAX_MUTATION_BYTES, MAX_MUTATIONS, type MutationResult } from '../protocol/mutation.ts';
import type { Version } from '../protocol/version.ts';
import { createAlarm } from './alarm.ts';
import type { Clock, Random } from './environment.ts';
import { answeredRow, isRefusal, isTooOld, isWaiting, returnedRow, sentRow } from './outbox-row.ts';
import { sizeOf, type Push } from './push.ts';
import { MAX_RETRY_AFTER_MS, retryDelayMs } from './schedule.ts';
import type { Report } from './sync-event.ts';

/*
 *   idle ──something to send──▶ sending ──all answered──▶ idle
 *                               ▲    │ no answer, 429, 5xx · 'accepted' · no sign-in
 *                due, online,   │    ▼
 *                shown, asked   └─ waiting
 *
 * A batch is marked as sent before it is: from then on nobody knows whether it has arrived until an answer says so.
 */

/** Sends the outbox: each change until it is answered, those of one client and identity in their order (I8). */
export interface Sender {
  /** Begins, or goes on: this worker holds the lock. */
  start(): void;
  /** Ends what is under way; what was sent is asked for again by the next sender. */
  stop(): void;
  /** There may be something new; a wait for a server that did not answer goes on. */
  nudge(): void;
  /** Now: the network is back, or a person asks. Only a server's own Retry-After is still waited for. */
  hurry(): void;
  state(): 'idle' | 'sending' | 'waiting';
  isSending(id: string): boolean;
  /** Why the last attempt failed; undefined once one went well. */
  failure(): Failure | undefined;
}

export interface SenderOptions {
  readonly outbox: Outbox;
  readonly push: Push;
  readonly clock: Clock;
  readonly random: Random;
  readonly report: Report;
  /** False for a row that this build does not understand. */
  readonly isKnown: (row: OutboxRow) => boolean;
  readonly effectsOf: (id: string) => readonly Effect[] | undefined;
  /** The version that is kept here. */
  readonly version: () => Version | undefined;
  /** No version of the site was shown on this device before, as far as is known. */
  readonly isFirstCopy: () => boolean;
  /** What rows make of the base has changed; waited for. */
  readonly onRows: () => Promise<void>;
  /** Rows that are not shown yet are to be, so that it is known what they do; waited for. */
  readonly onUnshown: () => Promise<void>;
  /** What `state` or `isSending` say has changed. */
  readonly onState: () => void;
}

/** A sender that has not begun. */
export function createSender(options: SenderOptions): Sender {
  const { outbox, push, clock, random, report, effectsOf } = options;
  const alarm = createAlarm(clock, () => {
    if (isDue(dueAt, clock.now())) begin();
    else alarm.set(dueAt);
  });
  /** When the server wants to be asked again for what it has accepted. */
  const askAtById = new Map<string, number>();
  let running: AbortController | undefined;
  let sending: readonly OutboxRow[] = [];
  let isStarted = false;
  let mustGoOn = false;
  let failures = 0;
  let failure: Failure | undefined;
  let limit = MAX_MUTATIONS;
  let dueAt = 0;
  /** What is due then is a retry; else it is only to be asked about what was accepted, and new changes need not wait. */
  let isHeldBack = false;
  let notBefore = 0;

  function begin(): void {
    if (!isStarted) return;
    if (running) {
      mustGoOn = true;
      return;
    }
    alarm.stop();
    dueAt = 0;
    isHeldBack = false;
    if (nextBatch().length === 0) return waitForAccepted();
    running = new AbortController();
    void drain(running.signal);
  }

  async function drain(signal: AbortSignal): Promise<void> {
    try {
      await sendAll(signal);
      if (signal.aborted) return;
      failures = 0;
      limit = MAX_MUTATIONS;
    } catch (error) {
      if (!signal.aborted) fail(error);
    } finally {
      // After a stop, what is being sent is the next run's to say.
      if (!signal.aborted) {
        sending = [];
        running = undefined;
        waitForAccepted();
        options.onState();
      }
    }
  }

  async function sendAll(signal: AbortSignal): Promise<void> {
    do {
      mustGoOn = false;
      await expire();
      for (let rows = nextBatch(); rows.length > 0; rows = nextBatch()) {
        await sendBatch(rows, signal);
        if (signal.aborted) return;
      }
    } while (mustGoOn);
  }

  function fail(error: unknown): void {
    failures++;
    failure = toFailure(error);
    const { code, retryAfterMs: floorMs = 0 } = failure;
    const now = clock.now();
    if (floorMs > 0) notBefore = now + Math.min(floorMs, MAX_RETRY_AFTER_MS);
    isHeldBack = true;
    wait(now + retryDelayMs(failures, random(), floorMs));
    report({ kind: 'push-failed', code, retryInMs: dueAt - now });
  }

  function waitForAccepted(): void {
    const ids = new Set(outbox.rows().map(({ id }) => id));
    for (const id of askAtById.keys()) if (!ids.has(id)) askAtById.delete(id);
    // What is due and was not sent waits for something else, such as a sign-in.
    const now = clock.now();
    const next = Math.min(...[...askAtById.values()].filter((at) => !isDue(at, now)));
    if (dueAt === 0 && Number.isFinite(next)) wait(next);
  }

  function wait(untilAt: number): void {
    dueAt = untilAt;
    if (isStarted) alarm.set(untilAt);
  }

  /** What became of those that are too old to be sent again is for the person to see. */
  async function expire(): Promise<void> {
    const now = clock.now();
    const isOld = (row: OutboxRow) => isWaiting(row) && isTooOld(row, now);
    if (!outbox.rows().some(isOld)) return;
    await outbox.update((row) => (isOld(row) ? { ...row, ended: 'expired' } : row));
    await options.onRows();
  }

  /** The first rows of the first client and identity that may be sent for. */
  function nextBatch(): readonly OutboxRow[] {
    const now = clock.now();
    const signedIn = outbox.signedIn();
    // What was shown before, or made over something that was forgotten since, waits for what comes: only over that is seen
    // what it does, which is to show until it has arrived (decision 013). Nothing newer overtakes it, or it would undo that.
    const isUnsent = ({ firstSentAt, effects }: OutboxRow) => effects && firstSentAt === undefined;
    const isEarly = !options.version() && (!options.isFirstCopy() || outbox.rows().some(isUnsent));
    const maySend = (row: OutboxRow) =>
      isWaiting(row) &&
      options.isKnown(row) &&
      (row.firstSentAt !== undefined || !isEarly) &&
      (row.identity === READER || signedIn) &&
      isDue(askAtById.get(row.id) ?? 0, now);
    const rows = outbox.rows().filter(maySend);
    const first = rows[0];
    if (!first) return [];
    const lane = rows.filter(
      (row) => row.identity === first.identity && row.clientId === first.clientId,
    );
    const batch = lane.slice(0, limit);
    while (batch.length > 1 && sizeOf(batch) > MAX_MUTATION_BYTES) batch.length >>= 1;
    return batch;
  }

  async function sendBatch(batch: readonly OutboxRow[], signal: AbortSignal): Promise<void> {
    const rows = await mark(batch, signal);
    try {
      await sendMarked(rows, signal);
    } finally {
      // After a stop it is the next sender's.
      if (!signal.aborted) await unmark(rows);
    }
  }

  async function sendMarked(rows: readonly OutboxRow[], signal: AbortSignal): Promise<void> {
    const [first] = rows;
    if (!first) return;
    const isReader = first.identity === READER;
    const editor = isReader ? undefined : outbox.signedIn();
    // Signed out meanwhile: without a token it would be refused.
    if (!isReader && !editor) return;
    sending = rows;
    options.onState();
    try {
      const answer = await push.send(rows, { token: editor?.token, signal });
      failures = 0;
      failure = undefined;
      if (answer.kind === 'results') await take(rows, answer.results, editor);
      else if (rows.length > 1) limit = Math.ceil(rows.length / 2);
      else {
        limit = MAX_MUTATIONS;
        await take(rows, [{ id: first.id, status: 'rejected', error: answer.error }]);
      }
    } catch (error) {
      // 403 and a reader's 401 are of something on the way, and may pass.
      if (!editor || !isSignedOut(error)) throw error;
      await signOff(editor);
      await options.onRows();
    }
  }

  /** Notes that these are being sent, and gives those that still are: one that was discarded meanwhile is not, nor any after a stop. */
  async function mark(
    batch: readonly OutboxRow[],
    signal: AbortSignal,
  ): Promise<readonly OutboxRow[]> {
    const ids = new Set(batch.map(({ id }) => id));
    // What several did that were made in one turn is known only once one was shown after the other.
    if (batch.some((row) => row.firstSentAt === undefined && !effectsOf(row.id))) {
      await options.onUnshown();
      if (signal.aborted) return [];
    }
    await outbox.update((row) => (ids.has(row.id) ? marked(row) : row));
    const isSent = (row: OutboxRow) => ids.has(row.id) && isWaiting(row);
    return signal.aborted ? [] : outbox.rows().filter(isSent);
  }

  /** The token is not good any more: what was made with it waits for whoever signs in next. */
  async function signOff({ token }: SignedIn): Promise<void> {
    // Somebody may have signed in meanwhile, with another one.
    if (outbox.signedIn()?.token === token) await outbox.signIn(undefined);
  }

  function marked(row: OutboxRow): OutboxRow {
    const effects = row.firstSentAt === undefined ? effectsOf(row.id) : undefined;
    return sentRow(row, { now: clock.now(), effects });
  }

  /** What came back without an answer can be taken back again; where that cannot be noted, once time has run out. */
  async function unmark(rows: readonly OutboxRow[]): Promise<void> {
    if (outbox.rows().every((row) => returnedRow(row, rows) === row)) return;
    await outbox.update((row) => returnedRow(row, rows)).catch(() => undefined);
  }

  async function take(
    rows: readonly OutboxRow[],
    results: readonly MutationResult[],
    editor?: SignedIn,
  ): Promise<void> {
    const over = options.version()?.log;
    for (const result of results) {
      askAtById.delete(result.id);
      if (result.status !== 'accepted') continue;
      const waitMs = Math.min(Math.max(result.retryAfterMs, MIN_ASK_MS), MAX_RETRY_AFTER_MS);
      askAtById.set(result.id, clock.now() + waitMs);
    }
    if (editor && results.some(isRefusal)) await signOff(editor);
    // What is refused to an editor who is none any more waits for the next sign-in.
    const answers = results.filter((result) => !editor || !isRefusal(result));
    const answerById = new Map(answers.map((answer) => [answer.id, answer]));
    await outbox.update((row) => answeredRow(returnedRow(row, rows), answerById.get(row.id), over));
    const count = (status: MutationResult['status']) =>
      results.filter((result) => result.status === status).length;
    report({ kind: 'push-answered', applied: count('applied'), rejected: count('rejected') });
    if (rows === sending) sending = [];
    await options.onRows();
  }

  return Object.freeze({
    start() {
      isStarted = true;
      begin();
    },
    stop() {
      isStarted = false;
      running?.abort();
      running = undefined;
      sending = [];
      alarm.stop();
    },
    nudge() {
      if (running || !isHeldBack) begin();
    },
    hurry() {
      if (isDue(notBefore, clock.now())) begin();
    },
    state: () => (running ? 'sending' : outbox.rows().some(isWaiting) ? 'waiting' : 'idle'),
    isSending: (id: string) => sending.some((row) => row.id === id),
    failure: () => failure,
  });
}

/** No wait is longer than this: where the moment is further off, the clock was set back (fault N15). */
function isDue(at: number, now: number): boolean {
  return now >= at || at - now > MAX_RETRY_AFTER_MS;
}

function isSignedOut(error: unknown): boolean {
  return error instanceof SyncError && error.code === 'unauthorized' && error.facts.status === 401;
}

/** However soon a server wants to be asked again. */
const MIN_ASK_MS = 500;
