import type { Collection } from '../../model/schema.ts';
import type { Intake } from '../intake/intake.ts';
import type { UpstreamWrites } from '../source/upstream-writes.ts';
import type { Send } from './journal.ts';
import type { Applied } from './send-batch.ts';

/** What became of calls that nobody answered. */
export interface FoundSends {
  readonly applied: readonly Applied[];
  /** These took no effect so far; a removal is simply asked for again, for of what is gone already Airtable says so. */
  readonly undone: readonly Send[];
}

/** Looks up what became of calls to one table: what took effect left the call's number in its record (fault N11). */
export async function lookUpSends(
  collection: Collection,
  sends: readonly Send[],
  {
    writes,
    newest,
    signal,
  }: {
    readonly writes: Pick<UpstreamWrites, 'find'>;
    readonly newest: Intake['newest'];
    readonly signal: AbortSignal;
  },
): Promise<FoundSends> {
  const upstreamIdOf = (id: string) => newest(collection.name)?.find(id)?.upstreamId;
  const ids = sends.flatMap(({ kind, id }) => (kind === 'update' ? (upstreamIdOf(id) ?? []) : []));
  const keys = sends.flatMap(({ kind, id }) => (kind === 'insert' ? id : []));
  const isAsked = ids.length + keys.length > 0;
  const found = isAsked ? await writes.find(collection, { ids, keys }, signal) : [];
  const applied: Applied[] = [];
  const undone: Send[] = [];
  for (const send of sends) {
    const { id, kind, rev } = send;
    const there = found.find(({ record, key }) =>
      kind === 'insert' ? key === id : record.id === upstreamIdOf(id),
    );
    if (there?.rev !== rev) {
      undone.push(send);
      continue;
    }
    const { record } = there;
    const write = { collection, id, kind, rev, count: 0, cells: {}, upstreamId: record.id };
    applied.push({ write, record });
  }
  return { applied, undone };
}
