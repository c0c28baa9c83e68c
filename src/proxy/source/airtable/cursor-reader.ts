import type { Clock } from '../../clock.ts';
import type { Report } from '../../report.ts';
import type { SourceChange, SourceSink } from '../source.ts';
import type { UpstreamRecord } from '../upstream-record.ts';
import type { AirtableBase } from './airtable-base.ts';
import { AirtableError } from './airtable-error.ts';
import { viewOf } from './bind-collection.ts';
import type { CursorFile, CursorPlace } from './cursor-file.ts';
import type { TrackedTable } from './tracked-table.ts';
import {
  readPayloads,
  WEBHOOK_LIFE_MS,
  type AirtableWebhook,
  type BaseChanges,
} from './webhook.ts';

/** Reads a base's changes from its webhook's payloads: one call, however many tables. */
export interface CursorReader {
  /** Finds our webhook or makes one, and learns which table has which id. Throws where the token allows neither. */
  readonly open: (signal: AbortSignal) => Promise<void>;
  /** Takes in and publishes everything since the last time; gives what there was. Throws without moving the cursor. */
  readonly read: (sink: SourceSink, signal: AbortSignal) => Promise<CursorReading>;
  /** Forgets the webhook: it is gone. */
  readonly forget: () => Promise<void>;
  /** Whose notifications are taken, and how they are signed; undefined where none are to be expected. */
  readonly notifier: () => { readonly webhookId: string; readonly secret: string } | undefined;
  /** Asks Airtable to notify again. */
  readonly renotify: (signal: AbortSignal) => Promise<void>;
}

/** What one reading brought. */
export interface CursorReading {
  readonly payloads: number;
  readonly changed: number;
  /** There is more than one reading takes in. */
  readonly hasMore: boolean;
}

/** What a cursor reader is given; `onTableFailed` hears of a table whose records could not be read again. */
export interface CursorReaderOptions {
  readonly tables: readonly TrackedTable[];
  readonly base: AirtableBase;
  readonly webhook: AirtableWebhook;
  readonly file: CursorFile;
  readonly clock: Clock;
  readonly report: Report;
  /** Where Airtable may notify us of changes; undefined where we cannot be reached. */
  readonly notificationUrl?: string | undefined;
  readonly onTableFailed: (table: TrackedTable, error: unknown) => void;
}

/** One reading takes in at most this many pages of 50 payloads; the rest waits for the next one. */
const MAX_PAGES = 10;
/** A webhook's longer life is worth a write to disk once in a while only (I12). */
const NOTE_LIFE_EVERY_MS = 24 * 60 * 60_000;
/** Above this many records a sweep costs fewer calls than reading them again. */
const MAX_REREAD = 500;

/** Longer than any call of ours is waited for. */
const LONGEST_CALL_MS = 60_000;

/** Records that were read again, since when, and at which tick of the sink. */
interface Reread {
  readonly table: TrackedTable;
  readonly ids: readonly string[];
  readonly askedAt: number;
  readonly at: number;
}

/**
 * Those of them that Offprint has written since: the answer to that may be older than what was read, or what was read
 * not taken in for being older, and an edit between the two be lost.
 */
function overtaken({ table, ids, askedAt }: Reread, sink: SourceSink): readonly string[] {
  return sink.overtaken(table.collection.name, ids, askedAt);
}

/** Creates a reader; nothing is asked before `open`. */
export function createCursorReader(options: CursorReaderOptions): CursorReader {
  const { tables, base, webhook, file, clock, notificationUrl } = options;
  let place: CursorPlace | undefined;
  let idByTable: ReadonlyMap<string, string> = new Map();
  /** What was read again of late: a call of ours may have been under way meanwhile. */
  let recent: readonly Reread[] = [];

  const gather = async (from: CursorPlace, signal: AbortSignal) => {
    const payloads: unknown[] = [];
    let { cursor } = from;
    let hasMore = false;
    for (let pages = 0; pages < MAX_PAGES; pages++) {
      const page = await webhook.payloads(from.webhookId, cursor, signal);
      payloads.push(...page.payloads);
      ({ cursor } = page);
      hasMore = page.mightHaveMore;
      if (!hasMore) break;
    }
    return { payloads, cursor, hasMore };
  };

  /** What single records tell is read again; for the rest the table is made due. */
  const reread = async (
    table: TrackedTable,
    changes: BaseChanges,
    { sink, signal }: { readonly sink: SourceSink; readonly signal: AbortSignal },
  ) => {
    const again = recent.flatMap((one) => (one.table === table ? overtaken(one, sink) : []));
    const { collection } = table;
    const askedAt = sink.tick();
    const tableId = idByTable.get(collection.table) ?? collection.table;
    if (changes.unclear === 'all' || changes.unclear.has(tableId)) table.makeDue();
    const named = [...(changes.touchedByTable.get(tableId) ?? [])].filter(isRecordId);
    const touched = [...new Set([...named, ...again])];
    const destroyed = [...(changes.destroyedByTable.get(tableId) ?? [])];
    if (touched.length + destroyed.length === 0) return undefined;
    // Where a record stands in a view is told by the view alone.
    if (viewOf(collection) !== undefined || touched.length > MAX_REREAD) {
      table.noteGone(destroyed);
      table.makeDue();
      return undefined;
    }
    const changed = await base.reread(collection, touched, signal);
    const found = new Map(changed.map((record) => [record.id, record]));
    // A list that does not name a record proves nothing by itself (fault N13): the sweep and its guard decide.
    if (touched.some((id) => !found.has(id))) table.makeDue();
    const removed = destroyed;
    table.touch(
      new Map<string, UpstreamRecord | undefined>([
        ...removed.map((id) => [id, undefined] as const),
        ...found,
      ]),
    );
    const lost = base.lostColumns(collection);
    const { name } = collection;
    return { kind: 'part', collection: name, changed, removed, lost, askedAt } as const;
  };

  const hasExpired = ({ expiresAt = Infinity }: CursorPlace) => clock.now() >= expiresAt;

  const noteLife = async (expiresAt: number) => {
    if (!place || expiresAt - (place.expiresAt ?? 0) < NOTE_LIFE_EVERY_MS) return;
    place = { ...place, expiresAt };
    await file.write(place);
  };

  /** Some addresses Airtable does not take; the changes themselves are read without one too. */
  const create = async (signal: AbortSignal): Promise<CursorPlace> => {
    const expiresAt = clock.now() + WEBHOOK_LIFE_MS;
    if (notificationUrl !== undefined) {
      try {
        const made = await webhook.create(notificationUrl, signal);
        return { ...made, cursor: 1, expiresAt, notificationUrl };
      } catch (error) {
        if (!(error instanceof AirtableError) || error.facts.status !== 422) throw error;
        const text =
          'Airtable does not take PUBLIC_URL as an address to notify; edits are polled for';
        options.report({ type: 'warned', text });
      }
    }
    const { webhookId } = await webhook.create(undefined, signal);
    return { webhookId, cursor: 1, expiresAt, ...(notificationUrl ? { notificationUrl } : {}) };
  };

  const read = async (sink: SourceSink, signal: AbortSignal) => {
    if (!place) throw new Error('cursor: read before open');
    if (hasExpired(place)) {
      throw new AirtableError('not-found', 'webhook: it ended unread; making a new one');
    }
    const expiresAt = clock.now() + WEBHOOK_LIFE_MS;
    const { payloads, cursor, hasMore } = await gather(place, signal);
    const isOvertaken = recent.some((one) => overtaken(one, sink).length > 0);
    if (payloads.length === 0 && !isOvertaken) {
      await noteLife(expiresAt);
      return { payloads: 0, changed: 0, hasMore };
    }
    const changes = readPayloads(payloads);
    // Fields or tables changed: what the records say may mean something else now (fault N12).
    if (changes.unclear === 'all' || changes.unclear.size > 0) {
      idByTable = await base.tableIds(signal);
    }
    const parts: SourceChange[] = [];
    const rereads: Reread[] = [];
    for (const table of tables) {
      try {
        const part = await reread(table, changes, { sink, signal });
        if (!part) continue;
        parts.push(part);
        const ids = [...part.changed.map(({ id }) => id), ...part.removed];
        rereads.push({ table, ids, askedAt: part.askedAt, at: clock.now() });
      } catch (error) {
        signal.throwIfAborted();
        // It is read whole instead, after its backoff; the others go on.
        options.onTableFailed(table, error);
      }
    }
    if (parts.length > 0) await sink.apply(parts);
    recent = [...recent.filter((one) => overtaken(one, sink).length === 0), ...rereads].filter(
      ({ at }) => at <= clock.now() && clock.now() - at < LONGEST_CALL_MS,
    );
    // Only now: what is not published must be found again after a crash.
    place = { ...place, cursor, expiresAt };
    await file.write(place);
    const changed = parts.reduce(
      (sum, part) => sum + (part.kind === 'part' ? part.changed.length + part.removed.length : 0),
      0,
    );
    return { payloads: payloads.length, changed, hasMore };
  };

  return Object.freeze({
    open: async (signal: AbortSignal) => {
      idByTable = await base.tableIds(signal);
      const kept = await file.read();
      if (kept && !hasExpired(kept) && kept.notificationUrl === notificationUrl) {
        place = kept;
        return;
      }
      // A base has room for ten; one that is not there any more is as good as removed.
      if (kept) await webhook.remove(kept.webhookId, signal).catch(() => signal.throwIfAborted());
      place = await create(signal);
      await file.write(place);
    },
    read,
    forget: async () => {
      place = undefined;
      await file.write(undefined);
    },
    notifier: () =>
      place?.secret === undefined
        ? undefined
        : { webhookId: place.webhookId, secret: place.secret },
    renotify: async (signal: AbortSignal) => {
      if (place) await webhook.enableNotifications(place.webhookId, signal);
    },
  });
}

/** Only ids of this form go into a formula. */
function isRecordId(id: string): boolean {
  return /^rec[A-Za-z0-9]{1,40}$/.test(id);
}
