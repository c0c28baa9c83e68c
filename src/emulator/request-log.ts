/** One request that was answered, or broken off: then `status` is 0. */
interface LoggedRequest {
  readonly atMs: number;
  readonly method: string;
  /** Path and query, as sent. */
  readonly target: string;
  readonly status: number;
}

/** What was asked of the Web API: the newest requests, at least 5,000 of them, and how many there were in all. */
export interface RequestLog {
  readonly entries: () => readonly LoggedRequest[];
  readonly total: () => number;
  /** How many of the kept requests match a pattern over `METHOD /path?query`. */
  readonly count: (pattern: RegExp) => number;
  readonly add: (entry: LoggedRequest) => void;
  readonly clear: () => void;
}

/** Keeps the log in memory. */
export function createRequestLog(): RequestLog {
  let entries: LoggedRequest[] = [];
  let total = 0;
  return Object.freeze({
    entries: () => entries,
    total: () => total,
    count: (pattern: RegExp) =>
      entries.filter(({ method, target }) => pattern.test(`${method} ${target}`)).length,
    add: (entry: LoggedRequest) => {
      total += 1;
      entries.push(entry);
      if (entries.length > 10_000) entries = entries.slice(-5_000);
    },
    clear: () => {
      entries = [];
      total = 0;
    },
  });
}
