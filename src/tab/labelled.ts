// oxlint-disable max-params -- Sites call these: what `createOne`, `createAll` … take, with a label before it.
import type { Query } from '../model/query.ts';
import type { Collection, RecordOf } from '../model/schema.ts';
import type { ReadRequest } from '../protocol/worker-api.ts';
import { checkIndexed } from '../store/check-indexed.ts';
import type { ByOf, QueryOf } from './live.ts';
import type { WatchAction } from './live-needs.ts';

/** How a label is kept. */
export interface SyncOptions {
  /** Which changes are followed; 'changes', all of them, where it is left out. */
  readonly watchAction?: WatchAction;
  /** Follows one change, and no other. */
  readonly once?: boolean;
}

/** How a label is kept, and in which order and window. */
export interface AllByOptions<C extends Collection> extends SyncOptions {
  readonly query?: Omit<QueryOf<C>, 'where'>;
}

/** A label, what is read for it, and the value it has: a record or null, or a list. */
export interface Labelled<Label extends string = string, Value = unknown> {
  readonly label: Label;
  readonly kind: 'one' | 'all' | 'many';
  /** Undefined where there is nothing to read: no ids. */
  readonly request: ReadRequest | undefined;
  readonly options: SyncOptions;
  /** Only a type: nothing is kept here. */
  readonly value?: Value;
}

/** A record by id; null where there is none, until there is. */
export function one<L extends string, C extends Collection>(
  label: L,
  { name }: C,
  id: string,
  options: SyncOptions = {},
): Labelled<L, RecordOf<C> | null> {
  return { label, kind: 'one', request: { collection: name, id }, options };
}

/** The answer to a query. */
export function all<L extends string, C extends Collection>(
  label: L,
  { name }: C,
  query: QueryOf<C> = {},
  options: SyncOptions = {},
): Labelled<L, readonly RecordOf<C>[]> {
  return { label, kind: 'all', request: { collection: name, query: query as Query }, options };
}

/** The records whose field has a value; throws 'not-found' where no index begins with that field. */
export function allBy<L extends string, C extends Collection>(
  label: L,
  collection: C,
  by: ByOf<C>,
  options: AllByOptions<C> = {},
): Labelled<L, readonly RecordOf<C>[]> {
  const where = by as NonNullable<Query['where']>;
  checkIndexed(collection, where);
  const query = { ...(options.query as Query), where };
  return { label, kind: 'all', request: { collection: collection.name, query }, options };
}

/** Records by id, in the order of the ids; none where there are no ids. */
export function many<L extends string, C extends Collection>(
  label: L,
  { name }: C,
  ids: readonly string[] | null,
  options: SyncOptions = {},
): Labelled<L, readonly RecordOf<C>[]> {
  const request = ids?.length ? { collection: name, ids } : undefined;
  return { label, kind: 'many', request, options };
}
