import { describe, expect, test } from 'vitest';
import { AirtableError } from '../../../src/proxy/source/airtable/airtable-error.ts';
import { createBudget } from '../../../src/proxy/source/airtable/budget.ts';
import {
  createAirtableClient,
  type AirtableRequest,
} from '../../../src/proxy/source/airtable/client.ts';
import { createTestClock } from '../fakes/clock.ts';

function createCalls(answer: (request: Request) => Response | Promise<Response>, options = {}) {
  const clock = createTestClock();
  const budget = createBudget(clock);
  const seen: Request[] = [];
  const client = createAirtableClient({
    apiUrl: 'https://airtable.test',
    token: 'patSecret.token',
    budget,
    clock,
    fetch: async (request) => {
      seen.push(request);
      return answer(request);
    },
    ...options,
  });
  const call = (request: Partial<AirtableRequest> = {}) =>
    client.call({
      method: 'GET',
      path: 'v0/app1/articles',
      lane: 'burst',
      about: 'articles',
      signal: new AbortController().signal,
      ...request,
    });
  const failure = async (request: Partial<AirtableRequest> = {}) => {
    const outcome = call(request).then(
      () => undefined,
      (error: unknown) => error,
    );
    return (await clock.settle(outcome, 600_000)) as AirtableError;
  };
  return { clock, budget, seen, call, failure };
}

const json = (status: number, body: unknown, headers = {}) =>
  Response.json(body, { status, headers });

/** A body that gives a part whenever it is asked, and then is silent. */
const drip = (...parts: readonly string[]) => {
  const rest = parts.map((part) => new TextEncoder().encode(part));
  return new ReadableStream<Uint8Array>({
    pull: (controller) => {
      const next = rest.shift();
      if (!next) return new Promise<void>(() => undefined);
      controller.enqueue(next);
      return undefined;
    },
  });
};

describe('createAirtableClient', () => {
  test('[B2] sends the token as Bearer, to no redirect, and gives the parsed body', async () => {
    const { call, seen } = createCalls(() => json(200, { records: [] }));
    expect(await call({ query: new URLSearchParams({ pageSize: '100' }) })).toEqual({
      records: [],
    });
    expect(seen[0]!.url).toBe('https://airtable.test/v0/app1/articles?pageSize=100');
    expect(seen[0]!.headers.get('authorization')).toBe('Bearer patSecret.token');
    expect(seen[0]!.redirect).toBe('error');
  });

  test('sends a body as JSON', async () => {
    const { call, seen } = createCalls(() => json(200, {}));
    await call({ method: 'POST', body: { a: 1 } });
    expect(seen[0]!.headers.get('content-type')).toBe('application/json');
    expect(await seen[0]!.text()).toBe('{"a":1}');
  });

  test.for([
    [{ error: 'NOT_FOUND' }, 404, 'not-found', 'NOT_FOUND'],
    [
      { error: { type: 'MODEL_ID_NOT_FOUND', message: 'Record not found' } },
      404,
      'not-found',
      'MODEL_ID_NOT_FOUND',
    ],
    [
      { error: { type: 'AUTHENTICATION_REQUIRED' } },
      401,
      'unauthorized',
      'AUTHENTICATION_REQUIRED',
    ],
    [{ error: { type: 'INVALID_PERMISSIONS' } }, 403, 'unauthorized', 'INVALID_PERMISSIONS'],
    [
      { errors: [{ error: 'RATE_LIMIT_REACHED', message: 'x' }] },
      429,
      'rate-limited',
      'RATE_LIMIT_REACHED',
    ],
    [{ error: { type: 'UNKNOWN_FIELD_NAME' } }, 422, 'invalid-response', 'UNKNOWN_FIELD_NAME'],
    ['<html>', 502, 'invalid-response', ''],
    [null, 500, 'invalid-response', ''],
    [{ errors: [] }, 413, 'too-large', ''],
    [{ error: { type: 'tblSecret00000001 <b>' } }, 422, 'invalid-response', ''],
  ] as const)(
    '[B2] understands the error body %j with status %i',
    async ([body, status, code, type]) => {
      const { failure } = createCalls(() => json(status, body));
      const error = await failure();
      expect(error).toBeInstanceOf(AirtableError);
      expect({ code: error.code, type: error.type, status: error.facts.status }).toEqual({
        code,
        type,
        status,
      });
      expect(error.message).toBe(`articles: ${status} ${type}`.trim());
    },
  );

  test('[figure R17] is silent after a 429 whose body breaks off, and while the body stalls', async () => {
    const broken = new ReadableStream({ pull: () => Promise.reject(new TypeError('cut')) });
    const cut = createCalls(() => new Response(broken, { status: 429 }));
    expect(await cut.failure()).toMatchObject({ code: 'rate-limited' });
    expect(cut.budget.silentUntil()).toBe(cut.clock.now() + 30_000);

    const stalled = createCalls(() => new Response(drip('{'), { status: 429 }));
    const startedAt = stalled.clock.now();
    await stalled.failure();
    expect(stalled.budget.silentUntil()).toBe(startedAt + 30_000);
  });

  test('[B24] reads Retry-After in seconds and as a date, and silences the budget after a 429', async () => {
    const start = createTestClock().now();
    for (const [header, ms] of [
      ['120', 120_000],
      [new Date(start + 90_000).toUTCString(), 90_000],
      ['soon', 30_000],
      ['-1', 30_000],
    ] as const) {
      const { failure, budget } = createCalls(() => json(429, {}, { 'retry-after': header }));
      expect((await failure()).facts.retryAfterMs).toBe(ms);
      expect(budget.silentUntil()).toBe(start + ms);
    }
  });

  test('[fault N1] takes a portal’s 200 HTML for no answer', async () => {
    const { failure } = createCalls(() => new Response('<html>Please log in</html>'));
    expect(await failure()).toMatchObject({
      code: 'invalid-response',
      message: 'articles: the answer is not JSON',
    });
  });

  test('refuses a body that is not UTF-8', async () => {
    const { failure } = createCalls(() => new Response(new Uint8Array([0x22, 0xff, 0x22])));
    expect((await failure()).code).toBe('invalid-response');
  });

  test('[fault N9] tells a broken connection from a refusal', async () => {
    const { failure } = createCalls(() =>
      Promise.reject(new TypeError('fetch failed: patSecret.token')),
    );
    expect(await failure()).toMatchObject({
      code: 'offline',
      message: 'articles: no connection to Airtable',
    });
  });

  test('[B26] gives up a request that never answers after ten seconds', async () => {
    const { failure, clock } = createCalls(() => new Promise<Response>(() => undefined));
    const before = clock.now();
    expect((await failure()).code).toBe('timeout');
    expect(clock.now() - before).toBe(10_000);
  });

  test('[B26] gives up a body that stalls, and lets a slow but steady one finish', async () => {
    const stalled = createCalls(() => new Response(drip('{"records":')));
    expect((await stalled.failure()).code).toBe('timeout');

    const slow = createCalls(() => {
      const parts = '{"records":[]}'.split('');
      return new Response(
        new ReadableStream<Uint8Array>({
          pull: async (controller) => {
            await slow.clock.sleep(8_000);
            const next = parts.shift();
            if (next === undefined) controller.close();
            else controller.enqueue(new TextEncoder().encode(next));
          },
        }),
      );
    });
    expect(await slow.clock.settle(slow.call(), 600_000)).toEqual({ records: [] });
  });

  test('[fault N16] stops reading a body above its cap', async () => {
    const { failure } = createCalls(
      () => new Response(drip(...Array.from({ length: 50 }, () => 'x'.repeat(100)))),
      { maxBytes: 1_000 },
    );
    expect((await failure()).code).toBe('too-large');
  });

  test('ends with the caller’s own reason where the caller gives up', async () => {
    const { call, clock } = createCalls(() => new Promise<Response>(() => undefined));
    const giveUp = new AbortController();
    const outcome = call({ signal: giveUp.signal }).catch((error: unknown) => error);
    await clock.advance(100);
    giveUp.abort(new Error('stopping'));
    expect(await outcome).toEqual(new Error('stopping'));
  });
});
