import { expect, test } from 'vitest';
import { createEmulator } from '../../../src/emulator/emulator.ts';
import { defineCollection, field, type Collection } from '../../../src/model/schema.ts';
import { examineBase } from '../../../src/proxy/doctor/examine-base.ts';
import { createBudget } from '../../../src/proxy/source/airtable/budget.ts';
import { createAirtableClient } from '../../../src/proxy/source/airtable/client.ts';
import { PLANS } from '../../../src/proxy/source/airtable/plan.ts';
import { BASE_ID, fixtureBase, TOKEN } from '../../emulator/fixture-base.ts';
import { createTestClock } from '../fakes/clock.ts';

const people = defineCollection({
  name: 'persons',
  table: 'people',
  fields: { title: field('text', 'name', 'required'), age: field('number', 'age') },
  indexes: {},
});

async function examine({
  token = TOKEN,
  collections = [people] as readonly Collection[],
  forbidden = /^$/,
  /** What the token may do; all, unless told. */
  scopes = undefined as readonly string[] | undefined,
  /** How many calls find no room. */
  busy = 0,
  /** Who answers instead of Airtable. */
  other = undefined as (() => Response) | undefined,
  base = fixtureBase(3),
  plan = PLANS.business,
  /** As starts have found them. */
  pages = {} as Readonly<Record<string, number>>,
} = {}) {
  const clock = createTestClock();
  const askedAt: number[] = [];
  const emulator = createEmulator({
    base,
    now: clock.now,
    random: Math.random,
    origin: 'http://airtable.test',
    ...(scopes && { scopesByToken: { [TOKEN]: scopes } }),
  });
  const client = createAirtableClient({
    apiUrl: 'http://airtable.test',
    token,
    budget: createBudget(clock),
    clock,
    fetch: async (request) => {
      askedAt.push(clock.now());
      if (other) return other();
      if (askedAt.length <= busy) {
        return Response.json({ errors: [{ error: 'RATE_LIMIT_REACHED' }] }, { status: 429 });
      }
      return forbidden.test(request.url)
        ? Response.json({ error: { type: 'INVALID_PERMISSIONS' } }, { status: 403 })
        : emulator.fetch(request);
    },
  });
  const { signal } = new AbortController();
  const findings = await clock.settle(
    examineBase({
      client,
      baseId: BASE_ID,
      collections,
      plan,
      pagesOf: (name) => pages[name],
      clock,
      signal,
    }),
    30 * 60_000,
  );
  return Object.assign(
    findings.map(({ level, where, what, cost }) => [level, where, what, cost].join(' | ')),
    { askedAt },
  );
}

test('[fault N12] a base as the site declares it has nothing wrong, and says which fields it does not use', async () => {
  const lines = await examine();
  expect(lines.filter((line) => line.startsWith('error'))).toEqual([]);
  expect(lines.find((line) => line.startsWith('note'))).toContain('unused: long notes, bio');
});

test('[fault N12] names what is missing or mistyped, by table and field, and what it costs', async () => {
  const broken: Collection = {
    ...people,
    fields: { title: field('text', 'headline', 'required'), age: field('checkbox', 'age') },
  };
  const lines = await examine({ collections: [broken, { ...people, table: 'persons' }] });
  expect(lines.filter((line) => line.startsWith('error'))).toEqual([
    'error | people.headline | is missing | New records of "persons" are not published: they need "title".',
    'error | people.age | is number, expected checkbox | "age" of "persons" keeps its last values, and is empty in new records.',
    'error | persons | the table is missing | "persons" is not read; what was published of it stays.',
  ]);
});

test('says what a missing scope costs', async () => {
  const lines = await examine({ forbidden: /\/meta\/|\/webhooks/ });
  expect(lines[0]).toMatch(/^error \| schema \| .*403.* \| Fields go by their names/);
  expect(lines.at(-1)).toMatch(/^note \| webhooks \| .* \| Every table is read whole/);
});

test('names the scope that is missing, also the one for changes', async () => {
  const keyed: Collection = { ...people, key: 'offprint_key' };
  const allowed = await examine({ collections: [keyed] });
  expect(allowed).toContain('good | changes | the token may make them | ');
  const lines = await examine({
    collections: [keyed],
    scopes: ['data.records:read'],
  });
  for (const [where, scope] of [
    ['error | schema', 'schema.bases:read'],
    ['error | changes', 'data.records:write'],
    ['note | webhooks', 'webhook:manage'],
  ] as const) {
    expect(lines.find((line) => line.startsWith(where))).toContain(
      `The token needs the scope ${scope}: add it at https://airtable.com/create/tokens.`,
    );
  }
});

test('says that webhooks are not used without the schema', async () => {
  const lines = await examine({
    scopes: ['data.records:read', 'data.records:write', 'webhook:manage'],
  });
  expect(lines.at(-1)).toBe(
    'note | webhooks | allowed, but not used: what they tell is understood by the schema | Every table is read whole each time: more calls, later news.',
  );
});

test('[invariant I1] never tells the token', async () => {
  const lines = await examine({ token: 'patWrong.secret' });
  expect(lines.filter((line) => line.startsWith('error')).length).toBeGreaterThan(0);
  expect(lines.join('\n')).not.toContain('secret');
});

test('a refused token is said once, and nothing more is asked', async () => {
  const lines = await examine({ token: 'patWrong.secret', collections: [people, people] });
  expect([...lines]).toEqual([
    'error | AIRTABLE_TOKEN | is refused: it is mistyped, expired or revoked (Airtable: 401 AUTHENTICATION_REQUIRED) | Nothing is read; what was published before stays. Look at https://airtable.com/create/tokens, correct it and run this again.',
  ]);
  expect(lines.askedAt).toHaveLength(1);
});

test('a token that may read no table is said once and first, one that may not read some for each', async () => {
  const teams: Collection = { ...people, name: 'teams', table: 'teams & ☕/50%', fields: {} };
  const collections = [people, teams];
  const none = await examine({ collections, forbidden: /\/people|\/teams/ });
  expect(none[0]).toMatch(
    /^error \| AIRTABLE_TOKEN \| may read none of the tables: .*data\.records:read/,
  );
  expect(none.filter((line) => line.startsWith('error'))).toHaveLength(1);
  const some = await examine({ collections, forbidden: /\/people/ });
  expect(some.filter((line) => line.startsWith('error'))).toEqual([
    'error | people | Airtable: 403 INVALID_PERMISSIONS | "persons" is not read; what was published of it stays.',
  ]);
});

test('where nobody answers, or somebody else, that is said once, and what to look at', async () => {
  const others: readonly (() => Response)[] = [
    () => {
      throw new TypeError('fetch failed');
    },
    () => Response.json({ error: { code: 'not-found' } }, { status: 404 }),
    () => new Response('<h1>Sign in</h1>', { headers: { 'content-type': 'text/html' } }),
  ];
  for (const other of others) {
    const lines = await examine({ other, collections: [people, people] });
    expect(lines.askedAt).toHaveLength(1);
    expect([...lines]).toEqual([
      expect.stringMatching(/^error \| Airtable \| does not answer there \(.* AIRTABLE_API_URL/),
    ]);
  }
});

test('says that a table without the columns that Offprint fills is read-only', async () => {
  const keyed: Collection = { ...people, key: 'offprint_key' };
  const lines = await examine({ collections: [keyed] });
  expect(lines.filter((line) => line.startsWith('error'))).toEqual([
    'error | people.offprint_key | is missing | "persons" is not read; what was published of it stays.',
    'error | people.offprint_rev | is missing | "persons" is read-only: no change that the site sends is taken.',
  ]);
});

test('says what one start costs, and warns where it is more than a quarter of the month’s calls', async () => {
  const startsOf = (lines: readonly string[]) => lines.find((line) => line.includes('| starts |'));
  expect(startsOf(await examine())).toBe(
    'good | starts | one start reads 1 page, that is 1 call | ',
  );
  const { free } = PLANS;
  expect(
    startsOf(await examine({ plan: free, base: fixtureBase(300), pages: { persons: 250 } })),
  ).toBe(
    'good | starts | one start reads 250 pages, that is 250 of the plan’s 1000 calls a month | ',
  );
  expect(
    startsOf(await examine({ plan: free, base: fixtureBase(300), pages: { persons: 503 } })),
  ).toBe(
    'note | starts | one start reads 503 pages, that is 503 of the plan’s 1000 calls a month | Start seldom: where the month has too few calls left, a start is held, what was published stands, and no edit shows until there are enough.',
  );
});

test('says of which tables no start has told yet how many calls they take', async () => {
  const lines = await examine({ plan: PLANS.free, base: fixtureBase(101) });
  expect(lines.find((line) => line.includes('| starts |'))).toMatch(
    /^note \| starts \| one start reads at least 2 pages, that is at least 2 of the plan’s 1000 calls a month; how many "persons" takes, a page for each 100 rows, a first start tells \| Start seldom/,
  );
  const team = await examine({ plan: PLANS.team, base: fixtureBase(101) });
  expect(team.find((line) => line.includes('| starts |'))).toMatch(/^good /);
  const small = await examine({ plan: PLANS.free, base: fixtureBase(100) });
  expect(small.find((line) => line.includes('| starts |'))).toMatch(/^good .* reads 1 page,/);
});

test('counts the rows of the view that a collection is read from, not those of its table', async () => {
  const whole = fixtureBase(300);
  const [table, ...others] = whole.tables;
  const views = [{ id: 'viwFixture0000001', name: 'Young', type: 'grid', filter: '{age} < 10' }];
  const base = { ...whole, tables: [{ ...table!, views }, ...others] };
  for (const view of ['Young', 'viwFixture0000001']) {
    for (const collection of [
      { ...people, view },
      { ...people, publish: { view } },
    ]) {
      const lines = await examine({ base, collections: [collection], plan: PLANS.free });
      expect(lines.filter((line) => line.includes('| starts |'))).toEqual([
        'good | starts | one start reads 1 page, that is 1 of the plan’s 1000 calls a month | ',
      ]);
    }
  }
  const gone = await examine({ base, collections: [{ ...people, view: 'Gone' }] });
  expect(gone.filter((line) => line.startsWith('error'))).toEqual([
    'error | people | its view "Gone" is missing | "persons" is not read; what was published of it stays.',
  ]);
});

test('asks once a second, since a server beside takes most of the calls', async () => {
  const { askedAt } = await examine();
  expect(askedAt.length).toBeGreaterThanOrEqual(3);
  for (const [i, at] of askedAt.slice(1).entries()) {
    expect(at - askedAt[i]!).toBeGreaterThanOrEqual(1_000);
  }
});

test('[B24] waits half a minute and asks again where it was too often, and finds nothing wrong', async () => {
  const lines = await examine({ busy: 3 });
  expect(lines.filter((line) => line.startsWith('error'))).toEqual([]);
  expect(lines[0]).toMatch(/^good \| schema/);
  expect(lines.askedAt[1]! - lines.askedAt[0]!).toBeGreaterThanOrEqual(30_000);
});

test('calls what there was never room for not examined, rather than wrong', async () => {
  const lines = await examine({ busy: 1_000 });
  expect(lines.filter((line) => line.startsWith('error'))).toEqual([]);
  expect(lines[0]).toBe(
    'unknown | schema | Airtable: 429 RATE_LIMIT_REACHED | Not examined; run this again a little later.',
  );
});
