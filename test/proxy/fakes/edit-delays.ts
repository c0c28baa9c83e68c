import { createHmac } from 'node:crypto';
import type { EmulatorOptions } from '../../../src/emulator/emulator.ts';
import { defineCollection, field } from '../../../src/model/schema.ts';
import type { Plan } from '../../../src/proxy/source/airtable/plan.ts';
import type { Source } from '../../../src/proxy/source/source.ts';
import { fixtureBase, recordId } from '../../emulator/fixture-base.ts';
import { createSeededRandom } from '../../fakes/seeded-random.ts';
import { createAirtableWorld, people, teams, type AirtableWorldOptions } from './airtable-world.ts';

const HOUR_MS = 3_600_000;
/** A month of 31 days begins. */
export const JANUARY = Date.UTC(2026, 0, 1);

const places = defineCollection({
  name: 'places',
  table: 'places',
  fields: { name: field('text', 'name') },
  indexes: {},
});

/** A base of three small tables. */
function threeTables(): EmulatorOptions['base'] {
  const base = fixtureBase(60);
  const name = { id: 'fldPlaceName00001', name: 'name', type: 'singleLineText' } as const;
  const table = { id: 'tblPlaces00000001', name: 'places', primaryFieldId: name.id };
  return { ...base, tables: [...base.tables, { ...table, fields: [name], records: [] }] };
}

/** A world with a base of three small tables on a plan, whose cap the emulator keeps. */
export function createPlanWorld(plan: Plan, options: AirtableWorldOptions = {}) {
  return createAirtableWorld({
    plan,
    collections: [people, teams, places],
    startMs: JANUARY,
    ...options,
    emulator: {
      base: threeTables(),
      limits: { perMonth: plan.callsPerMonth },
      ...options.emulator,
    },
  });
}

type PlanWorld = ReturnType<typeof createPlanWorld>;

/** Sends what Airtable would at this moment, or something like it. */
export function ping(
  world: PlanWorld,
  source: Source,
  overrides: { at?: number; timestamp?: string; key?: string } = {},
) {
  const { webhookId, secret } = world.cursorFile.place!;
  const now = new Date(overrides.at ?? world.clock.now()).toISOString();
  const { timestamp = now } = overrides;
  const bytes = Buffer.from(JSON.stringify({ webhook: { id: webhookId }, timestamp }));
  const key = Buffer.from(overrides.key ?? secret!, 'base64');
  const mac = `hmac-sha256=${createHmac('sha256', key).update(bytes).digest('hex')}`;
  return source.notify({ bytes, mac });
}

/**
 * Lets hours pass with an edit in each `everyHours`, at a moment by chance, and gives how long each took to be published,
 * sorted, in ms.
 */
export async function editDelays(
  world: PlanWorld,
  span: { readonly hours: number; readonly everyHours: number },
): Promise<readonly number[]> {
  const { clock, emulator, sink } = world;
  await clock.until(() => sink.batches().length > 0);
  const beginsAt = clock.now();
  const random = createSeededRandom('edits');
  const delays: number[] = [];
  for (let n = 0; (n + 1) * span.everyHours <= span.hours; n++) {
    const at = beginsAt + (n + random.next()) * span.everyHours * HOUR_MS;
    await clock.advance(Math.max(0, at - clock.now()));
    const name = `Edit ${n}`;
    emulator.table('people').update(recordId(1 + (n % 60)), { name });
    const editedAt = clock.now();
    const row = recordId(1 + (n % 60));
    const isThere = () => sink.table('people').get(row)?.fields['name'] === name;
    // What follows at once must be done before time is looked for.
    await clock.advance(0);
    await clock.until(isThere, 24 * HOUR_MS);
    delays.push(clock.now() - editedAt);
  }
  await clock.advance(beginsAt + span.hours * HOUR_MS - clock.now());
  return delays.sort((a, b) => a - b);
}
