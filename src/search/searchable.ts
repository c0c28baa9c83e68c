import type { Collection, RecordOf } from '../model/schema.ts';

/** What of a collection can be found, as a site declares it. */
export interface Searchable {
  readonly collection: Collection;
  /** The field that a result is called by. */
  readonly title: string;
  /** The fields that are searched, and how much a word counts in each; where none of them has a result's words best, the first ones are shown. */
  readonly fields: Readonly<Record<string, number>>;
  /** Fields that come with each result as they are, for its link. */
  readonly keep: readonly string[];
}

/** A collection's declaration, which may name its own fields only. */
export function defineSearchable<C extends Collection>(
  collection: C,
  declared: {
    readonly title: keyof C['fields'] & string;
    readonly fields: { readonly [F in keyof C['fields'] & string]?: number };
    readonly keep: readonly (keyof RecordOf<C> & string)[];
  },
): Searchable {
  return Object.freeze({ collection, ...declared } as Searchable);
}
