import { setTimeout as sleepFor } from 'node:timers/promises';

import { getResponse, http, type RequestHandler } from 'msw';

import { notFound } from './api-error.ts';
import { errorResponse } from './api-response.ts';
import { API_SOURCE, apiRoutes } from './api-routes.ts';
import { createControl } from './control.ts';
import { createDisturbance } from './disturb.ts';
import { createEmulatedBase, type EmulatedBase } from './emulated-base.ts';
import { createEmulatorClock } from './emulator-clock.ts';
import type { EmulatorOptions } from './emulator-options.ts';
import { createFaults, type Faults } from './faults.ts';
import { createGate, type Gate } from './gate.ts';
import { servePage } from './grid/serve-page.ts';
import { limitSettings } from './limits.ts';
import { createRepositories } from './github/repositories.ts';
import { createRequestLog, type RequestLog } from './request-log.ts';
import type { SeedBase } from './seed.ts';
import { standInPage } from './stand-in-page.ts';
import { createStream, type Stream } from './stream/stream.ts';
import { createTableEditor, type TableEditor } from './table-editor.ts';
import { createWebApi, type ApiRoute } from './web-api.ts';

export type { EmulatorOptions } from './emulator-options.ts';

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
  /** The posts of `/subscribe`, which a server serves (stream/serve-stream.ts): MSW answers no WebSocket over HTTP. */
  readonly stream: Stream;
  /** Back to the seed: no edits, no webhooks, no faults, an empty log, the time of the clock it was given. */
  readonly reset: () => void;
  /** Forgets what a restart of Airtable's servers would: every walk through pages. */
  readonly loseIterators: () => void;
  /** Ends what runs in the background: pings of webhooks, and files that are being fetched. */
  readonly stop: () => void;
}

/** Builds an emulator; nothing runs until it is asked. Throws when the seed does not fit its own schema. */
export function createEmulator(options: EmulatorOptions): Emulator {
  const { origin, plan } = options;
  const settings = limitSettings(plan, options.limits);
  const clock = createEmulatorClock({
    now: options.now,
    sleep: options.sleep ?? ((ms, signal) => sleepFor(ms, undefined, { signal })),
  });
  const { now, sleep } = clock;
  const emulated = createEmulatedBase(
    { ...options, now, sleep, fetch: options.fetch ?? fetch },
    settings,
  );
  const { iterators, limits, newId, output, store } = emulated;
  const [faults, requests] = [createFaults(), createRequestLog()];
  const { lose: loseIterators } = iterators;
  const { rateLimitBody } = settings;
  const table = (idOrName: string): TableEditor =>
    createTableEditor(store, idOrName, { newId, output });
  const disturb = createDisturbance(store, table);
  const tools = { limits, rateLimitBody, loseIterators, disturb, sleep };
  const gate = createGate({ now, faults, requests, ...tools });
  const begin = (baseAgain: () => void): void => {
    baseAgain();
    clock.reset();
    faults.clear();
    requests.clear();
    repositories.reset();
  };
  const reset = (): void => begin(emulated.reset);
  const plant = (seed: SeedBase): void => begin(() => emulated.plant(seed));
  const stream = createStream({ now, sleep, random: options.random });
  const repositories = createRepositories({ origin, now });
  const control = createControl({
    ...emulated,
    clock,
    faults,
    requests,
    reset,
    plant,
    table,
    stream,
  });
  const handlers = [
    ...airtableHandlers(options, emulated, gate),
    http.all(`${origin}/repos/*`, ({ request }) =>
      gate.file(request, () => Promise.resolve(repositories.answer(request))),
    ),
    http.all(`${origin}/_emulator/*`, ({ request }) => control(request)),
    http.get(`${origin}/*`, ({ request }) => servePage(request)),
    http.get(`${origin}/*`, ({ request }) => standInPage(request, stream)),
    http.all(`${origin}/*`, () => errorResponse(notFound())),
  ];
  return Object.freeze({
    fetch: (request: Request) => fetchFrom(handlers, request),
    handlers,
    table,
    requests,
    faults,
    reset,
    stream,
    loseIterators,
    stop: () => {
      stream.stop();
      emulated.stop();
    },
  });
}

/** What the real service has: the Web API, the host of uploads, and the host of attachments. */
function airtableHandlers(
  options: EmulatorOptions,
  emulated: EmulatedBase,
  gate: Gate,
): readonly RequestHandler[] {
  const { contentOrigin, origin, missingRecord = 403, scopesByToken = {} } = options;
  const { attachments, base, limits, save, store } = emulated;
  const routes = apiRoutes({
    ...emulated,
    arbitraryOrder: options.order === 'chance' ? shuffler(options.random) : inIdOrder,
    missingRecord,
    scopesByToken,
    tables: store.tables,
    source: API_SOURCE,
    webhooksChanged: save,
  });
  const { badJson = 422, hasLenientIds = false } = options;
  const shared = { base, store, limits, scopesByToken, badJson, hasLenientIds };
  const webApi = createWebApi({ ...shared, routes });
  const content = createWebApi({ ...shared, routes: routes.filter(isUpload) });
  const uploads =
    contentOrigin === undefined
      ? []
      : [
          http.all(`${contentOrigin}/*`, ({ request }) =>
            gate.api(request, () => content(request)),
          ),
        ];
  return [
    ...uploads,
    http.all(`${origin}/v0/*`, ({ request }) => gate.api(request, () => webApi(request))),
    http.get(`${origin}/v3/*`, ({ request }) =>
      gate.file(request, () => attachments.serve(request.url)),
    ),
  ];
}

function isUpload({ path }: ApiRoute): boolean {
  return path.endsWith('/uploadAttachment');
}

/** The order that has been seen where none was asked for. */
function inIdOrder(ids: readonly string[]): readonly string[] {
  return [...ids].sort();
}

function shuffler(random: () => number): (ids: readonly string[]) => readonly string[] {
  return (ids) =>
    ids
      .map((id) => ({ id, rank: random() }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ id }) => id);
}

async function fetchFrom(handlers: RequestHandler[], request: Request): Promise<Response> {
  request.signal.throwIfAborted();
  const response = await getResponse(handlers, request);
  if (response === undefined || response.type === 'error') throw new TypeError('fetch failed');
  return response;
}
