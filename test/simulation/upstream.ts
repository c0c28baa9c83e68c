import type { RecordJson } from '../../src/emulator/cell-output.ts';
import { createEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import type { SeedTable } from '../../src/emulator/seed.ts';
import { canonicalJson } from '../../src/model/canonical.ts';
import { compareByAge, type StoredRecord } from '../../src/model/record.ts';
import type { Clock } from '../../src/proxy/clock.ts';
import type { SeededRandom } from '../fakes/seeded-random.ts';
import { people, postCells, posts, seedBase, WORDS } from './site.ts';

/** The base as its editors have it, with a memory of what every record was, and when. */
export interface Upstream {
  readonly emulator: Emulator;
  /** One edit by chance; says which. */
  readonly edit: () => string;
  /** The truth of now, decoded by hand: nothing of the proxy has a part in it. */
  readonly truth: () => Readonly<Record<string, readonly StoredRecord[]>>;
  /**
   * Until when a record was this; `Infinity` where it is so still, undefined where it never was. Without a record:
   * until when there was none of this id.
   */
  readonly untilWhen: (
    collection: string,
    id: string,
    record: StoredRecord | undefined,
  ) => number | undefined;
  /** Every id that ever was. */
  readonly ids: (collection: string) => readonly string[];
}

interface Moment {
  readonly from: number;
  readonly text: string | undefined;
}

export const UPSTREAM_URL = 'http://airtable.test';

/** A base with some rows, in an emulator. */
export function createUpstream(
  clock: Clock,
  random: SeededRandom,
  more: readonly SeedTable[] = [],
): Upstream {
  const emulatorRandom = random.fork('emulator');
  const emulator = createEmulator({
    base: seedBase(random.fork('base'), more),
    now: clock.now,
    random: emulatorRandom.next,
    origin: UPSTREAM_URL,
    sleep: clock.sleep,
  });
  const lives: Record<string, Map<string, Moment[]>> = { posts: new Map(), people: new Map() };

  function note(collection: string, id: string, record: StoredRecord | undefined): void {
    const moments = lives[collection]!.get(id) ?? [{ from: -Infinity, text: undefined }];
    lives[collection]!.set(id, [
      ...moments,
      { from: clock.now(), text: record && canonicalJson(record) },
    ]);
  }

  const rows = (collection: string) => emulator.table(collection).records();
  const decoded = (collection: string) =>
    rows(collection)
      .map((row) => decode(collection, row))
      .sort(compareByAge);

  for (const collection of [posts.name, people.name]) {
    for (const record of decoded(collection)) note(collection, record.id, record);
  }

  const cellsFor = (collection: string) =>
    collection === posts.name ? postCells(random) : { name: random.pick(WORDS) };

  function insert(collection: string): string {
    const row = emulator.table(collection).insert(cellsFor(collection));
    note(collection, row.id, decode(collection, row));
    return `insert ${collection}/${row.id}`;
  }

  function update(collection: string): string {
    const { id } = random.pick(rows(collection));
    const cells = Object.entries(cellsFor(collection)).filter(() => random.chance(0.6));
    const row = emulator.table(collection).update(id, Object.fromEntries(cells));
    note(collection, id, decode(collection, row));
    return `update ${collection}/${id}`;
  }

  function remove(collection: string): string {
    const { id } = random.pick(rows(collection));
    emulator.table(collection).remove(id);
    note(collection, id, undefined);
    return `remove ${collection}/${id}`;
  }

  return {
    emulator,
    edit() {
      const collection = random.chance(0.75) ? posts.name : people.name;
      if (rows(collection).length === 0 || random.chance(0.3)) return insert(collection);
      return random.chance(0.3) ? remove(collection) : update(collection);
    },
    truth: () => ({ posts: decoded(posts.name), people: decoded(people.name) }),
    untilWhen(collection, id, record) {
      const moments = lives[collection]!.get(id);
      if (!moments) return record ? undefined : Infinity;
      const text = record && canonicalJson(record);
      const at = moments.findLastIndex((moment) => moment.text === text);
      return at < 0 ? undefined : (moments[at + 1]?.from ?? Infinity);
    },
    ids: (collection) => [...lives[collection]!.keys()],
  };
}

function decode(collection: string, { id, createdTime, fields }: RecordJson): StoredRecord {
  const text = (name: string) => (fields[name] as string | undefined) ?? '';
  if (collection === people.name) return { id, createdTime, title: text('name') };
  const rank = (fields['rank'] as number | undefined) ?? null;
  return { id, createdTime, title: text('title'), body: text('body'), rank };
}
