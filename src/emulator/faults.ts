import type { SeedFieldType } from './seed.ts';

/**
 * One thing that is to go wrong.
 * - `status`: answers `status` (503) with `body`, and `Retry-After: retryAfter` if given, instead of working.
 * - `rate-limit`: answers the 429 and starts the penalty.  `billing-limit`: answers the 429 of a used-up month.
 * - `offline`: breaks the connection before anything was done.  `hang`: never answers; ends when the client gives up.
 * - `truncate`: works, but half of the body is missing.  `cut`: the same, and the connection breaks there.
 * - `stall`: works, sends headers and half of the body, and then nothing more until the client gives up.
 * - `html`: answers a portal's page with status 200.  `slow`: waits `delayMs` (1,000), then works.
 * - `answer-lost`: works, so that a write takes effect, then breaks the connection without an answer.
 * - `iterator-lost`: forgets every walk through pages.  `empty-table`: a list answers no records.
 * - `record-added`, `record-removed`, `schema-changed`: an editor does this just before the request is answered.
 *
 * What happens between pages hits, without a `match`, only requests for a second or later page: with `after: 1` the third.
 */
export interface Fault {
  readonly kind: FaultKind;
  /** What a person calls it, such as `429 storm`; see `NAMED_FAULTS`. */
  readonly name?: string;
  /**
   * A regular expression over `METHOD /path?query`; without one every request of the Web API is meant. The offset in the
   * body of a `listRecords` is seen as if it were in the address.
   */
  readonly match?: string;
  /** How many requests it hits before it is spent; without a number it stays until cleared. */
  readonly times?: number;
  /** How many matching requests pass unharmed before it starts. */
  readonly after?: number;
  readonly status?: number;
  readonly body?: unknown;
  readonly retryAfter?: number | string;
  readonly delayMs?: number;
  /** For `schema-changed`: the field (the first after the primary one) and what becomes of it (another name). */
  readonly field?: string;
  readonly change?: FieldChange;
}

/** What becomes of a field: it is removed, or gets another name or type. */
export type FieldChange = 'removed' | { readonly name?: string; readonly type?: SeedFieldType };

/** Every kind of fault there is. */
export const FAULT_KINDS = [
  'status',
  'rate-limit',
  'billing-limit',
  'offline',
  'hang',
  'truncate',
  'html',
  'cut',
  'stall',
  'slow',
  'answer-lost',
  'iterator-lost',
  'empty-table',
  'record-added',
  'record-removed',
  'schema-changed',
] as const;

/** The name of one kind of fault. */
type FaultKind = (typeof FAULT_KINDS)[number];

/** What can only happen between two pages. */
const BETWEEN_PAGES: readonly FaultKind[] = [
  'iterator-lost',
  'record-added',
  'record-removed',
  'schema-changed',
];

/** The faults in force, the oldest first. */
export interface Faults {
  readonly add: (...faults: readonly Fault[]) => void;
  /** Takes away all faults, or those of one name. */
  readonly clear: (name?: string) => void;
  readonly active: () => readonly Fault[];
  /** The faults that hit this request; each counts it. */
  readonly take: (request: FaultTarget) => readonly Fault[];
}

/** One request, as faults look at it. With `needsMatch` only faults that have a `match` can hit it. */
interface FaultTarget {
  readonly method: string;
  readonly target: string;
  readonly needsMatch?: boolean;
}

/** Keeps faults in memory. `add` throws for a `match` that is no regular expression. */
export function createFaults(): Faults {
  let entries: { readonly fault: Fault; readonly pattern: RegExp; seen: number }[] = [];
  const isSpent = ({ fault, seen }: { fault: Fault; seen: number }): boolean =>
    fault.times !== undefined && seen >= fault.times + (fault.after ?? 0);
  return Object.freeze({
    add: (...faults: readonly Fault[]) => {
      const added = faults.map((fault) => ({
        fault,
        pattern: new RegExp(
          fault.match ?? (BETWEEN_PAGES.includes(fault.kind) ? '[?&]offset=itr' : ''),
        ),
        seen: 0,
      }));
      entries = [...entries, ...added];
    },
    clear: (name?: string) => {
      entries = name === undefined ? [] : entries.filter(({ fault }) => fault.name !== name);
    },
    active: () => entries.map(({ fault }) => fault),
    take: ({ method, target, needsMatch }: FaultTarget) => {
      const hits: Fault[] = [];
      for (const entry of entries) {
        if (needsMatch === true && entry.fault.match === undefined) continue;
        if (!entry.pattern.test(`${method} ${target}`)) continue;
        entry.seen += 1;
        if (entry.seen > (entry.fault.after ?? 0)) hits.push(entry.fault);
      }
      entries = entries.filter((entry) => !isSpent(entry));
      return hits;
    },
  });
}
