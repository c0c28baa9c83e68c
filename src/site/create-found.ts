import { createMemo, createSignal, type Accessor } from 'solid-js';

/** What is looked for in a list by a part of a name. */
export interface Found<Row> {
  /** As it is typed; '' where nothing is looked for. */
  readonly wanted: Accessor<string>;
  readonly find: (text: string) => void;
  /** Another value for each search. */
  readonly search: Accessor<string>;
  /** The rows whose names have it, in any case of letters, in the list's order. What was found stays, whatever it is renamed to. */
  readonly rows: Accessor<readonly Row[]>;
}

/** A search in `all`, in which the row of the id `here` is found whatever it is called. Lives with its owner. */
export function createFound<Row extends { readonly id: string }>(
  all: Accessor<readonly Row[]>,
  { nameOf, here }: { readonly nameOf: (row: Row) => string; readonly here: Accessor<unknown> },
): Found<Row> {
  const [wanted, find] = createSignal('');
  const search = createMemo(() => wanted().trim().toLowerCase());
  const found = createMemo<{ readonly by: string; readonly rows: readonly Row[] }>((before) => {
    const by = search();
    const stays = new Set(before?.by === by ? before.rows.map(({ id }) => id) : []);
    const isFound = (row: Row) =>
      stays.has(row.id) || row.id === here() || nameOf(row).toLowerCase().includes(by);
    return { by, rows: all().filter(isFound) };
  });
  return Object.freeze({ wanted, find, search, rows: () => found().rows });
}
