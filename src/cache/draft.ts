import { canonicalJson } from '../model/canonical.ts';
import type { MutationTransaction } from '../model/mutator.ts';
import type { JsonValue, StoredRecord } from '../model/record.ts';
import { EMPTY_VALUES } from '../model/empty-values.ts';
import type { Collection } from '../model/schema.ts';
import { SyncError } from '../protocol/failure.ts';

/**
 * What a mutation did, in absolute values: of a record that it made all fields, of one that it changed those that then
 * read otherwise, null for one that it removed.
 */
export interface Effect {
  readonly collection: string;
  readonly id: string;
  readonly fields: Readonly<Record<string, JsonValue>> | null;
  readonly isNew?: true;
  /** By how much it moved those of the fields that are numbers, an empty one from 0. */
  readonly by?: Readonly<Record<string, number>>;
}

/** Records by collection and id, null for one that is not there. */
export type Draft = Map<string, Map<string, StoredRecord | null>>;

/** Reads a record as it is below the draft. */
export type ReadBase = (collection: string, id: string) => Promise<StoredRecord | undefined>;

/** What a mutation is run over: what those before it made of the base, and the base. */
export interface Over {
  readonly draft: Draft;
  readonly readBase: ReadBase;
}

/** A mutation to be run: by its mutator, or by what it was seen to do where it may be in the base already. */
export interface Runnable {
  /** When the person acted: what it makes is of this moment, in milliseconds since 1970. */
  readonly now: number;
  readonly run: (tx: MutationTransaction) => Promise<void>;
}

/**
 * Runs a mutation over a draft, all or nothing, and gives what it did; throws what the mutator throws, and has then
 * changed nothing. What it reads is added to `base`.
 */
export async function runOver(over: Over, { now, run }: Runnable): Promise<readonly Effect[]> {
  const mine: Draft = new Map();
  const get = readerOf({ draft: mine, readBase: readerOf(over) });

  async function present({ name }: Collection, id: string): Promise<StoredRecord> {
    const record = await get(name, id);
    if (!record)
      throw new SyncError('not-found', 'This is not there any more.', { collection: name });
    return record;
  }

  const tx = {
    get: ({ name }: Collection, id: string) => get(name, id),
    async insert(collection: Collection, id: string, fields: Fields) {
      const { name } = collection;
      if (await get(name, id)) {
        throw new SyncError('conflict', 'There is one with this id already.', { collection: name });
      }
      const createdTime = `${new Date(now).toISOString().slice(0, 19)}.000Z`;
      const record = {
        id,
        createdTime,
        ...emptyFields(collection),
        // Removed and made again, it gets back what its row has.
        ...(await over.readBase(name, id)),
        ...checked(collection, fields),
      };
      put(mine, { collection: name, id, record });
    },
    async update(collection: Collection, id: string, fields: Fields) {
      const before = await present(collection, id);
      const changed = differing(before, checked(collection, fields));
      if (Object.keys(changed).length === 0) return;
      put(mine, { collection: collection.name, id, record: { ...before, ...changed } });
    },
    async remove(collection: Collection, id: string) {
      await present(collection, id);
      put(mine, { collection: collection.name, id, record: null });
    },
  };
  await run(tx as MutationTransaction);

  const effects: Effect[] = [];
  for (const [collection, records] of mine) {
    for (const [id, record] of records) {
      const effect = effectOf(await readerOf(over)(collection, id), record);
      if (!effect) continue;
      effects.push({ collection, id, ...effect });
      put(over.draft, { collection, id, record });
    }
  }
  return effects;
}

/**
 * Brings about what a mutation was seen to do, whether or not the base contains it already: the same twice is the same
 * once. So a number that was counted up is not counted twice while nobody knows whether it has arrived; nor is it taken
 * back to that count where the base has gone on from there. Gives those that changed something; where a record cannot be
 * read, nothing is brought about.
 */
export async function applyEffects(
  over: Over,
  effects: readonly Effect[],
): Promise<readonly Effect[]> {
  const effective = new Map<Effect, StoredRecord | null>();
  for (const effect of effects) {
    const record = recordAfter(effect, await readerOf(over)(effect.collection, effect.id));
    if (record !== undefined) effective.set(effect, record);
  }
  for (const [{ collection, id }, record] of effective) put(over.draft, { collection, id, record });
  return [...effective.keys()];
}

/** What an effect makes of a record, null where it removes it; undefined where it changes nothing. */
function recordAfter(
  { id, fields, isNew, by = {} }: Effect,
  before: StoredRecord | undefined,
): StoredRecord | null | undefined {
  if (fields === null) return before && null;
  if (isNew) return before ? undefined : ({ ...fields, id } as unknown as StoredRecord);
  if (!before) return undefined;
  const changed = differing(before, fields);
  // A number that others have moved further the same way stays.
  for (const [name, step] of Object.entries(by)) {
    if (step * (Number(before[name]) - Number(fields[name])) > 0) delete changed[name];
  }
  return Object.keys(changed).length > 0 ? { ...before, ...changed } : undefined;
}

/** Reads a record as it is over the base. */
function readerOf({ draft, readBase }: Over): ReadBase {
  return async (collection, id) => {
    const drafted = draft.get(collection)?.get(id);
    return drafted === undefined ? readBase(collection, id) : (drafted ?? undefined);
  };
}

type Fields = Readonly<Record<string, JsonValue | undefined>>;

function put(
  draft: Draft,
  { collection, id, record }: { collection: string; id: string; record: StoredRecord | null },
): void {
  const records = draft.get(collection) ?? new Map<string, StoredRecord | null>();
  draft.set(collection, records.set(id, record));
}

function effectOf(
  before: StoredRecord | undefined,
  after: StoredRecord | null,
): Pick<Effect, 'fields' | 'isNew' | 'by'> | undefined {
  if (!after) return before ? { fields: null } : undefined;
  if (!before) return { fields: after, isNew: true };
  const fields = differing(before, after);
  const by: Record<string, number> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'number') by[name] = value - Number(before[name] ?? 0);
  }
  return Object.keys(fields).length > 0 ? { fields, by } : undefined;
}

function differing(
  before: StoredRecord,
  fields: Readonly<Record<string, JsonValue>>,
): Record<string, JsonValue> {
  return Object.fromEntries(
    Object.entries(fields).filter(([name, value]) => !isSame(before[name] ?? null, value)),
  );
}

/** True where both are spelled alike; what has no spelling, such as half a character, is like nothing else. */
export function isSame(a: JsonValue | StoredRecord, b: JsonValue | StoredRecord): boolean {
  if (a === b) return true;
  try {
    return canonicalJson(a) === canonicalJson(b);
  } catch {
    // A server that was mended since may have published it: to refuse it would be to keep it for ever.
    return false;
  }
}

/** The fields that are said; throws for one that the collection does not have. */
function checked({ name, fields }: Collection, said: Fields): Record<string, JsonValue> {
  const known: Record<string, JsonValue> = {};
  for (const [field, value] of Object.entries(said)) {
    if (value === undefined) continue;
    if (!Object.hasOwn(fields, field)) {
      throw new SyncError('invalid-arguments', `${name} has no field "${field}".`);
    }
    known[field] = value;
  }
  return known;
}

function emptyFields({ fields }: Collection): Record<string, JsonValue> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, { kind }]) => [name, EMPTY_VALUES[kind]]),
  );
}
