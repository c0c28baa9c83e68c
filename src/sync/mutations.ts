import type { Cache, OverlayCommit } from '../cache/cache.ts';
import type { Outbox } from '../cache/outbox.ts';
import type { Version } from '../protocol/version.ts';
import type {
  EngineStatus,
  Made,
  MutationCall,
  OutboxEntry,
  Unsent,
} from '../protocol/worker-api.ts';
import type { Clock, Locks, Random } from './environment.ts';
import type { Mutators } from './pending.ts';
import type { Push } from './push.ts';
import type { Report } from './sync-event.ts';

/*
 *   tab ──mutate──▶ check · try out ──▶ outbox row (strict) ──▶ answer: kept
 *                                            │
 *                owner:  overlay ──▶ 'committed' to all tabs         others: 'outbox' to the owner
 *                                            │
 *                sender: POST ──▶ applied: row stays until a version has it, and goes in that commit's overlay
 *                             ──▶ hidden by a filter: row and overlay stay, here alone, until the base has what it made
 *                             ──▶ rejected: overlay without it, row stays with its error
 */

/** The write path of one worker. Methods reject with `SyncError`. */
export interface Mutations {
  mutate(call: MutationCall): Promise<Made>;
  entries(): Promise<readonly OutboxEntry[]>;
  retry(id: string): Promise<void>;
  discard(id: string): Promise<void>;
  signIn(token: string): Promise<void>;
  signOut(unsent: Unsent): Promise<void>;
  /** Signs out. Throws 'conflict' where there are unsent changes and nobody said what is to become of them. */
  letGo(unsent: Unsent | undefined): Promise<void>;
  status(): Pick<EngineStatus, 'role' | 'outbox'>;
  /** This worker writes the cache from now on: what is kept shows, and is sent by whoever holds the lock. */
  own(): void;
  /** Settles when what is kept can be shown; after three seconds at the latest. */
  ready(): Promise<unknown>;
  disown(): void;
  /** Takes the lock from a sender that does not answer any more. */
  steal(): void;
  /** Another worker wrote the outbox. */
  reload(): void;
  /** A check went well; after a failed one the network is back. */
  checked(wasFailing: boolean): Promise<void>;
  /** A version was committed. */
  committed(): void;
  hurry(): void;
  stop(): void;
}

export interface MutationsOptions {
  readonly outbox: Outbox;
  readonly mutators: Mutators;
  readonly push: Push;
  readonly locks: Locks;
  readonly lockName: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly newId: () => string;
  readonly report: Report;
  /** The cache that is written; its overlay is made of the same outbox. */
  readonly cache: () => Cache;
  readonly commitOverlay: Cache['commitOverlay'];
  readonly version: () => Version | undefined;
  /** No version of the site was shown on this device before, as far as is known. */
  readonly isFirstCopy: () => boolean;
  readonly isOwner: () => boolean;
  /** True where the site is known to take no changes. */
  readonly isReadOnly: () => boolean;
  readonly onOverlay: (commit: OverlayCommit) => void;
  readonly onStatus: () => void;
  /** The others have to read the outbox again. */
  readonly tellOthers: () => void;
}
