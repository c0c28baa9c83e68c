import type { Fault } from './faults.ts';

/** A bad day under the name people give it; the grid has a switch for each. */
export interface NamedFault {
  readonly name: string;
  /** What happens, in one sentence for somebody who is about to switch it on. */
  readonly says: string;
  readonly faults: readonly Fault[];
}

/** Every fault that can be switched on and off by its name, in the order of the menu. */
export const NAMED_FAULTS: readonly NamedFault[] = [
  {
    name: 'offline',
    says: 'Every connection breaks before it is answered.',
    faults: [{ kind: 'offline' }],
  },
  {
    name: '429 storm',
    says: 'Every request is one too many, and 30 seconds of silence are asked for.',
    faults: [{ kind: 'rate-limit' }],
  },
  {
    name: 'table suddenly empty',
    says: 'Every table answers that it has no records.',
    faults: [{ kind: 'empty-table' }],
  },
  {
    name: 'monthly cap reached',
    says: 'The plan’s calls of this month are used up; only metadata still answers. The site waits for the month to turn, or to be started with another AIRTABLE_PLAN, also when this is off.',
    faults: [{ kind: 'billing-limit', match: '^\\w+ /v0/(?!meta/)' }],
  },
  {
    name: 'server errors',
    says: 'Every request is answered 500.',
    faults: [{ kind: 'status', status: 500 }],
  },
  {
    name: 'down for maintenance',
    says: 'Every request is answered 503, with Retry-After: 20.',
    faults: [{ kind: 'status', status: 503, retryAfter: 20 }],
  },
  {
    name: 'slow answers',
    says: 'Every answer begins five seconds late.',
    faults: [{ kind: 'slow', delayMs: 5_000 }],
  },
  {
    name: 'stalled answers',
    says: 'Every answer stops in its middle, and the connection stays open.',
    faults: [{ kind: 'stall' }],
  },
  {
    name: 'cut connections',
    says: 'Every answer breaks off in its middle.',
    faults: [{ kind: 'cut' }],
  },
  {
    name: 'truncated answers',
    says: 'Every answer ends in its middle, as if that were all.',
    faults: [{ kind: 'truncate' }],
  },
  {
    name: 'sign-in page',
    says: 'Every request is answered by the web page of a network that wants a sign-in.',
    faults: [{ kind: 'html' }],
  },
  {
    name: 'answers to writes lost',
    says: 'Writes take effect, but nobody is told so.',
    faults: [{ kind: 'answer-lost', match: '^(?:POST(?!.*/listRecords)|PATCH|PUT|DELETE) ' }],
  },
  {
    name: 'paging forgets its place',
    says: 'Every request for a second page is told to begin again.',
    faults: [{ kind: 'iterator-lost' }],
  },
  {
    name: 'record added between pages',
    says: 'Somebody adds a record while a table is being read, once.',
    faults: [{ kind: 'record-added', times: 1 }],
  },
  {
    name: 'record removed between pages',
    says: 'Somebody deletes a record while a table is being read, once.',
    faults: [{ kind: 'record-removed', times: 1 }],
  },
  {
    name: 'field renamed between pages',
    says: 'Somebody renames a field while a table is being read, once.',
    faults: [{ kind: 'schema-changed', times: 1 }],
  },
];
