import type { CALLS_PER_MONTH, LimitSettings } from './limits.ts';
import type { SeedBase } from './seed.ts';
import type { Snapshot } from './snapshot.ts';

/** What an emulator is made of. Only `base`, `now`, `random` and `origin` are needed; the rest is as in Airtable. */
export interface EmulatorOptions {
  readonly base: SeedBase;
  /** The time in ms since the epoch; everything that expires goes by it. */
  readonly now: () => number;
  readonly random: () => number;
  /** Where it is reached, without a slash at the end, such as `http://localhost:4181`. */
  readonly origin: string;
  /** Which of Airtable's plans the base is on; business. It sets the calls in a month, unless `limits` does. */
  readonly plan?: keyof typeof CALLS_PER_MONTH;
  readonly limits?: Partial<LimitSettings>;
  /** How long an attachment's address works at most; two hours. */
  readonly attachmentTtlMs?: number;
  /** How long a walk through pages is remembered without a request; five minutes. */
  readonly iteratorIdleMs?: number;
  /** How a record that is not there is refused; 403. */
  readonly missingRecord?: 403 | 404;
  /** Waits, for slow answers and for the retries of webhooks' pings. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Reaches others: the addresses of webhooks, and files that writes name by address; the platform's own. */
  readonly fetch?: (request: Request) => Promise<Response>;
  /** Told after each change; `snapshot` makes the whole state as plain JSON, and costs nothing until called. */
  readonly save?: (snapshot: () => Snapshot) => void;
  /** What was saved before, or `undefined` to start from the seed. */
  readonly load?: () => Snapshot | undefined;
}
