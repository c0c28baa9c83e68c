import { createHash } from 'node:crypto';

/** What happened, a line each, in order. Random ids of the code under test have no place in it. */
export interface Trace {
  readonly add: (line: string) => void;
  readonly lines: () => readonly string[];
  /** The same for two runs that went the same way. */
  readonly hash: () => string;
}

/** An empty trace; every line begins with the milliseconds since the start. */
export function createTrace(now: () => number): Trace {
  const startedAt = now();
  const lines: string[] = [];
  return {
    add: (line) => void lines.push(`${now() - startedAt} ${line}`),
    lines: () => lines,
    hash: () => createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16),
  };
}
