import { isObject, type JsonObject } from './json.ts';

/**
 * One thing that is to go wrong.
 * - `status`: answers `status` (503) with `body`, and `Retry-After: retryAfter` if given, instead of working.
 * - `rate-limit`: answers the 429 and starts the penalty.
 * - `hang`: never answers; ends when the client gives up.
 * - `truncate`: works, but half of the body is missing.  `cut`: the same, and the connection breaks there.
 * - `html`: answers a portal's page with status 200.  `slow`: waits `delayMs` (1,000), then works.
 * - `answer-lost`: works, so that a write takes effect, then breaks the connection without an answer.
 * - `iterator-lost`: forgets every walk through pages.  `empty-table`: a list answers no records.
 */
export interface Fault {
  readonly kind: FaultKind;
  /** A regular expression over `METHOD /path?query`; without one every request of the Web API is meant. */
  readonly match?: string;
  /** How many requests it hits before it is spent; without a number it stays until cleared. */
  readonly times?: number;
  /** How many matching requests pass unharmed before it starts. */
  readonly after?: number;
  readonly status?: number;
  readonly body?: unknown;
  readonly retryAfter?: number | string;
  readonly delayMs?: number;
}

/** Every kind of fault there is. */
const FAULT_KINDS = [
  'status',
  'rate-limit',
  'hang',
  'truncate',
  'html',
  'cut',
  'slow',
  'answer-lost',
  'iterator-lost',
  'empty-table',
] as const;

/** The name of one kind of fault. */
type FaultKind = (typeof FAULT_KINDS)[number];

/** The faults in force, the oldest first. */
export interface Faults {
  readonly add: (...faults: readonly Fault[]) => void;
  readonly clear: () => void;
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
        pattern: new RegExp(fault.match ?? ''),
        seen: 0,
      }));
      entries = [...entries, ...added];
    },
    clear: () => {
      entries = [];
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

/** Reads one fault from JSON; says with a sentence what is wrong with it. */
export function readFault(value: unknown): Fault | string {
  if (!isObject(value)) return 'A fault is an object with a "kind".';
  const kind = FAULT_KINDS.find((known) => known === value['kind']);
  if (kind === undefined) return `"kind" is one of ${FAULT_KINDS.join(', ')}.`;
  if (value['match'] !== undefined && !isPattern(value['match'])) {
    return '"match" is a regular expression over "METHOD /path?query".';
  }
  const wrong = ['times', 'after', 'status', 'delayMs'].find((name) => !isCount(value, name));
  if (wrong !== undefined) return `"${wrong}" is a whole number, 0 or more.`;
  return { ...value, kind };
}

function isPattern(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  try {
    return new RegExp(value) instanceof RegExp;
  } catch {
    // The constructor's only failure is a pattern that does not parse, which is the answer.
    return false;
  }
}

function isCount(value: JsonObject, name: string): boolean {
  const count = value[name];
  return (
    count === undefined || (typeof count === 'number' && Number.isInteger(count) && count >= 0)
  );
}
