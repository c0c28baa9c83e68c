import { decodeBroadcast, type Broadcast } from '../protocol/broadcast.ts';
import type { Build, EngineStatus } from '../protocol/worker-api.ts';
import { SyncError } from '../protocol/failure.ts';
import { withDeadline } from './deadline.ts';
import type { Wanted } from './early.ts';
import type { EngineOptions } from './engine-options.ts';
import { createLease } from './lease.ts';
import type { Presence, PresentTab } from './presence.ts';

/*
 *   follower                          channel                          owner
 *   at its start             ── build ───────────────▶   older: lets go · newer: says its own build
 *   a tab spoke, or is due   ── tab ─────────────────▶   counts it, answers ── status ──▶
 *   a tab asks               ── check, want ─────────▶   polls, then ── status · early · committed ──▶
 *   no status in time        ── steals the lock
 */

/** One worker's talk with the others over the channel: what a follower passes on, and what an owner answers. */
export interface Relay {
  /** Says which build this is; owners and followers answer to it. */
  begin(): void;
  /** A tab of this worker spoke. */
  tab(tabId: string, tab: PresentTab): void;
  check(): void;
  /**
   * Passes a want on and looks whenever something came. 'missing' only where a whole version has no such record; 'ours'
   * where this worker has become the owner meanwhile, and so has to answer itself.
   */
  want(wanted: Wanted, find: Find): Promise<'shown' | 'missing' | 'ours'>;
  /** Watches over the owner while this worker follows and somebody looks. */
  follow(isNeeded: boolean): void;
  /** What the owner last said; undefined where it said nothing yet. */
  ownerStatus(): EngineStatus | undefined;
  /** Settles when this worker is the owner; rejects with 'timeout' where it does not become one. */
  untilOwner(): Promise<void>;
  stop(): void;
}

type Find = (wanted: Wanted) => Promise<'shown' | 'missing'>;

/** What a relay is handed; the callbacks are told what an owner has to do. */
export interface RelayOptions extends Pick<
  EngineOptions,
  'build' | 'channel' | 'clock' | 'names' | 'random' | 'report'
> {
  readonly presence: Presence;
  readonly isOwner: () => boolean;
  /** True where what is written is in memory, and so nobody else's: no follower is listened to, and none asked. */
  readonly isPrivate: () => boolean;
  readonly answerStatus: () => void;
  readonly onCheck: () => void;
  readonly onWant: (wanted: Wanted) => void;
  readonly onNewerBuild: () => void;
  /** Another worker wrote the outbox. */
  readonly onOutbox: () => void;
  readonly onOwnerStatus: (status: EngineStatus) => void;
  /** The owner did not answer in time. */
  readonly onExpired: () => void;
}

/** A relay, listening. */
export function createRelay(options: RelayOptions): Relay {
  const { build, channel, clock, names, presence } = options;
  const lease = createLease({
    clock,
    random: options.random,
    ask: relayTabs,
    onExpired: options.onExpired,
  });
  const listeners = new Set<() => void>();
  let ownerStatus: EngineStatus | undefined;
  let answeredAt = Number.NEGATIVE_INFINITY;

  function relayTabs(): void {
    for (const { tabId, ...tab } of presence.list()) postTab(tabId, tab);
  }

  function postTab(tabId: string, { state, feeds = [] }: PresentTab): void {
    channel.post({ type: 'tab', tabId, state, ...(feeds.length > 0 ? { feeds } : {}) });
  }

  function hear(raw: unknown): void {
    const message = decodeBroadcast(raw);
    if (!message) return;
    if (message.type === 'build') meet(message.build);
    else if (message.type === 'outbox') options.onOutbox();
    else if (options.isPrivate()) return;
    else if (options.isOwner()) answer(message);
    else listen(message);
    for (const listener of listeners) listener();
  }

  function meet(other: Build): void {
    if (other.at > build.at) {
      options.report({ kind: 'newer-build', build: other });
      options.onNewerBuild();
    } else if (other.at < build.at) channel.post({ type: 'build', build });
    else if (options.isPrivate()) return;
    else if (options.isOwner()) answerStatus();
    else relayTabs();
  }

  function answer(message: Broadcast): void {
    switch (message.type) {
      case 'tab':
        presence.set(message.tabId, message);
        return answerStatus();
      case 'check':
        return options.onCheck();
      case 'want':
        return options.onWant(message);
      case 'build':
      case 'committed':
      case 'outbox':
      case 'early':
      case 'local':
      case 'live':
      case 'status':
    }
  }

  /** One answer serves all who ask within a second; a clock that was set back must not silence it. */
  function answerStatus(): void {
    const now = clock.now();
    if (now >= answeredAt && now - answeredAt < ANSWER_EVERY_MS) return;
    answeredAt = now;
    options.answerStatus();
  }

  function listen(message: Broadcast): void {
    if (message.type !== 'status' || !message.status.isOwner) return;
    const { store = names.database } = message;
    // The lock is one for all shapes of the site; what is said is of one.
    if (store.startsWith(names.databasePrefix)) lease.heard();
    if (store !== names.database) return;
    ownerStatus = message.status;
    options.onOwnerStatus(message.status);
  }

  /** Settles when `isDone` holds, looked at after each message. */
  async function until(isDone: () => Promise<boolean>, what: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = () =>
      void isDone().then(
        (done) => done && resolve(),
        () => undefined,
      );
    listeners.add(look);
    look();
    const lateError = () => new SyncError('timeout', `${what}: no answer from the owner`);
    try {
      await withDeadline(promise, { clock, ms: ANSWER_DEADLINE_MS, lateError });
    } finally {
      listeners.delete(look);
    }
  }

  const stopListening = channel.subscribe(hear);

  return Object.freeze({
    begin() {
      channel.post({ type: 'build', build });
      // It is our own lock now: whoever asks `untilOwner` hears of it here.
      for (const listener of listeners) listener();
    },
    tab(tabId: string, tab: PresentTab) {
      presence.set(tabId, tab);
      if (!options.isOwner() && !options.isPrivate()) postTab(tabId, tab);
    },
    check: () => channel.post({ type: 'check' }),
    async want(wanted: Wanted, find: Find) {
      channel.post({ type: 'want', ...wanted });
      const isAnswered = async () => options.isOwner() || (await find(wanted)) === 'shown';
      try {
        await until(isAnswered, `want ${wanted.collection}/${wanted.id}`);
        return options.isOwner() ? 'ours' : 'shown';
      } catch (error) {
        // Silence means that there is no such record where the owner has a whole version to look in.
        if (ownerStatus?.version && !ownerStatus.failure) return 'missing';
        throw error;
      }
    },
    follow: (isNeeded: boolean) => lease.watch(isNeeded),
    ownerStatus: () => ownerStatus,
    untilOwner: () => until(() => Promise.resolve(options.isOwner()), 'taking over'),
    stop() {
      stopListening();
      lease.watch(false);
    },
  });
}

const ANSWER_EVERY_MS = 1000;
const ANSWER_DEADLINE_MS = 15_000;
