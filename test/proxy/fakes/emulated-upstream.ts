import type { Emulator } from '../../../src/emulator/emulator.ts';
import type { SeedBase } from '../../../src/emulator/seed.ts';
import type { Collection } from '../../../src/model/schema.ts';
import { openAirtableUpstream } from '../../../src/proxy/airtable-upstream.ts';
import type { ProxyEvent } from '../../../src/proxy/report.ts';
import { PLANS } from '../../../src/proxy/source/airtable/plan.ts';
import type { TestClock } from './clock.ts';

/** Where the emulated Airtable answers. */
export const ORIGIN = 'http://airtable.test';

/** What a whole proxy over an emulated base is made with. */
export interface EmulatedUpstreamOptions {
  readonly base: SeedBase;
  readonly emulator: Pick<Emulator, 'fetch'>;
  readonly clock: TestClock;
  readonly dataDir: string;
  readonly collections: readonly Collection[];
  /** Stands between proxy and Airtable: a token's missing scope, for one. */
  readonly between?:
    | ((request: Request, next: () => Promise<Response>) => Promise<Response>)
    | undefined;
  /** Receives what the proxy reports. */
  readonly events: ProxyEvent[];
}

/** A source that reads the emulated base, and what source and proxy have in common. */
export async function openEmulatedUpstream(options: EmulatedUpstreamOptions) {
  const { base, emulator, clock, dataDir, collections, between, events } = options;
  const common = {
    apiUrl: ORIGIN,
    dataDir,
    collections,
    clock,
    random: () => 0.5,
    fetch: (request: Request) => {
      const next = () => emulator.fetch(request);
      return between ? between(request, next) : next();
    },
    report: (event: ProxyEvent) => void events.push(event),
  };
  const source = await openAirtableUpstream({
    ...common,
    token: base.tokens[0]!,
    baseId: base.id,
    plan: PLANS.business,
    pollIntervalMs: 1_000,
    idleAfterMs: undefined,
    siteUrl: undefined,
  });
  return { common, source };
}
