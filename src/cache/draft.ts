import { canonicalJson } from '../model/canonical.ts';
import type { MutationTransaction } from '../model/mutator.ts';
import type { JsonValue, StoredRecord } from '../model/record.ts';
import type { Collection, FieldKind } from '../model/schema.ts';
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
}

/** Records by collection and id, null for one that is not there. */
export type Draft = Map<string, Map<string, StoredRecord | null>>;

/** Reads a record as it is below the draft. */
export type ReadBase = (collection: string, id: string) => Promise<StoredRecord | undefined>;

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
export async function runOver(
  { draft, readBase }: { readonly draft: Draft; readonly readBase: ReadBase },
  { now, run }: Runnable,
): Promise<readonly Effect[]> {
  const mine: Draft = new Map();

  async function get(collection: string, id: string): Promise<StoredRecord | undefined> {
    const own = mine.get(collection)?.get(id);
    if (own !== undefined) return own ?? undefined;
    const drafted = draft.get(collection)?.get(id);
    if (drafted !== undefined) return drafted ?? undefined;
    return readBase(collection, id);
  }

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
      const before = draft.get(collection)?.get(id) ?? (await readBase(collection, id)) ?? null;
      const isGone = draft.get(collection)?.get(id) === null;
      const effect = effectOf(isGone ? null : before, record);
      if (!effect) continue;
      effects.push({ collection, id, ...effect });
      put(draft, { collection, id, record });
    }
  }
  return effects;
}

/**
 * Brings about what a mutation was seen to do, whether or not the base contains it already: the same twice is the same
 * once. So a number that was counted up is not counted twice while nobody knows whether it has arrived. Gives those that
 * changed something.
 */
export async function applyEffects(
  { draft, readBase }: { readonly draft: Draft; readonly readBase: ReadBase },
  effects: readonly Effect[],
): Promise<readonly Effect[]> {
  const effective: Effect[] = [];
  for (const effect of effects) {
    const { collection, id, fields, isNew } = effect;
    const take = (record: StoredRecord | null) => {
      put(draft, { collection, id, record });
      effective.push(effect);
    };
    const drafted = draft.get(collection)?.get(id);
    const before = drafted === undefined ? await readBase(collection, id) : (drafted ?? undefined);
    if (fields === null) {
      if (before) take(null);
    } else if (isNew ? !before : before) {
      const record = { ...before, ...fields, id } as unknown as StoredRecord;
      if (!before || Object.keys(differing(before, fields)).length > 0) take(record);
    }
  }
  return effective;
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
  before: StoredRecord | null,
  after: StoredRecord | null,
): Pick<Effect, 'fields' | 'isNew'> | undefined {
  if (!after) return before ? { fields: null } : undefined;
  if (!before) return { fields: after, isNew: true };
  const fields = differing(before, after);
  return Object.keys(fields).length > 0 ? { fields } : undefined;
}

function differing(before: StoredRecord, fields: Readonly<Record<string, JsonValue>>) {
  return Object.fromEntries(
    Object.entries(fields).filter(([name, value]) => !isSameValue(before[name] ?? null, value)),
  );
}

function isSameValue(a: JsonValue, b: JsonValue): boolean {
  return a === b || canonicalJson(a) === canonicalJson(b);
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
  return Object.fromEntries(Object.entries(fields).map(([name, { kind }]) => [name, EMPTY[kind]]));
}

/** What a field without a value is published as. */
const EMPTY: Readonly<Record<FieldKind, JsonValue>> = {
  text: '',
  number: null,
  checkbox: false,
  date: '',
  instant: '',
  richText: [],
  html: [],
  image: '',
  attachments: [],
  links: [],
};
