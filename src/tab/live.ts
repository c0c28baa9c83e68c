import type { Collection, RecordOf } from '../model/schema.ts';

/**
 * What a page can say about what it shows. 'loading': nothing yet. 'early': the first part of a first sync, complete in
 * itself. 'ready': the whole truth of one version. 'error': nothing is stored and it cannot be fetched; it mends itself.
 */
export type LiveState = 'loading' | 'early' | 'ready' | 'error';

/** A live list: reactive, so that one changed record changes one node. */
export interface LiveList<R> {
  readonly state: LiveState;
  readonly rows: readonly R[];
  /** How many records match in all, before offset and limit. */
  readonly total: number;
}

/** A live record; `record` is undefined while loading, and where there is no such record ('ready'). */
export interface LiveRecord<R> {
  readonly state: LiveState;
  readonly record: R | undefined;
}

/** A query over a collection's own fields; 'view' is the order of its upstream view. */
export interface QueryOf<C extends Collection> {
  readonly where?: Partial<RecordOf<C>>;
  readonly orderBy?: readonly (readonly [
    field: (keyof RecordOf<C> & string) | 'view',
    direction: 'asc' | 'desc',
  ])[];
  readonly offset?: number;
  readonly limit?: number;
  readonly select?: readonly (keyof C['fields'] & string)[];
}

/** One field and its value: a field that a declared index begins with, so that the answer costs no scan. */
export type ByOf<C extends Collection> = {
  [F in IndexedField<C>]: { readonly [Field in F]: RecordOf<C>[F] };
}[IndexedField<C>];

type IndexedField<C extends Collection> = FirstField<C['indexes'][keyof C['indexes']]> &
  keyof RecordOf<C>;
type FirstField<Order> = Order extends readonly [readonly [infer F, unknown], ...unknown[]]
  ? F
  : never;
