import type { ArgumentFields, ArgumentsOf, Mutator } from '../model/mutator.ts';
import type { JsonValue } from '../model/record.ts';
import type { Calls } from './calls.ts';
import type { Client } from './client.ts';

/** What a tab asks of its worker, each in one call. */
export type Requests = Pick<
  Client,
  | 'changeLocal'
  | 'checkNow'
  | 'diagnostics'
  | 'discard'
  | 'feed'
  | 'forget'
  | 'local'
  | 'mutate'
  | 'outbox'
  | 'retry'
  | 'signIn'
  | 'signOut'
>;

/** The requests of a tab; what may be asked twice is asked again of the next worker. */
export function createRequests({ call, insist }: Calls, newId: () => string): Requests {
  return {
    checkNow: () => call((api) => api.checkNow()),
    diagnostics: () => call(async (api) => ({ ok: true, value: await api.diagnostics() })),
    forget: (unsent) => call((api) => api.forget(unsent)),
    mutate<Args extends ArgumentFields>({ name }: Mutator<Args>, args: ArgumentsOf<Args>) {
      const made = { id: newId(), name, args: args as Record<string, JsonValue> };
      return insist((api) => api.mutate(made));
    },
    outbox: () => call((api) => api.outbox()),
    retry: (id) => call((api) => api.retry(id)),
    discard: (id) => call((api) => api.discard(id)),
    signIn: (token) => call((api) => api.signIn(token)),
    signOut: (unsent) => call((api) => api.signOut(unsent)),
    local: (collection) => call((api) => api.local(collection)),
    changeLocal: (collection, change) => insist((api) => api.changeLocal(collection, change)),
    feed: (name) => call((api) => api.feed(name)),
  };
}
