import type { Query } from '../../model/query.ts';
import type { Collection, RecordOf } from '../../model/schema.ts';
import type { SiteData } from '../../protocol/site-renderer.ts';
import type { QueryOf } from '../../tab/live.ts';

/** The rows that answer a query in a publication. */
export function rowsOf<C extends Collection>(
  collection: C,
  data: SiteData,
  query: QueryOf<C>,
): readonly RecordOf<C>[] {
  const answer = data.read({ collection: collection.name, query: query as Query });
  return answer.state === 'ready' ? (answer.rows as readonly unknown[] as RecordOf<C>[]) : [];
}

/** The record with this id in a publication, where there is one. */
export function rowOf<C extends Collection>(
  collection: C,
  data: SiteData,
  id: string,
): RecordOf<C> | undefined {
  const answer = data.read({ collection: collection.name, id });
  return answer.state === 'ready' ? (answer.rows[0] as unknown as RecordOf<C>) : undefined;
}

/** True where a publication has the collection, and no such record in it. */
export function isGone(collection: Collection, data: SiteData, id: string): boolean {
  const answer = data.read({ collection: collection.name, id });
  return answer.state === 'ready' && answer.total === 0;
}
