import { createWakeable } from '../../wakeable.ts';
import type { SourceChange, SourceSink } from '../source.ts';
import type { UpstreamRecord } from '../upstream-record.ts';
import type { AirtableBase } from './airtable-base.ts';
import { viewOf } from './bind-collection.ts';
import type { CursorPlace } from './cursor-file.ts';
import { createOwnWebhook, type OwnWebhook, type OwnWebhookOptions } from './own-webhook.ts';
import { createRecentRereads, type Reread } from './recent-rereads.ts';
import type { TrackedTable } from './tracked-table.ts';
import { readPayloads, WEBHOOK_LIFE_MS, type BaseChanges } from './webhook.ts';

/** Reads a base's changes from its webhook's payloads: one call, however many tables. */
export interface CursorReader extends Pick<OwnWebhook, 'forget' | 'notifier' | 'renotify'> {
  /** Finds our webhook or makes one, and learns which table has which id. Throws where the token allows neither. */
  readonly open: (signal: AbortSignal) => Promise<void>;
  /** Takes in and publishes everything since the last time; gives what there was. Throws without moving the cursor. */
  readonly read: (sink: SourceSink, signal: AbortSignal) => Promise<CursorReading>;
}

/** What one reading brought. */
export interface CursorReading {
  readonly payloads: number;
  readonly changed: number;
  /** There is more than one reading takes in. */
  readonly hasMore: boolean;
}

/** What a cursor reader is given; `onTableFailed` hears of a table whose records could not be read again. */
export interface CursorReaderOptions extends OwnWebhookOptions {
  readonly tables: readonly TrackedTable[];
  readonly base: AirtableBase;
  readonly onTableFailed: (table: TrackedTable, error: unknown) => void;
}

/** One reading takes in at most this many pages of 50 payloads; the rest waits for the next one. */
const MAX_PAGES = 10;
/** Above this many records a sweep costs fewer calls than reading them again. */
const MAX_REREAD = 500;
/** The others' news waits so long for a table; Airtable answers within a second as a rule. */
const PATIENCE_MS = 2000;

/** Creates a reader; nothing is asked before `open`. */
export function createCursorReader(options: CursorReaderOptions): CursorReader {
  const { tables, base, webhook, clock } = options;
  const own = createOwnWebhook(options);
  const recent = createRecentRereads(clock);
  let idByTable: ReadonlyMap<string, string> = new Map();

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
    const again = recent.overtakenOf(table, sink);
    const { collection } = table;
    const askedAt = sink.tick();
    const tableId = idByTable.get(collection.table) ?? collection.table;
    if (changes.unclear === 'all' || changes.unclear.has(tableId)) table.makeDue();
    const named = [...(changes.touchedByTable.get(tableId) ?? [])].filter(isRecordId);
    const touched = [...new Set([...named, ...again])];
    const removed = [...(changes.destroyedByTable.get(tableId) ?? [])];
    if (touched.length + removed.length === 0) return undefined;
    // Where a record stands in a view is told by the view alone.
    if (viewOf(collection) !== undefined || touched.length > MAX_REREAD) {
      table.noteGone(removed);
      table.makeDue();
      return undefined;
    }
    const changed = await base.reread(collection, touched, signal);
    const found = new Map(changed.map((record) => [record.id, record]));
    // A list that does not name a record proves nothing by itself (fault N13): the sweep and its guard decide.
    if (touched.some((id) => !found.has(id))) table.makeDue();
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

  /** What is changed at once in several tables is published at once; one that does not answer holds up nobody for long. */
  const withPatience = async (all: Promise<unknown>, signal: AbortSignal) => {
    const nap = createWakeable(clock);
    void all.then(nap.wake, nap.wake);
    await nap.sleep(PATIENCE_MS, signal);
  };

  const read = async (sink: SourceSink, signal: AbortSignal) => {
    const place = own.place();
    const expiresAt = clock.now() + WEBHOOK_LIFE_MS;
    const { payloads, cursor, hasMore } = await gather(place, signal);
    if (payloads.length === 0 && !recent.hasOvertaken(sink)) {
      await own.noteLife(expiresAt);
      return { payloads: 0, changed: 0, hasMore };
    }
    const changes = readPayloads(payloads);
    // Fields or tables changed: what the records say may mean something else now (fault N12).
    if (changes.unclear === 'all' || changes.unclear.size > 0) {
      idByTable = await base.tableIds(signal);
    }
    const fresh: SourceChange[] = [];
    const rereads: Reread[] = [];
    const take = async (table: TrackedTable) => {
      try {
        const part = await reread(table, changes, { sink, signal });
        if (!part) return;
        fresh.push(part);
        const ids = [...part.changed.map(({ id }) => id), ...part.removed];
        rereads.push({ table, ids, askedAt: part.askedAt, at: clock.now() });
      } catch (error) {
        signal.throwIfAborted();
        // It is read whole instead, after its backoff; the others go on.
        options.onTableFailed(table, error);
      }
    };
    const publish = async () => {
      if (fresh.length > 0) await sink.apply(fresh.splice(0));
    };
    const all = Promise.all(tables.map(take));
    await withPatience(all, signal);
    await publish();
    await all;
    await publish();
    recent.note(rereads, sink);
    // Only now: what is not published must be found again after a crash.
    await own.moveTo(cursor, expiresAt);
    const changed = rereads.reduce((sum, { ids }) => sum + ids.length, 0);
    return { payloads: payloads.length, changed, hasMore };
  };

  return Object.freeze({
    open: async (signal: AbortSignal) => {
      idByTable = await base.tableIds(signal);
      await own.open(signal);
    },
    read,
    forget: own.forget,
    notifier: own.notifier,
    renotify: own.renotify,
  });
}

/** Only ids of this form go into a formula. */
function isRecordId(id: string): boolean {
  return /^rec[A-Za-z0-9]{1,40}$/.test(id);
}
