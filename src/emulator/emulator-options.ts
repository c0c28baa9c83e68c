import type { LimitSettings, PlanName } from './limits.ts';
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
  readonly plan?: PlanName;
  readonly limits?: Partial<LimitSettings>;
  /** How long an attachment's address works at most; two hours. */
  readonly attachmentTtlMs?: number;
  /** How long a walk through pages is remembered without a request; five minutes. */
  readonly iteratorIdleMs?: number;
  /** How a record that is not there is refused; 403. */
  readonly missingRecord?: 403 | 404;
  /** How a body that is not JSON is refused; 422. */
  readonly badJson?: 400 | 422;
  /** What single tokens may do, in Airtable's words such as `schema.bases:read`; a token not named here may do all. */
  readonly scopesByToken?: Readonly<Record<string, readonly string[]>>;
  /** Takes ids of any length after their three letters, such as `app123`; else they are as long as Airtable's. */
  readonly hasLenientIds?: boolean;
  /** How a list without view and sort is ordered: by record id, or anew by chance each time; Airtable promises neither. */
  readonly order?: 'id' | 'chance';
  /** Where attachments are uploaded besides `origin`, such as Airtable's `https://content.airtable.com`. */
  readonly contentOrigin?: string;
  /** Waits, for slow answers and for the retries of webhooks' pings. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Reaches others: the addresses of webhooks, and files that writes name by address; the platform's own. */
  readonly fetch?: (request: Request) => Promise<Response>;
  /** Told after each change; `snapshot` makes the whole state as plain JSON, and costs nothing until called. */
  readonly save?: (snapshot: () => Snapshot) => void;
  /** What was saved before, or `undefined` to start from the seed. */
  readonly load?: () => Snapshot | undefined;
}
