import { EDITOR, READER, type OutboxRow } from '../cache/outbox.ts';
import { createTooLate } from '../cache/too-late.ts';
import { checkArguments } from '../model/mutator.ts';
import { SyncError } from '../protocol/failure.ts';
import type { Made, MutationCall, Unsent } from '../protocol/worker-api.ts';
import { argumentsError, unsentError } from './mutation-errors.ts';
import type { Mutations, MutationsOptions } from './mutations.ts';
import { entriesOf } from './outbox-entries.ts';
import { isBeingSent, isWaiting, madeAnew } from './outbox-row.ts';
import { createOwnership } from './ownership.ts';
import { arrivedIn, mutatorOf } from './pending.ts';
import { permitted } from './permitted.ts';
import { checkSize } from './push.ts';
import { createSender } from './sender.ts';

/** A write path that sends nothing yet. */
// oxlint-disable-next-line max-lines-per-function -- the contract, method by method
export function createMutations(options: MutationsOptions): Mutations {
  const { outbox, mutators, push, clock, newId } = options;
  const stopping = new AbortController();
  let isSender = false;
  let showing: Promise<void> | undefined;
  let mustShow = false;
  /** The rows that were last brought to the overlay; a write of ours may meet others beside them. */
  let shown: readonly OutboxRow[] = [];
  let appending = 0;
  let soon: Promise<void> | undefined;
  let reading: Promise<unknown> | undefined;

  const sender = createSender({
    ...options,
    isKnown: (row) => mutatorOf(row, mutators) !== undefined,
    effectsOf: (id) => options.cache().effectsOf(id),
    onRows: async () => {
      options.tellOthers();
      await forgetContained();
      await show();
    },
    onUnshown: show,
    onState: options.onStatus,
  });
  const ownership = createOwnership({
    locks: options.locks,
    name: options.lockName,
    onGranted: startSending,
    onLost: stopSending,
  });

  function startSending(): void {
    isSender = true;
    void reload().then(send, ignore);
  }

  /** A memory that knows nothing yet cannot say what a change does: it holds up nobody who can. */
  function requestSending(): void {
    if (!isSender && (options.version() || options.cache().storage !== 'memory'))
      ownership.request();
  }

  /** Only who writes the cache knows what a change does as it shows; the lock of the outbox may come first. */
  function send(): void {
    if (isSender && options.isOwner()) sender.start();
  }

  function stopSending(): void {
    isSender = false;
    sender.stop();
  }

  function disown(): void {
    ownership.release();
    stopSending();
  }

  /** Others wrote: where that cannot be read, it is tried again until it can. */
  async function reload(): Promise<void> {
    outbox.doubt();
    while (!outbox.isRead()) {
      await read().catch(() => clock.sleep(READ_AGAIN_MS, stopping.signal));
    }
  }

  /** Reads what is kept, and shows what was not known of it; whoever ends a doubt shows it. */
  async function read(): Promise<void> {
    const isKnown = outbox.isRead();
    await outbox.load();
    if (!isKnown || outbox.rows() !== shown) await show();
  }

  /** Brings the overlay to what is kept; calls while one is under way share the next. */
  function show(): Promise<void> {
    mustShow = true;
    showing ??= showAll();
    return showing;
  }

  async function showAll(): Promise<void> {
    await Promise.resolve();
    while (mustShow) {
      mustShow = false;
      shown = outbox.rows();
      // A store that cannot be written is the next poll's matter; the rows are kept, and show with the next commit.
      const commit = options.isOwner() ? await options.commitOverlay().catch(ignore) : undefined;
      if (commit) options.onOverlay(commit);
      await forgetContained();
    }
    // Before anybody can ask again: who asks from here on is not forgotten.
    showing = undefined;
    options.onStatus();
  }

  function changed(): void {
    if (!options.isOwner() || !isSender) options.tellOthers();
    void show().then(sendSoon);
  }

  /** Tabs draw first: marking a change as sent is a strict write, which holds up what they read of the same disk. */
  function sendSoon(): void {
    soon ??= clock.sleep(DRAWN_MS, stopping.signal).then(() => {
      soon = undefined;
      sender.nudge();
    }, ignore);
  }

  /** What is in the base needs no row any more. */
  async function forgetContained(): Promise<void> {
    const arrived = arrivedIn(outbox.rows(), options.version());
    const isDone = (row: OutboxRow) =>
      arrived.has(row) &&
      // Held back by a filter, it is done once it has no effect over the base any more.
      (!row.hidden || options.cache().effectsOf(row.id)?.length === 0);
    if (!outbox.rows().some(isDone)) return;
    await drop(isDone).catch(ignore);
  }

  async function mutate({ id, name, args }: MutationCall): Promise<Made> {
    const isTooLate = createTooLate(clock);
    // Who is signed in is not known before.
    if (!outbox.isRead()) await read();
    // Asked again of another worker than the one that died: it is kept already, and perhaps nobody was told.
    if (outbox.knows(id)) {
      changed();
      return { id };
    }
    const mutator = permitted(name, options);
    const checked = checkArguments(mutator, args);
    if (!checked.ok) throw argumentsError(name, checked.problems);
    const ctx = { now: clock.now(), newIds: Array.from({ length: mutator.makes ?? 0 }, newId) };
    const row = { id, name, args, ctx };
    checkSize(row);
    const before = shownRows();
    const effects = await options
      .cache()
      .tryOut({ now: ctx.now, run: (tx) => mutator.run(tx, args as never, ctx) });
    if (effects?.length === 0 && before) {
      // Another worker may have kept it, and the base may have it by now.
      await read();
      if (outbox.knows(id)) return { id };
      // It may undo what was kept since: only where all of that was looked at is it known to change nothing.
      if (before === shownRows()) return { id, isUnchanged: true };
    }
    appending++;
    await outbox
      .append(effects ? { ...row, effects } : row, mutator.role, isTooLate)
      .finally(() => appending--);
    changed();
    return { id };
  }

  /** What is kept, where all of it is in the overlay and nothing is being added. */
  function shownRows(): readonly OutboxRow[] | undefined {
    const rows = outbox.rows();
    const isShown = ({ id, ended }: OutboxRow) => ended || options.cache().effectsOf(id);
    return appending === 0 && rows.every(isShown) ? rows : undefined;
  }

  async function find(id: string): Promise<OutboxRow> {
    await read();
    const row = outbox.rows().find((one) => one.id === id);
    if (row) return row;
    throw new SyncError('not-found', 'This change is not kept here any more.');
  }

  async function retry(id: string): Promise<void> {
    const { ended } = await find(id);
    if (ended) {
      // That it makes the same records keeps it from making two. Another worker may have made it anew meanwhile, and sent it.
      await outbox.update((row) => (row.id === id && row.ended ? madeAnew(row, newId()) : row));
      changed();
    }
    sender.hurry();
  }

  async function discard(id: string): Promise<void> {
    await find(id);
    let isSent = false;
    // Looked at in the transaction itself: it may be sent while that waits for its turn, by any worker.
    await outbox.update((row) => {
      if (row.id !== id) return row;
      // One that was sent in vain may have arrived even so; then the person finds its effect, like anybody else's.
      const isOut = sender.isSending(id) || isBeingSent(row, clock.now());
      isSent = !row.ended && !row.hidden && (isOut || row.result !== undefined);
      return isSent ? row : undefined;
    });
    if (isSent) throw new SyncError('conflict', 'This was sent already and cannot be taken back.');
    changed();
  }

  async function drop(isDropped: (row: OutboxRow) => boolean): Promise<void> {
    await outbox.update((row) => (isDropped(row) ? undefined : row));
  }

  return Object.freeze({
    mutate,
    retry,
    discard,
    entries: () => read().then(() => entriesOf({ ...options, sender })),
    async signIn(token: string) {
      await push.checkToken(token, stopping.signal);
      await outbox.signIn({ token, identity: EDITOR });
      changed();
      sender.hurry();
    },
    async signOut(unsent: Unsent) {
      if (unsent === 'discard') await drop((row) => row.identity !== READER && isWaiting(row));
      await outbox.signIn(undefined);
      changed();
    },
    async letGo(unsent: Unsent | undefined) {
      await read();
      const left = outbox.rows().filter(({ result }) => !result);
      if (left.length > 0 && unsent === undefined) throw unsentError(left);
      if (unsent === 'discard') await drop(() => true);
      else {
        // What shows by now, though nothing was kept when it was made, waits like the rest for what comes.
        await outbox.update((row) =>
          row.firstSentAt === undefined ? { effects: [], ...row } : row,
        );
      }
      // The token is kept here like all else; who keeps the changes signs in again to send them.
      await outbox.signIn(undefined);
      changed();
    },
    status() {
      const rows = outbox.rows();
      return {
        role: outbox.signedIn() ? ('editor' as const) : ('reader' as const),
        outbox: {
          queued: rows.filter(isWaiting).length,
          rejected: rows.filter(({ ended }) => ended).length,
          state: sender.state(),
          storage: outbox.storage,
          revision: outbox.revision(),
        },
      };
    },
    own() {
      // A memory is nobody else's, so it needs no lock.
      isSender ||= outbox.storage === 'memory';
      requestSending();
      reading = reload().then(send, ignore);
    },
    ready: () => Promise.race([reading, clock.sleep(READY_MS, stopping.signal)]),
    disown,
    steal: () => ownership.steal(),
    reload: () => void reload().then(sendSoon, ignore),
    async checked(wasFailing: boolean) {
      // Word of what others wrote may have been lost.
      await read().catch(ignore);
      if (wasFailing) sender.hurry();
      else sender.nudge();
    },
    committed() {
      if (options.isOwner()) requestSending();
      void forgetContained().then(options.onStatus);
    },
    hurry: () => sender.hurry(),
    stop() {
      stopping.abort();
      disown();
      outbox.close();
    },
  });
}

/** Five tabs have read and drawn a change by then; changes that are made together are sent together. */
const DRAWN_MS = 50;

/** A disk that fails once may not the next time. */
const READ_AGAIN_MS = 1000;
const READY_MS = 3 * READ_AGAIN_MS;

function ignore(): undefined {
  return undefined;
}
