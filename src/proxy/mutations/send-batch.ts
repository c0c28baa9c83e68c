import { SyncError } from '../../protocol/failure.ts';
import type { UpstreamRecord } from '../source/upstream-record.ts';
import type { UpstreamWrites } from '../source/upstream-writes.ts';
import { giveBack, UNFINISHED } from './kept-rows.ts';
import type { RecordWrite } from './plan-round.ts';
import { isRefusal } from './refusals.ts';

/** What one batch came to, as far as it got. */
export interface BatchOutcome {
  readonly applied: readonly Applied[];
  /** Airtable does not take these. */
  readonly refused: readonly RecordWrite[];
  /** These change a record that is not there any more. */
  readonly gone: readonly RecordWrite[];
  /** Surely took no effect. */
  readonly untouched: readonly RecordWrite[];
  /** Why it ended early, with what is neither here nor there left unknown (fault N11). */
  readonly error?: unknown;
}

/** A write that took effect, with the record as it stands since; undefined where it was removed. */
export interface Applied {
  readonly write: RecordWrite;
  readonly record: UpstreamRecord | undefined;
}

/**
 * Sends a batch. Airtable takes all of it or nothing, so one that is refused is cut in halves until those remain that it
 * does not take. One that is made in the place of a removed row is made all the same where Airtable does not take all of
 * that row. Never rejects.
 */
export async function sendBatch(
  writes: UpstreamWrites,
  batch: readonly RecordWrite[],
  signal: AbortSignal,
): Promise<BatchOutcome> {
  const applied: Applied[] = [];
  const refused: RecordWrite[] = [];
  const gone: RecordWrite[] = [];
  const parts = [batch];
  /** By what is left of a write once nothing is given back with it. */
  const wholeByBare = new Map<RecordWrite, RecordWrite>();
  for (let part = parts.shift(); part; part = parts.shift()) {
    try {
      const sent = await send(writes, part, signal);
      const whole = wholeByBare.get(part[0]!);
      if (!whole) applied.push(...sent);
      else {
        const [{ record }] = sent as [Applied];
        const given = await giveBack(writes, whole, { record: record!, signal });
        applied.push({ write: whole, record: given });
      }
    } catch (error) {
      const rest = parts.flat();
      if (!isOfContent(error, writes, part)) {
        const untouched = isUnsent(error, signal) ? [...part, ...rest] : rest;
        return { applied, refused, gone, untouched, error };
      }
      if (part.length > 1) {
        const half = Math.ceil(part.length / 2);
        parts.unshift(part.slice(0, half), part.slice(half));
        continue;
      }
      const [sole] = part as [RecordWrite];
      if (sole.kept) {
        const { kept: _, ...own } = sole;
        const bare = { ...own, rev: UNFINISHED };
        wholeByBare.set(bare, sole);
        parts.unshift([bare]);
        continue;
      }
      const write = wholeByBare.get(sole) ?? sole;
      const verdict = await judge(writes, write, { error, signal });
      if (verdict.kind === 'failed') {
        return { applied, refused, gone, untouched: [...part, ...rest], error: verdict.error };
      }
      if (verdict.kind === 'refused') refused.push(write);
      else if (write.kind === 'remove') applied.push({ write, record: undefined });
      else gone.push(write);
    }
  }
  return { applied, refused, gone, untouched: [] };
}

async function send(
  writes: UpstreamWrites,
  batch: readonly RecordWrite[],
  signal: AbortSignal,
): Promise<readonly Applied[]> {
  const { collection, kind } = batch[0]!;
  if (kind === 'remove') {
    const ids = batch.map(({ upstreamId }) => upstreamId!);
    await writes.remove(collection, ids, signal);
    return batch.map((write) => ({ write, record: undefined }));
  }
  const records =
    kind === 'insert'
      ? await writes.insert(
          collection,
          batch.map(({ id, rev, cells, kept = {} }) => ({ key: id, rev, cells, kept })),
          signal,
        )
      : await writes.update(
          collection,
          batch.map(({ upstreamId, rev, cells, kept = {} }) => ({
            id: upstreamId!,
            rev,
            cells,
            kept,
          })),
          signal,
        );
  return batch.map((write, i) => ({ write, record: records[i] }));
}

/** One write was refused: is its record gone, is the token not allowed, or is it the values? */
async function judge(
  writes: UpstreamWrites,
  { collection, kind, upstreamId }: RecordWrite,
  { error, signal }: { readonly error: unknown; readonly signal: AbortSignal },
): Promise<
  { readonly kind: 'gone' | 'refused' } | { readonly kind: 'failed'; readonly error: unknown }
> {
  const status = error instanceof SyncError ? error.facts.status : undefined;
  if (status !== 403 && status !== 404) return { kind: 'refused' };
  // Airtable answers the same for a record that is gone as for a token that may not.
  if (kind === 'insert' || upstreamId === undefined) return { kind: 'failed', error };
  try {
    return (await writes.exists(collection, upstreamId, signal))
      ? { kind: 'failed', error }
      : { kind: 'gone' };
  } catch (failure) {
    return { kind: 'failed', error: failure };
  }
}

/** Refused because of what these say; where the table as a whole cannot be written to, halves would be refused too. */
function isOfContent(
  error: unknown,
  writes: UpstreamWrites,
  [first]: readonly RecordWrite[],
): boolean {
  return isRefusal(error) && writes.obstacle(first!.collection) === undefined;
}

/** Refused as a whole, or before it was looked at, or not even sent: a 429, a wrong token, no calls left, a stop. */
function isUnsent(error: unknown, signal: AbortSignal): boolean {
  if (isRefusal(error)) return true;
  if (error instanceof SyncError) {
    return ['rate-limited', 'unauthorized', 'not-found', 'conflict'].includes(error.code);
  }
  return signal.aborted;
}
