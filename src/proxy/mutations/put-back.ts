import type { Effect } from './effect.ts';
import { recordKey } from './record-key.ts';

/** What is on its way when a mutation is rejected. */
export interface OnTheWay {
  /** The effects of each record that are not known to be in Airtable, in their order. */
  readonly records: readonly (readonly Effect[])[];
  /** True where something of a mutation is in Airtable, or may be: to run it again could be to do that twice. */
  readonly isBegun: (effect: Effect) => boolean;
}

/**
 * The mutations that are to be run again where one will not take place: those behind it at one of its records, those
 * behind these, and so on, since each was run over what stood before it. One that is begun goes on as it is, and with it
 * whatever it was run over: its values have that in them.
 */
export function mutationsToRunAgain(
  rejected: number,
  { records, isBegun }: OnTheWay,
): ReadonlySet<number> {
  const effectsByNumber = Map.groupBy(
    records.flat().toSorted((a, b) => a.number - b.number),
    ({ number }) => number,
  );
  const first = behind(rejected, effectsByNumber, new Set());
  const staying = stayingOf(first, effectsByNumber, isBegun);
  return behind(rejected, effectsByNumber, staying);
}

type EffectsByNumber = ReadonlyMap<number, readonly Effect[]>;

function behind(
  rejected: number,
  effectsByNumber: EffectsByNumber,
  staying: ReadonlySet<number>,
): ReadonlySet<number> {
  const touched = new Set((effectsByNumber.get(rejected) ?? []).map(keyOf));
  const found = new Set<number>();
  // In the order of their numbers, so that one look at each is enough.
  for (const [number, effects] of effectsByNumber) {
    const keys = effects.map(keyOf);
    const isBehind = number > rejected && keys.some((key) => touched.has(key));
    if (!isBehind || staying.has(number)) continue;
    found.add(number);
    for (const key of keys) touched.add(key);
  }
  return found;
}

/** Those of these that go on as they are. */
function stayingOf(
  numbers: ReadonlySet<number>,
  effectsByNumber: EffectsByNumber,
  isBegun: OnTheWay['isBegun'],
): ReadonlySet<number> {
  const runOver = new Set<string>();
  const staying = new Set<number>();
  for (const number of [...numbers].toReversed()) {
    const effects = effectsByNumber.get(number) ?? [];
    const keys = effects.map(keyOf);
    if (!keys.some((key) => runOver.has(key)) && !effects.some(isBegun)) continue;
    staying.add(number);
    for (const key of keys) runOver.add(key);
  }
  return staying;
}

function keyOf({ collection, id }: Effect): string {
  return recordKey(collection, id);
}
