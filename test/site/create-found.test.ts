import { createRoot, createSignal } from 'solid-js';
import { expect, it } from 'vitest';
import { createFound } from '../../src/site/create-found.ts';

/** A search in a shop of these names, each by its id. */
function openSearch(names: Readonly<Record<string, string>>) {
  const rowsOf = (all: typeof names) => Object.entries(all).map(([id, name]) => ({ id, name }));
  return createRoot((dispose) => {
    const [rows, setRows] = createSignal(rowsOf(names));
    const [here, setHere] = createSignal<string>();
    const found = createFound(rows, { nameOf: ({ name }) => name, here });
    const ids = () => found.rows().map(({ id }) => id);
    return { ...found, ids, setHere, rename: (all: typeof names) => setRows(rowsOf(all)), dispose };
  });
}

it('[B101] finds by a part of the name, in any case of letters, and all where nothing is looked for', () => {
  const { find, ids, search, dispose } = openSearch({ a: 'Tin box', b: 'Zinc box', c: 'Lamp' });
  expect(ids()).toEqual(['a', 'b', 'c']);
  find(' BOX ');
  expect([search(), ...ids()]).toEqual(['box', 'a', 'b']);
  find('boxes');
  expect(ids()).toEqual([]);
  dispose();
});

it('[B101] keeps what was found whatever it is renamed to, until something else is looked for', () => {
  const { find, ids, rename, dispose } = openSearch({ a: 'Tin box', b: 'Lamp' });
  find('box');
  rename({ a: 'Tin case', b: 'Lamp' });
  expect(ids()).toEqual(['a']);
  find('lamp');
  find('box');
  expect(ids()).toEqual([]);
  dispose();
});

it('[B100] finds what was just brought back, whatever it is called', () => {
  const { find, ids, setHere, dispose } = openSearch({ a: 'Tin box', b: 'Lamp' });
  find('box');
  setHere('b');
  expect(ids()).toEqual(['a', 'b']);
  dispose();
});
