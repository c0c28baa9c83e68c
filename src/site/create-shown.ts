import { createMemo, createSignal, type Accessor } from 'solid-js';
import { createShownCounts } from './shown-counts.ts';
import { useSite } from './site-context.tsx';

/** The beginning of a long list, as far as somebody wants to see it. */
export interface Shown<Row> {
  readonly rows: Accessor<readonly Row[]>;
  /** How many more there will be after the next step; 0 where all are shown. */
  readonly next: Accessor<number>;
  readonly showMore: () => void;
}

/**
 * The first rows of a list, some `step` of them, and as many again with each call of `showMore`. A reload and Back find
 * as many as were shown. What is shown stays shown while newer rows come before it. Lives with its owner.
 */
export function createShown<Row extends { readonly id: string }>(
  all: Accessor<readonly Row[]>,
  step: number,
): Shown<Row> {
  const { router } = useSite();
  const counts = createShownCounts(`offprint:${import.meta.env.BASE_URL}:shown`);
  const [asked, ask] = createSignal(undefined, { equals: false });
  let here = '';

  const wanted = createMemo<number>((before) => {
    asked();
    const { key, path } = router.place();
    // Another entry of the same page, such as the one of a link within it, begins with what is shown.
    if (path === here && !counts.has(key) && before > step) counts.set(key, before);
    here = path;
    return counts.get(key) ?? step;
  }, step);

  /** So many, or all where hardly any are left: a button for one row is no help. */
  const roundUp = (count: number) => (all().length - count <= step / 4 ? all().length : count);

  const rows = createMemo<readonly Row[]>((before) => {
    const known = new Set(before.map(({ id }) => id));
    const last = all().findLastIndex(({ id }) => known.has(id));
    return all().slice(0, roundUp(Math.max(wanted(), last + 1)));
  }, []);

  return {
    rows,
    next: () => roundUp(rows().length + step) - rows().length,
    showMore() {
      counts.set(router.place().key, rows().length + step);
      ask();
    },
  };
}
