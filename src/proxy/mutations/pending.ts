import type { StoredRecord } from '../../model/record.ts';
import type { Collection } from '../../model/schema.ts';
import { applyNext, type Effect, type Standing } from './effect.ts';
import { recordKey } from './record-key.ts';

/** The effects that are journalled and not known to be in Airtable, by record, each record's in their order. */
export interface PendingEffects {
  readonly add: (effect: Effect) => void;
  readonly of: (collection: string, id: string) => readonly Effect[];
  /** Forgets the effects of this record up to and including a number. */
  readonly settle: (collection: string, id: string, through: number) => void;
  /** Forgets all effects of these mutations. */
  readonly drop: (numbers: ReadonlySet<number>) => void;
  /** A record as it will be once all of its effects are in Airtable; `base` is how it stands there now. */
  readonly after: (
    collection: Collection,
    id: string,
    base: StoredRecord | undefined,
  ) => StoredRecord | undefined;
  /** The effects of each record, the record with the oldest one first. */
  readonly byRecord: () => readonly (readonly Effect[])[];
  readonly replaceAll: (effects: readonly Effect[]) => void;
}

interface Line {
  effects: readonly Effect[];
  /** The outcome over a base, kept while neither changes: a thousand likes in a row are one step each. */
  known: { readonly base: StoredRecord | undefined; outcome: Standing } | undefined;
}

/** Holds these effects, which are in the order of their numbers. */
export function createPendingEffects(all: readonly Effect[]): PendingEffects {
  const lineByKey = new Map<string, Line>();
  const collectionByName = new Map<string, Collection>();

  const put = (key: string, effects: readonly Effect[]) => {
    if (effects.length === 0) lineByKey.delete(key);
    else lineByKey.set(key, { effects, known: undefined });
  };

  const add = (effect: Effect) => {
    const key = recordKey(effect.collection, effect.id);
    const line = lineByKey.get(key);
    if (!line) {
      put(key, [effect]);
      return;
    }
    (line.effects as Effect[]).push(effect);
    const collection = collectionByName.get(effect.collection);
    if (!line.known || !collection) line.known = undefined;
    else line.known.outcome = applyNext(collection, line.known.outcome, effect);
  };

  for (const effect of all) add(effect);

  return Object.freeze({
    add,
    of: (collection: string, id: string) => lineByKey.get(recordKey(collection, id))?.effects ?? [],
    settle: (collection: string, id: string, through: number) => {
      const key = recordKey(collection, id);
      const line = lineByKey.get(key);
      if (line)
        put(
          key,
          line.effects.filter(({ number }) => number > through),
        );
    },
    drop: (numbers: ReadonlySet<number>) => {
      for (const [key, { effects }] of lineByKey) {
        const kept = effects.filter(({ number }) => !numbers.has(number));
        if (kept.length < effects.length) put(key, kept);
      }
    },
    after: (collection: Collection, id: string, base: StoredRecord | undefined) => {
      const line = lineByKey.get(recordKey(collection.name, id));
      if (!line) return base;
      collectionByName.set(collection.name, collection);
      if (line.known?.base !== base || !line.known) {
        let outcome: Standing = { value: base };
        for (const effect of line.effects) outcome = applyNext(collection, outcome, effect);
        line.known = { base, outcome };
      }
      return line.known.outcome.value;
    },
    byRecord: () =>
      [...lineByKey.values()]
        .map(({ effects }) => effects)
        .sort((a, b) => a[0]!.number - b[0]!.number),
    replaceAll: (effects: readonly Effect[]) => {
      lineByKey.clear();
      for (const effect of effects) add(effect);
    },
  });
}
