import { isDeepStrictEqual } from 'node:util';
import type { MutationTransaction } from '../../model/mutator.ts';
import { MAX_ID_LENGTH, type JsonValue, type StoredRecord } from '../../model/record.ts';
import type { Collection, FieldKind } from '../../model/schema.ts';
import { SyncError } from '../../protocol/failure.ts';
import { applyEffect, type Effect, type Fields } from './effect.ts';
import { recordKey } from './record-key.ts';

/** The records that a mutation runs against, with all that is journalled before it. */
export interface RecordView {
  /** The site's own collection of that name. Throws 'offline' while it was not read whole. */
  readonly get: (collection: Collection, id: string) => StoredRecord | undefined;
  /** True where the id is taken, by a hidden record or one of another collection too: a link says no more than an id. */
  readonly isTaken: (collection: Collection, id: string) => boolean;
  /** True where something before this mutation is still on its way to the record. */
  readonly isPending: (collection: string, id: string) => boolean;
  /** True where a removal is on its way too: what it is made again with may not stand as the view has it. */
  readonly isRemoved: (collection: string, id: string) => boolean;
}

/** A record that a mutation looked at, whether it is there or not. */
export interface LookedAt {
  readonly collection: Collection;
  readonly id: string;
}

/** A mutation's run: what it looked at, and what it does. */
export interface RecordsTransaction extends MutationTransaction {
  /** One for each record, in the order in which they were first changed. */
  readonly effects: () => readonly Effect[];
  readonly looked: () => readonly LookedAt[];
}

/** What a record id may look like where a mutation makes one: it becomes a cell, an address, a term of a formula. */
const NEW_ID = new RegExp(`^[\\w.~-]{1,${MAX_ID_LENGTH}}$`);

/** Kinds that can be written; the others are made from what editors do in Airtable itself. */
const WRITABLE: ReadonlySet<FieldKind> = new Set([
  'text',
  'number',
  'checkbox',
  'date',
  'instant',
  'links',
]);

/** Begins a run. Its effects are gathered, and take place where the caller says so. */
export function createRecordsTransaction(
  view: RecordView,
  { number, at }: Pick<Effect, 'number' | 'at'>,
): RecordsTransaction {
  const effectByKey = new Map<string, Effect>();
  const lookedByKey = new Map<string, LookedAt>();

  const read = (collection: Collection, id: string): StoredRecord | undefined => {
    const key = recordKey(collection.name, id);
    lookedByKey.set(key, { collection, id });
    const own = effectByKey.get(key);
    const before = view.get(collection, id);
    return own ? applyEffect(collection, before, own) : before;
  };

  const write = (
    collection: Collection,
    effect: Pick<Effect, 'kind' | 'id' | 'fields'>,
    earlier = effectByKey.get(recordKey(collection.name, effect.id)),
  ) => {
    const kind = earlier?.kind === 'insert' && effect.kind === 'update' ? 'insert' : effect.kind;
    const fields = kind === 'remove' ? {} : { ...earlier?.fields, ...effect.fields };
    effectByKey.set(recordKey(collection.name, effect.id), {
      ...effect,
      number,
      at,
      collection: collection.name,
      kind,
      fields,
    });
  };

  const insert = (collection: Collection, id: string, fields: Fields) => {
    const isFree = read(collection, id) === undefined && !view.isTaken(collection, id);
    if (!isFree) throw new SyncError('conflict', 'There is one with this id already.');
    if (!NEW_ID.test(id)) throw new SyncError('invalid-arguments', 'This id cannot be used.');
    write(collection, { kind: 'insert', id, fields: checked(collection, fields) });
  };

  const update = (collection: Collection, id: string, fields: Fields) => {
    const before = read(collection, id);
    if (!before) throw new SyncError('not-found', 'It is not there any more.');
    const isUncertain = view.isRemoved(collection.name, id);
    const changed = Object.entries(checked(collection, fields)).filter(
      ([name, value]) => isUncertain || !isDeepStrictEqual(before[name], value),
    );
    if (changed.length === 0 && !view.isPending(collection.name, id)) return;
    write(collection, { kind: 'update', id, fields: Object.fromEntries(changed) });
  };

  const remove = (collection: Collection, id: string) => {
    if (!read(collection, id)) throw new SyncError('not-found', 'It is not there any more.');
    if (view.get(collection, id)) write(collection, { kind: 'remove', id, fields: {} });
    else effectByKey.delete(recordKey(collection.name, id));
  };

  /** A step's own failure rejects it, so that a mutator may catch it. */
  const step = async <T>(work: () => T): Promise<T> => Promise.resolve(work());

  return Object.freeze({
    get: ((collection: Collection, id: string) =>
      step(() => read(collection, id))) as MutationTransaction['get'],
    insert: ((collection: Collection, id: string, fields: object) =>
      step(() => insert(collection, id, fields as Fields))) as MutationTransaction['insert'],
    update: ((collection: Collection, id: string, fields: object) =>
      step(() => update(collection, id, fields as Fields))) as MutationTransaction['update'],
    remove: (collection: Collection, id: string) => step(() => remove(collection, id)),
    effects: () => [...effectByKey.values()],
    looked: () => [...lookedByKey.values()],
  });
}

/** The fields without those left undefined; throws for one that the collection does not have, or that is not written. */
function checked(collection: Collection, fields: Readonly<Record<string, JsonValue | undefined>>) {
  const set: Record<string, JsonValue> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    const field = Object.hasOwn(collection.fields, name) ? collection.fields[name] : undefined;
    if (!field || !WRITABLE.has(field.kind)) {
      throw new SyncError('invalid-arguments', `"${name}" cannot be changed through the site.`);
    }
    set[name] = value;
  }
  return set;
}
