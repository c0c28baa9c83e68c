import type { Cache } from '../../src/cache/cache.ts';
import type { Outbox } from '../../src/cache/outbox.ts';
import type { Storage } from '../../src/cache/storage.ts';
import type { StoredRecord } from '../../src/model/record.ts';
import type { SourceChange } from '../../src/proxy/source/source.ts';
import type { Row } from '../../src/store/layout.ts';
import type { Clock, Fetch } from '../../src/sync/environment.ts';
import type { ReadSnapshot } from '../../src/tab/live-reads.ts';

/** One thing that is broken on purpose, to see that the oracle sees it. An empty one breaks nothing. */
export interface Mutant {
  readonly tamperCache?: (cache: Cache) => Cache;
  readonly tamperOutbox?: (outbox: Outbox) => Outbox;
  readonly tamperStorage?: (storage: Storage) => Storage;
  readonly tamperRead?: (clock: Clock) => (read: ReadSnapshot) => ReadSnapshot;
  readonly tamperFetch?: (fetch: Fetch) => Fetch;
  readonly tamperSleep?: (ms: number) => number;
  readonly tamperNow?: (ms: number) => number;
  readonly isDeafToCatchUps?: boolean;
  readonly tamperUpstream?: (
    fetch: (request: Request) => Promise<Response>,
  ) => (request: Request) => Promise<Response>;
  readonly tamperNews?: (changes: readonly SourceChange[]) => readonly SourceChange[];
}

/** Each mutant by what it does, with the rules of which one has to catch it. */
export const MUTANTS: Readonly<
  Record<
    string,
    { readonly mutant: Mutant; readonly caughtBy: readonly string[]; readonly writes?: true }
  >
> = {
  'a cache that keeps something else than the delta that was verified': {
    mutant: { tamperStorage: (storage) => ({ ...storage, write: writeWrongRows(storage) }) },
    caughtBy: ['P3'],
  },
  'a tab that puts two reads together as one': {
    mutant: { tamperRead: readOneByOne },
    caughtBy: ['P3'],
  },
  'a tab that never catches up on lost messages': {
    mutant: { isDeafToCatchUps: true },
    caughtBy: ['P3', 'P6', 'P7'],
  },
  'a cache that says a commit is done before it is written': {
    mutant: { tamperCache: commitLater },
    caughtBy: ['I6', 'P4', 'P6', 'P3', 'P8'],
  },
  'a poller that does not know what a 429 asks for': {
    mutant: { tamperUpstream: hideLimits },
    caughtBy: ['R17'],
  },
  'a reader that believes every answer to be new': {
    mutant: { tamperFetch: claimFreshness },
    caughtBy: ['P8'],
  },
  'a reader that asks fifty times as often': {
    mutant: { tamperSleep: (ms) => ms / 50, tamperNow: (ms) => ms * 50 },
    caughtBy: ['N17'],
  },
  'a reader that waits for ever before it tries again': {
    mutant: { tamperSleep: (ms) => (ms > 500 ? 1e9 : ms) },
    caughtBy: ['P6', 'P7'],
  },
  'a sweep that publishes all but the last record': {
    mutant: { tamperNews: loseLast },
    caughtBy: ['P6', 'P8'],
  },
  'an outbox that loses what it has promised': {
    mutant: { tamperOutbox: loseEveryFifth },
    caughtBy: ['P1', 'P5'],
    writes: true,
  },
  'a sender that names a change anew each time it sends it': {
    mutant: { tamperFetch: nameAnew },
    caughtBy: ['P2'],
    writes: true,
  },
  'a store whose bytes rot': {
    mutant: { tamperStorage: (storage) => ({ ...storage, write: writeRot(storage) }) },
    caughtBy: ['I5', 'P3', 'P6', 'P7'],
  },
};

type Put = Parameters<Parameters<Storage['write']>[0]>[0]['put'];

/** A storage whose `put` is another one. */
function writeWith(storage: Storage, change: (put: Put) => Put): Storage['write'] {
  return (work) =>
    storage.write((transaction) =>
      work({ ...transaction, put: change((store, entries) => transaction.put(store, entries)) }),
    );
}

function writeWrongRows(storage: Storage): Storage['write'] {
  return writeWith(storage, (put) => (store, entries) => {
    if (store !== 'rows') return put(store, entries);
    return put(
      store,
      entries.map(([key, value]) => [key, withTitle(value as Row)]),
    );
  });
}

function withTitle(row: Row): Row {
  const record: StoredRecord | null = row.record && { ...row.record, title: 'never published' };
  return { ...row, record };
}

/** Breaks the first byte of every tenth object. */
function writeRot(storage: Storage): Storage['write'] {
  let count = 0;
  return writeWith(storage, (put) => (store, entries) => {
    if (store !== 'chunks') return put(store, entries);
    return put(
      store,
      entries.map(([key, value]) => {
        if (++count % 10 !== 0) return [key, value];
        const bytes = new Uint8Array(value as Uint8Array);
        bytes[bytes.length - 2] = 0x20;
        return [key, bytes];
      }),
    );
  });
}

function readOneByOne(clock: Clock): (read: ReadSnapshot) => ReadSnapshot {
  return (read) => async (requests) => {
    let last = await read([]);
    const answers = [];
    for (const request of requests) {
      last = await read([request]);
      answers.push(...last.answers);
      await clock.sleep(2_000, new AbortController().signal);
    }
    return { ...last, answers };
  };
}

function commitLater(cache: Cache): Cache {
  return {
    ...cache,
    async commitDelta(next, parts) {
      const current = await cache.current();
      if (!current) return cache.commitDelta(next, parts);
      setImmediate(() => {
        setImmediate(() => void cache.commitDelta(next, parts).catch(() => undefined));
      });
      const names = Object.keys(parts);
      const changes = Object.fromEntries(names.map((name) => [name, { ids: 'all' as const }]));
      return { changes, current: { ...current, ...next } };
    },
  };
}

function loseEveryFifth(outbox: Outbox): Outbox {
  let count = 0;
  return {
    ...outbox,
    append: async (row, role, isTooLate) => {
      if (++count % 5 !== 0) await outbox.append(row, role, isTooLate);
    },
  };
}

function nameAnew(fetch: Fetch): Fetch {
  let count = 0;
  return (address, init) => {
    const isSent = address.endsWith('/mutations') && typeof init.body === 'string';
    if (!isSent) return fetch(address, init);
    const body = (init.body as string).replaceAll('"id":"call-', `"id":"call-${++count}-`);
    return fetch(address, { ...init, body });
  };
}

function hideLimits(
  fetch: (request: Request) => Promise<Response>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const response = await fetch(request);
    return response.status === 429 ? new Response('{}', { status: 503 }) : response;
  };
}

function claimFreshness(fetch: Fetch): Fetch {
  return async (address, init) => {
    const response = await fetch(address, init);
    const headers = new Headers(response.headers);
    headers.delete('age');
    if (headers.has('x-offprint-checked')) headers.set('x-offprint-checked', '0');
    return new Response(response.body, { status: response.status, headers });
  };
}

function loseLast(changes: readonly SourceChange[]): readonly SourceChange[] {
  return changes.map((change) =>
    change.kind === 'whole' ? { ...change, records: change.records.slice(0, -1) } : change,
  );
}
