import { setTimeout as sleepFor } from 'node:timers/promises';

import { getResponse, http, type RequestHandler } from 'msw';

import { ApiError } from './api-error.ts';
import { errorResponse } from './api-response.ts';
import { API_SOURCE, apiRoutes } from './api-routes.ts';
import { createAttachments } from './attachments.ts';
import { createBaseStore } from './base-store.ts';
import { createCellOutput } from './cell-output.ts';
import { createControl } from './control.ts';
import { createFaults, type Faults } from './faults.ts';
import { createGate } from './gate.ts';
import { servePage } from './grid/serve-page.ts';
import { createIds } from './ids.ts';
import { createIterators } from './iterators.ts';
import { AIRTABLE_LIMITS, createLimits, type LimitSettings } from './limits.ts';
import { loadSeed } from './load-seed.ts';
import { createRequestLog, type RequestLog } from './request-log.ts';
import type { SeedBase } from './seed.ts';
import { restoreTables, snapshotTables, type Snapshot } from './snapshot.ts';
import { createTableEditor, type TableEditor } from './table-editor.ts';
import { createWebApi } from './web-api.ts';
import { createWebhooks } from './webhooks.ts';

/** What an emulator is made of. Only `base`, `now`, `random` and `origin` are needed; the rest is as in Airtable. */
export interface EmulatorOptions {
  readonly base: SeedBase;
  /** The time in ms since the epoch; everything that expires goes by it. */
  readonly now: () => number;
  readonly random: () => number;
  /** Where it is reached, without a slash at the end, such as `http://localhost:4181`. */
  readonly origin: string;
  readonly limits?: Partial<LimitSettings>;
  /** How long an attachment's address works at most; two hours. */
  readonly attachmentTtlMs?: number;
  /** How long a walk through pages is remembered without a request; five minutes. */
  readonly iteratorIdleMs?: number;
  /** How a record that is not there is refused; 403. */
  readonly missingRecord?: 403 | 404;
  /** Waits, for the fault `slow`. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Told after each change; `snapshot` makes the whole state as plain JSON, and costs nothing until called. */
  readonly save?: (snapshot: () => Snapshot) => void;
  /** What was saved before, or `undefined` to start from the seed. */
  readonly load?: () => Snapshot | undefined;
}

/** A believable Airtable with one base in it. */
export interface Emulator {
  /** Answers a request for `origin` in memory; rejects with a `TypeError`, as fetch does, when a fault breaks the connection. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** The same as request handlers, for an MSW server or worker. */
  readonly handlers: readonly RequestHandler[];
  /** A table to edit as a person in the grid would; throws for an unknown name. */
  readonly table: (idOrName: string) => TableEditor;
  /** What was asked of the Web API and of attachments; the grid's own calls are not in it. */
  readonly requests: RequestLog;
  readonly faults: Faults;
  /** Back to the seed: no edits, no webhooks, no faults, an empty log. */
  readonly reset: () => void;
  /** Forgets what a restart of Airtable's servers would: every walk through pages. */
  readonly loseIterators: () => void;
}

/** Builds an emulator; nothing runs until it is asked. Throws when the seed does not fit its own schema. */
export function createEmulator(options: EmulatorOptions): Emulator {
  const { base, now, origin } = options;
  const newId = createIds(options.random);
  const fresh = loadSeed(base, newId);
  const saved = options.load?.();
  const store = createBaseStore(saved ? restoreTables(saved, base, fresh) : fresh, now);
  if (saved !== undefined) store.replace(store.tables(), saved.transactionNumber);
  const secret = saved?.secret ?? newId('sel') + newId('sel');
  const attachments = createAttachments({
    origin,
    now,
    secret,
    tables: store.tables,
    ttlMs: options.attachmentTtlMs ?? 7_200_000,
  });
  const output = createCellOutput(attachments);
  const iterators = createIterators({ newId, now, idleMs: options.iteratorIdleMs ?? 300_000 });
  const webhooks = createWebhooks({ now, random: options.random, newId, output });
  const settings = { ...AIRTABLE_LIMITS, ...options.limits };
  const limits = createLimits(settings, now);
  const [faults, requests] = [createFaults(), createRequestLog()];
  if (saved !== undefined) {
    webhooks.restore(saved.webhooks);
    limits.restoreUse(saved.monthlyUse);
  }
  const save = (): void =>
    options.save?.(() => ({
      format: 1,
      baseId: base.id,
      transactionNumber: store.transactionNumber(),
      secret,
      monthlyUse: limits.monthlyUse(),
      tables: snapshotTables(store.tables()),
      webhooks: webhooks.state(),
    }));
  store.onCommit((commit) => {
    webhooks.record(commit);
    save();
  });
  const context = { store, tables: store.tables, iterators, output, now, newId, webhooks };
  const routes = apiRoutes({
    ...context,
    base,
    source: API_SOURCE,
    missingRecord: options.missingRecord ?? 403,
    webhooksChanged: save,
  });
  const webApi = createWebApi({ baseId: base.id, tokens: base.tokens, store, limits, routes });
  const gate = createGate({
    now,
    faults,
    requests,
    limits,
    rateLimitBody: settings.rateLimitBody,
    loseIterators: iterators.lose,
    sleep: options.sleep ?? ((ms, signal) => sleepFor(ms, undefined, { signal })),
  });
  const reset = (): void => {
    store.replace(fresh, 0);
    webhooks.restore([]);
    iterators.lose();
    limits.reset();
    faults.clear();
    requests.clear();
    save();
  };
  const table = (idOrName: string): TableEditor =>
    createTableEditor(store, idOrName, { newId, output });
  const control = createControl({ ...context, base, faults, requests, reset, table });
  const handlers = [
    http.all(`${origin}/v0/*`, ({ request }) => gate.api(request, () => webApi(request))),
    http.get(`${origin}/v3/*`, ({ request }) =>
      gate.file(request, () => attachments.serve(request.url)),
    ),
    http.all(`${origin}/_emulator/*`, ({ request }) => control(request)),
    http.get(`${origin}/*`, ({ request }) => servePage(request)),
    http.all(`${origin}/*`, () => errorResponse(new ApiError(404, { error: 'NOT_FOUND' }))),
  ];
  return Object.freeze({
    fetch: (request: Request) => fetchFrom(handlers, request),
    handlers,
    table,
    requests,
    faults,
    reset,
    loseIterators: iterators.lose,
  });
}

async function fetchFrom(handlers: RequestHandler[], request: Request): Promise<Response> {
  request.signal.throwIfAborted();
  const response = await getResponse(handlers, request);
  if (response === undefined || response.type === 'error') throw new TypeError('fetch failed');
  return response;
}
