import { SyncError } from '../protocol/failure.ts';
import { createChecks } from './checks.ts';
import { withDeadline } from './deadline.ts';
import type { Wanted } from './early.ts';
import type { Clock } from './environment.ts';
import type { Relay } from './relay.ts';
import type { StoreInUse } from './store-in-use.ts';
import type { Wants } from './wants.ts';

/** What tabs asked for and wait for: checks, and records. Every one is answered (P7). */
export interface Asks {
  /** Settles when a poll that began after this has been applied; rejects where one failed. */
  check(): Promise<void>;
  /** Settles when the record can be read, or is known to be missing. */
  want(wanted: Wanted): Promise<'shown' | 'missing'>;
  pollSucceeded(run: number): void;
  failed(error: SyncError): void;
  /** The owner said that it checked at this moment. */
  checkedElsewhere(at: number): void;
}

/** What the answers hang on. */
export interface AsksOptions {
  readonly clock: Clock;
  readonly store: StoreInUse;
  readonly wants: Wants;
  readonly relay: Pick<Relay, 'want'>;
  readonly isOwner: () => boolean;
  readonly isPolling: () => boolean;
  /** The number of the newest poll. */
  readonly lastRun: () => number;
  /** Asks the state machine for a check. */
  readonly askCheck: () => void;
}

/** Nobody has asked yet. */
export function createAsks(options: AsksOptions): Asks {
  const { clock, store, wants } = options;
  const checks = createChecks();

  async function check(): Promise<void> {
    const asked = checks.ask({ at: clock.now(), needs: options.lastRun() + 1 });
    options.askCheck();
    if (options.isOwner()) return asked;
    const lateError = () => new SyncError('timeout', 'check: no answer from the owner');
    return withDeadline(asked, { clock, ms: FOLLOWER_DEADLINE_MS, lateError });
  }

  async function want(wanted: Wanted): Promise<'shown' | 'missing'> {
    if ((await find(wanted)) === 'shown') return 'shown';
    const answer = options.isOwner() ? 'ours' : await options.relay.want(wanted, find);
    return answer === 'ours' ? wantHere(wanted) : answer;
  }

  async function wantHere(wanted: Wanted): Promise<'shown' | 'missing'> {
    if (store.current()) {
      await check();
      return find(wanted);
    }
    const answer = wants.add(wanted);
    if (!options.isPolling()) options.askCheck();
    return answer;
  }

  async function find({ collection, id }: Wanted): Promise<'shown' | 'missing'> {
    const { answers } = await store.shown().reader.read([{ collection, id }]);
    const answer = answers[0];
    return answer && answer.state !== 'loading' && answer.rows.length > 0 ? 'shown' : 'missing';
  }

  return Object.freeze({
    check,
    want,
    pollSucceeded(run: number) {
      checks.succeeded(run);
      // An older answer than was shown here before says nothing of what there is.
      if (store.current()) void wants.settle(find);
    },
    failed(error: SyncError) {
      checks.failed(error);
      wants.fail(error);
    },
    checkedElsewhere: (at: number) => checks.checkedAt(at),
  });
}

const FOLLOWER_DEADLINE_MS = 15_000;
