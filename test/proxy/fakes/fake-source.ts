import type {
  Source,
  SourceChange,
  SourceSink,
  SourceStatus,
} from '../../../src/proxy/source/source.ts';
import type { UpstreamRecord } from '../../../src/proxy/source/upstream-record.ts';

/** A source without a service behind it: tables that a test writes. */
export interface FakeSource extends Source {
  readonly table: (collection: string) => FakeSourceTable;
}

/** A table as its editor has it. */
export interface FakeSourceTable {
  readonly insert: (fields: UpstreamRecord['fields']) => string;
  readonly update: (id: string, fields: UpstreamRecord['fields']) => void;
  readonly remove: (id: string) => void;
  readonly ids: () => readonly string[];
}

/** A source of these rows, which tells of every edit at once. */
export function createFakeSource(
  rowsByName: Readonly<Record<string, readonly UpstreamRecord['fields'][]>>,
): FakeSource {
  const tables = new Map(
    Object.entries(rowsByName).map(([name, rows]) => [
      name,
      new Map(rows.map((fields, n) => [`rec${name}${n}`, recordOf(`rec${name}${n}`, n, fields)])),
    ]),
  );
  let wake = Promise.withResolvers<void>();
  let inserted = 0;

  const whole = (): SourceChange[] =>
    [...tables].map(([collection, records]) => ({
      kind: 'whole',
      collection,
      records: [...records.values()],
    }));

  async function run(sink: SourceSink, signal: AbortSignal): Promise<void> {
    signal.addEventListener('abort', () => wake.resolve(), { once: true });
    while (!signal.aborted) {
      const waiting = wake.promise;
      // News that could not be published comes again with the next.
      await sink.apply(whole()).catch(() => undefined);
      await waiting;
      wake = Promise.withResolvers();
    }
  }

  return {
    run,
    status: () => statusOf([...tables.keys()]),
    readerSeen: () => undefined,
    notify: () => 'unexpected',
    table(name) {
      const table = tables.get(name)!;
      const write = (id: string, fields: UpstreamRecord['fields']) => {
        const before = table.get(id) ?? recordOf(id, 100 + inserted, {});
        table.set(id, { ...before, fields: { ...before.fields, ...fields } });
        wake.resolve();
      };
      return {
        insert(fields) {
          const id = `recNew${++inserted}`;
          write(id, fields);
          return id;
        },
        update: write,
        remove(id) {
          table.delete(id);
          wake.resolve();
        },
        ids: () => [...table.keys()],
      };
    },
  };
}

function recordOf(id: string, n: number, fields: UpstreamRecord['fields']): UpstreamRecord {
  return { id, createdTime: new Date(Date.UTC(2026, 0, 1, 0, 0, n)).toISOString(), fields };
}

function statusOf(names: readonly string[]): SourceStatus {
  return {
    kind: 'fake',
    plan: 'none',
    calls: 0,
    month: { name: '2026-01', endsAt: Infinity, limit: undefined, used: 0, left: undefined },
    isNotified: undefined,
    intervalMs: 0,
    waiting: '',
    alarm: '',
    mode: 'by hand',
    cursorError: '',
    tables: names.map((collection) => ({
      collection,
      lastGoodAt: 0,
      lastError: '',
      failures: 0,
      isRefused: false,
    })),
  };
}
