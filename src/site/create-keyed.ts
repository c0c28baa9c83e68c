import { createMemo, type Accessor } from 'solid-js';

/** The entries of a list that is made anew each time, where what says the same stays the same object: its node stays too. */
export function createKeyed<Entry>(
  entries: Accessor<readonly Entry[]>,
  keyOf: (entry: Entry) => string,
): Accessor<readonly Entry[]> {
  return createMemo<readonly Entry[]>((before) => {
    const known = new Map(before.map((entry) => [keyOf(entry), entry]));
    const next = entries().map((entry) => {
      const same = known.get(keyOf(entry));
      return same && JSON.stringify(same) === JSON.stringify(entry) ? same : entry;
    });
    const isSame = next.length === before.length && next.every((entry, i) => entry === before[i]);
    return isSame ? before : next;
  }, []);
}
