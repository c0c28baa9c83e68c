import type { AnyMutator, Role } from '../../model/mutator.ts';
import type { Collection } from '../../model/schema.ts';
import type {
  MutationFailure,
  MutationRequest,
  MutationResult,
  SentMutation,
} from '../../protocol/mutation.ts';
import type { Version } from '../../protocol/version.ts';
import type { Clock } from '../clock.ts';
import type { Intake } from '../intake/intake.ts';
import type { Report } from '../report.ts';
import { codeOf, retryInMs, wordsOf } from '../source/airtable/failure-words.ts';
import { MAX_LOOKED_UP, type UpstreamWrites } from '../source/upstream-writes.ts';
import { createWakeable } from '../wakeable.ts';
import { openBooks } from './books.ts';
import { checkMutation } from './check-mutation.ts';
import { createExecutor, type AskedMutation } from './executor.ts';
import type { Journal } from './journal.ts';
import type { AttachmentAddress } from './kept-rows.ts';
import { isOfOneTable } from './refusals.ts';
import { createWriter } from './writer.ts';

/** The writing half of the proxy: takes mutations in, and sees to it that each takes effect once (I8). */
export interface MutationService {
  /**
   * What became of each mutation, in their order. An answer waits a few seconds for Airtable; what is not done by then is
   * 'accepted' and goes on by itself, over restarts too. Rejects where the disk does not take the promise.
   */
  readonly submit: (request: MutationRequest, role: Role) => Promise<readonly MutationResult[]>;
  /** Brings what is journalled to Airtable until the signal is aborted; settles when no call is under way. */
  readonly run: (signal: AbortSignal) => Promise<void>;
  /** True where at least one collection can be changed. */
  readonly isWritable: () => boolean;
  readonly status: () => WriteStatus;
}

/** What the status page tells of writing. */
export interface WriteStatus {
  /** Mutations that are promised and not in Airtable yet. */
  readonly pending: number;
  /** Why nothing is written at present; '' while all is well. */
  readonly lastError: string;
  /** Collections that cannot be changed although the site has changes to make, and why. */
  readonly readOnly: readonly { readonly collection: string; readonly why: string }[];
}

/** What a service is given. Time, chance and ids are handed in. */
export interface MutationServiceOptions {
  readonly collections: readonly Collection[];
  readonly mutators: Readonly<Record<string, AnyMutator>>;
  readonly journal: Journal;
  readonly writes: UpstreamWrites;
  readonly intake: Pick<Intake, 'apply' | 'newest' | 'has' | 'tick'>;
  /** The newest publication. */
  readonly version: () => Version | undefined;
  /** Without it nobody can fetch what was published. */
  readonly addressOf?: AttachmentAddress;
  readonly clock: Clock;
  readonly random: () => number;
  readonly newId: () => string;
  readonly report: Report;
}

/** A request waits so long for its answer at most; a reader's own deadline is ten seconds. */
const ANSWER_WITHIN_MS = 4_000;
/** Writes of one moment share a call, and reading gets its turn between two rounds. */
const ROUND_EVERY_MS = 400;
/** How soon a table is looked for again that was not read yet. */
const LOOK_AGAIN_MS = 250;
/** Longer than an outbox resends by itself (21 days). */
const KEEP_MS = 30 * 24 * 60 * 60_000;
const FORGET_EVERY_MS = 24 * 60 * 60_000;
const GIVEN_UP: MutationFailure = {
  code: 'expired',
  message: 'Airtable did not take this within 30 days; it was given up.',
};
const RETRY_AFTER_MS = 1_000;
const RETRY_AFTER_MOST_MS = 5 * 60_000;

/** Opens the service over its journal: what an earlier run promised is gone on with as soon as it is run. */
// oxlint-disable-next-line max-lines-per-function -- wires the parts; each function is short
export function openMutationService(options: MutationServiceOptions): MutationService {
  const { collections, clock, writes, intake, version, report } = options;
  const books = openBooks(options.journal);
  const nap = createWakeable(clock);
  const interrupts = new Set<() => void>();
  let isRunning = false;
  let downUntil = -Infinity;
  let failures = 0;
  let lastError = '';

  const reread = async (
    wanted: ReadonlyMap<Collection, readonly string[]>,
    signal: AbortSignal,
  ) => {
    for (const [collection, ids] of wanted) {
      const askedAt = intake.tick();
      const terms = { ids: ids.slice(0, MAX_LOOKED_UP), keys: [] };
      const found = await writes.find(collection, terms, signal).catch((error: unknown) => {
        // A table that cannot be read for itself must not hold up the others: its newest known state will do.
        if (isOfOneTable(error)) return [];
        throw error;
      });
      const changed = found.map(({ record }) => record);
      const lost = writes.lostColumns(collection);
      const { name } = collection;
      // As fresh as news of the cursor, and published like it.
      await intake.apply([{ kind: 'part', collection: name, changed, removed: [], lost, askedAt }]);
    }
  };

  /** Asks by a collection's name; a mutator may use one that this site does not declare. */
  const byName = (obstacle: UpstreamWrites['obstacle']) => (name: string) => {
    const collection = collections.find((one) => one.name === name);
    return collection ? obstacle(collection) : 'this site has no such collection';
  };

  const executor = createExecutor({
    ...options,
    books,
    newest: intake.newest,
    has: intake.has,
    obstacle: byName(writes.obstacle),
    readObstacle: byName(writes.readObstacle),
    reread,
  });
  const writer = createWriter({
    ...options,
    books,
    putBack: executor.putBack,
    onPaused: (error, ms) => {
      lastError = wordsOf(error);
      report({ type: 'writing-failed', code: codeOf(error), retryInMs: ms });
    },
  });

  const retryAfterMs = () =>
    Math.min(
      Math.max(RETRY_AFTER_MS, downUntil - clock.now(), writer.pausedMs()),
      RETRY_AFTER_MOST_MS,
    );

  const resultOf = ({ clientId, id }: Pick<AskedMutation, 'clientId' | 'id'>): MutationResult => {
    const outcome = books.journal.find(clientId, id)?.outcome;
    if (outcome?.state === 'rejected') return { id, status: 'rejected', error: outcome.error };
    if (outcome?.state !== 'applied') {
      return { id, status: 'accepted', retryAfterMs: retryAfterMs() };
    }
    // Another log is another count; all that an earlier one had is in this one.
    const now = version();
    const { log, seq } = now && now.log !== outcome.log ? now : outcome;
    return { id, status: 'applied', log, seq, ...(outcome.hidden && { hidden: true }) };
  };

  /** Until these are over, a few seconds have passed, or nothing is to be expected for a while. */
  const waitFor = async (clientId: string, ids: readonly string[]) => {
    if (ids.length === 0 || !isRunning || clock.now() < downUntil) return;
    const waiting = new AbortController();
    let left = ids.length;
    const stops = ids.map((id) =>
      books.onOver(clientId, id, () => {
        left--;
        if (left === 0) waiting.abort();
      }),
    );
    const interrupt = () => waiting.abort();
    interrupts.add(interrupt);
    // It ends by rejection when there is nothing to wait for any more.
    await clock.sleep(ANSWER_WITHIN_MS, waiting.signal).catch(() => undefined);
    interrupts.delete(interrupt);
    for (const stop of stops) stop();
  };

  const interrupt = () => {
    for (const end of interrupts) end();
  };

  /** Takes one in; gives its id while its answer is still to come, and else the answer. */
  const takeOne = async (
    sent: SentMutation,
    { clientId, role }: { readonly clientId: string; readonly role: Role },
  ): Promise<string | MutationResult> => {
    const { id } = sent;
    const nowMs = clock.now();
    const checked = checkMutation(sent, { ...options, clientId, role, nowMs });
    if (checked.kind === 'rejected') return { id, status: 'rejected', error: checked.error };
    if (checked.kind === 'trapped') return pretend(id);
    if ((await executor.take(checked.mutation)) === 'reused') {
      const message = 'This id was used for another change before.';
      return { id, status: 'rejected', error: { code: 'conflict', message } };
    }
    const result = resultOf({ clientId, id });
    return result.status === 'accepted' ? id : result;
  };

  /** What a robot is told; nothing of it is kept. */
  const pretend = (id: string): MutationResult => {
    const now = version();
    if (!now) return { id, status: 'accepted', retryAfterMs: RETRY_AFTER_MS };
    return { id, status: 'applied', log: now.log, seq: now.seq };
  };

  const fail = (error: unknown) => {
    const waitMs = retryInMs(error, failures++, options.random);
    downUntil = clock.now() + waitMs;
    lastError = wordsOf(error);
    interrupt();
    report({ type: 'writing-failed', code: codeOf(error), retryInMs: waitMs });
  };

  const step = async (signal: AbortSignal): Promise<void> => {
    const startedAt = clock.now();
    const isReady = await executor.runWaiting(signal);
    const state = await writer.round(signal);
    failures = 0;
    if (writer.pausedMs() === 0) lastError = '';
    if (!isReady || state === 'blocked') await clock.sleep(LOOK_AGAIN_MS, signal);
    else if (state === 'idle' && executor.waitingCount() === 0) {
      await nap.sleep(FORGET_EVERY_MS, signal);
    }
    const gapMs = startedAt + ROUND_EVERY_MS - clock.now();
    if (gapMs > 0) await clock.sleep(Math.min(gapMs, ROUND_EVERY_MS), signal);
  };

  const createForgetting = () => {
    let forgottenAt = -Infinity;
    return () => {
      const now = clock.now();
      // A clock that was set back begins the day anew.
      if (now >= forgottenAt && now - forgottenAt < FORGET_EVERY_MS) return;
      forgottenAt = now;
      executor.giveUp(books.forget(now - KEEP_MS, GIVEN_UP));
    };
  };

  const readOnly = () =>
    collections.flatMap((collection) => {
      const why = collection.key === 'offprint_key' ? writes.obstacle(collection) : undefined;
      return why === undefined ? [] : [{ collection: collection.name, why }];
    });

  return Object.freeze({
    submit: async ({ clientId, mutations }: MutationRequest, role: Role) => {
      const taken = await Promise.all(mutations.map((sent) => takeOne(sent, { clientId, role })));
      nap.wake();
      await waitFor(clientId, [...new Set(taken.filter((one) => typeof one === 'string'))]);
      return taken.map((one) => (typeof one === 'string' ? resultOf({ clientId, id: one }) : one));
    },
    run: async (signal: AbortSignal) => {
      const forget = createForgetting();
      isRunning = true;
      signal.addEventListener('abort', interrupt, { once: true });
      while (!signal.aborted) {
        try {
          forget();
          await step(signal);
        } catch (error) {
          if (signal.aborted) break;
          fail(error);
          // It ends by rejection when the signal is aborted, which the loop sees.
          await clock.sleep(downUntil - clock.now(), signal).catch(() => undefined);
        }
      }
      isRunning = false;
      interrupt();
      await executor.idle();
    },
    isWritable: () =>
      collections.some(
        (collection) =>
          collection.key === 'offprint_key' && writes.obstacle(collection) === undefined,
      ),
    status: () => ({
      pending: books.pendingCount() + executor.waitingCount(),
      lastError,
      readOnly: readOnly(),
    }),
  });
}
