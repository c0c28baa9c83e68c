import {
  createEmulator,
  type Emulator,
  type EmulatorOptions,
} from '../../src/emulator/emulator.ts';
import { BASE_ID, fixtureBase, TOKEN } from './fixture-base.ts';

export const ORIGIN = 'http://airtable.test';
export const START = Date.UTC(2026, 5, 1, 12, 0, 0);

/** What an answer's JSON is read as in tests: they look at a few members, and compare whole objects. */
// oxlint-disable-next-line typescript/no-explicit-any -- a test that reads a member that is not there fails by itself
export type Json = any;

export interface World {
  readonly emulator: Emulator;
  readonly clock: { nowMs: number };
  readonly call: (
    method: string,
    path: string,
    body?: unknown,
  ) => Promise<{ status: number; body: Json; headers: Headers }>;
}

/** An emulator in memory, with a clock that stands still until a test moves it, and no limit unless asked for. */
export function createWorld(options: Partial<EmulatorOptions> = {}): World {
  const clock = { nowMs: START };
  let seed = 1;
  const random = (): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  const emulator = createEmulator({
    base: fixtureBase(),
    now: () => clock.nowMs,
    random,
    origin: ORIGIN,
    limits: { perSecond: Number.POSITIVE_INFINITY },
    ...options,
  });
  return {
    emulator,
    clock,
    call: async (method, path, body) => {
      const target = path.startsWith('/') ? path : `/v0/${BASE_ID}/${path}`;
      const response = await emulator.fetch(
        new Request(ORIGIN + target, {
          method,
          headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        }),
      );
      const text = await response.text();
      const isJson = response.headers.get('content-type')?.includes('json') === true;
      return {
        status: response.status,
        headers: response.headers,
        body: isJson ? (JSON.parse(text) as Json) : text,
      };
    },
  };
}
