import type { CollectionChange, IndexKey } from '../protocol/broadcast.ts';
import type { Dependence } from './live-needs.ts';

/**
 * Who is to be asked about a change, so that a change of one record costs the same with ten subscriptions and with ten
 * thousand. It finds all whom a change may concern, and few others; `needOf` decides.
 */
export interface Topics<Subscriber> {
  /** Returns its undoing. */
  add(subscriber: Subscriber, dependence: Dependence): () => void;
  touchedBy(collection: string, change: CollectionChange): ReadonlySet<Subscriber>;
  of(collection: string): ReadonlySet<Subscriber>;
}

/** No subscribers yet. */
export function createTopics<Subscriber>(): Topics<Subscriber> {
  const subscribersByTopic = new Map<string, Set<Subscriber>>();
  const of = (topic: string) => subscribersByTopic.get(topic) ?? new Set<Subscriber>();

  return Object.freeze({
    add(subscriber: Subscriber, dependence: Dependence) {
      const topics = topicsOf(dependence);
      for (const topic of topics) subscribersByTopic.set(topic, of(topic).add(subscriber));
      return () => {
        for (const topic of topics) {
          const known = of(topic);
          known.delete(subscriber);
          if (known.size === 0) subscribersByTopic.delete(topic);
        }
      };
    },
    touchedBy: (collection: string, change: CollectionChange) =>
      new Set(topicsTouched(collection, change).flatMap((topic) => [...of(topic)])),
    of: (collection: string) => of(name(collection)),
  });
}

function topicsOf({ request, range }: Dependence): readonly string[] {
  const { collection } = request;
  if ('id' in request) return [name(collection), name(collection, 'id', request.id)];
  if ('ids' in request) {
    return [name(collection), ...request.ids.map((id) => name(collection, 'id', id))];
  }
  const narrow = range ? name(collection, range.index, range.key) : name(collection, 'lists');
  return [name(collection), name(collection, 'queries'), narrow];
}

function topicsTouched(collection: string, change: CollectionChange): readonly string[] {
  const { ids, indexes } = change;
  if (ids === 'all') return [name(collection)];
  const byId = ids.map((id) => name(collection, 'id', id));
  const kept = indexes && Object.entries(indexes);
  if (!kept || kept.some(([, { keys }]) => !keys)) return [...byId, name(collection, 'queries')];
  const byKey = kept.flatMap(([index, { keys = [], moved }]) =>
    [...keys, ...moved.map(([, before]) => before)].map((key) => name(collection, index, key)),
  );
  return [...byId, name(collection, 'lists'), ...byKey];
}

/** A topic. An index may be called 'id' without harm: whom it brings in too many is asked in vain. */
function name(...parts: readonly IndexKey[]): string {
  return JSON.stringify(parts);
}
