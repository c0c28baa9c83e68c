import type { StoredRecord } from '../model/record.ts';
import type { Collection } from '../model/schema.ts';
import type { Answer } from '../protocol/worker-api.ts';
import type { Client } from './client.ts';
import {
  all,
  allBy,
  many,
  one,
  type AllByOptions,
  type Labelled,
  type SyncOptions,
} from './labelled.ts';
import { replace } from './list-algebra.ts';
import type { ByOf, QueryOf } from './live.ts';

/** The values by label. */
export type Assigns = Readonly<Record<string, unknown>>;

/** Told after an assignment: all values, and the earlier ones of just the labels that were assigned. 'halt' stops those after it. */
export type HandleAssigns = (state: Assigns, old: Assigns) => 'cont' | 'halt';

export interface CancelOptions {
  /** False keeps the last value. */
  readonly assign?: boolean;
}

/**
 * Live queries under labels, without a framework. A label is assigned when its value is first known and at every change
 * that is followed; what did not change keeps its identity. Labels of one `sync` are always of one snapshot and assigned
 * at once; separate calls carry no such promise. `cancelAll` is its end.
 */
export interface Sync {
  /** Another object after each assignment, and the same one until then. */
  state(): Assigns;
  syncOne(label: string, collection: Collection, id: string, options?: SyncOptions): void;
  syncAll<C extends Collection>(
    ...of: readonly [label: string, collection: C, query?: QueryOf<C>, options?: SyncOptions]
  ): void;
  /** Throws 'not-found' where no index begins with the field. */
  syncAllBy<C extends Collection>(
    ...of: readonly [label: string, collection: C, by: ByOf<C>, options?: AllByOptions<C>]
  ): void;
  /** No ids, or null, cancel the label and assign []. */
  syncMany(
    ...of: readonly [
      label: string,
      collection: Collection,
      ids: readonly string[] | null,
      options?: SyncOptions,
    ]
  ): void;
  /** Several at once. A label that was synced before is synced anew. */
  sync(labelled: readonly Labelled[]): void;
  /** Ends a label and assigns null, or [] where it was `many`. Nothing of it is heard afterwards. */
  cancel(label: string, options?: CancelOptions): void;
  cancelAll(options?: CancelOptions): void;
  watching(label: string): boolean;
  /** Called after every assignment, in the order of attaching. A name that is taken throws, or with `replace` moves to the end. */
  attachCallback(
    name: string,
    callback: HandleAssigns,
    options?: { readonly replace?: boolean },
  ): void;
  detachCallback(name: string): void;
}

interface Kept {
  readonly kind: Labelled['kind'];
  /** The call that it was synced by. */
  readonly round: object;
  readonly stop: () => void;
}

/** Nothing is synced yet. */
export function createSync(client: Pick<Client, 'watch'>): Sync {
  let state: Assigns = {};
  const keptByLabel = new Map<string, Kept>();
  const callbackByName = new Map<string, HandleAssigns>();

  /** Assigns what differs, and tells of it. */
  function assign(values: Assigns): void {
    const labels = Object.keys(values).filter(
      (label) => !(label in state) || values[label] !== state[label],
    );
    if (labels.length === 0) return;
    const old = Object.fromEntries(
      labels.map((label) => [label, state[label] ?? (Array.isArray(values[label]) ? [] : null)]),
    );
    state = { ...state, ...Object.fromEntries(labels.map((label) => [label, values[label]])) };
    // A callback may attach and detach others: they are called from the next assignment on.
    const callbacks = [...callbackByName.values()];
    for (const callback of callbacks) {
      if (callback(state, old) === 'halt') return;
    }
  }

  function sync(labelled: readonly Labelled[]): void {
    /** What has come of one snapshot, until all of it is there. */
    const round = new Map<string, unknown>();
    const asked = labelled.filter(({ request }) => request);
    const none = labelled.filter(({ request }) => !request);
    for (const { label } of labelled) stop(label);
    assign(Object.fromEntries(none.map(({ label }) => [label, []])));
    const isOut = ({ label }: Labelled) => keptByLabel.get(label)?.round !== round;
    for (const { label, kind, request, options } of asked) {
      let heard = 0;
      const listen = (answer: Answer) => {
        // Nothing can be said yet; what stands there stays.
        if (answer.state === 'loading') return;
        round.set(label, valueOf(kind, answer, state[label]));
        if (!asked.every((one) => round.has(one.label) || isOut(one))) return;
        const values = Object.fromEntries(round);
        round.clear();
        if (options.once && ++heard === 2) stop(label);
        assign(values);
      };
      const group = asked.length > 1 ? round : undefined;
      const stopWatching = client.watch(request!, listen, { action: options.watchAction, group });
      keptByLabel.set(label, { kind, round, stop: stopWatching });
    }
  }

  function stop(label: string): boolean {
    keptByLabel.get(label)?.stop();
    return keptByLabel.delete(label);
  }

  function cancel(
    labels: readonly string[],
    { assign: isAssigned = true }: CancelOptions = {},
  ): void {
    const kinds = labels.map((label) => [label, keptByLabel.get(label)?.kind] as const);
    for (const label of labels) stop(label);
    const ended = kinds.filter(([, kind]) => kind);
    if (!isAssigned) return;
    assign(Object.fromEntries(ended.map(([label, kind]) => [label, kind === 'many' ? [] : null])));
  }

  return Object.freeze<Sync>({
    state: () => state,
    syncOne: (...of) => sync([one(...of)]),
    syncAll: (...of) => sync([all(...of)]),
    syncAllBy: (...of) => sync([allBy(...of)]),
    syncMany: (...of) => sync([many(...of)]),
    sync,
    cancel: (label, options) => cancel([label], options),
    cancelAll: (options) => cancel([...keptByLabel.keys()], options),
    watching: (label) => keptByLabel.has(label),
    attachCallback(name, callback, { replace: isReplaced = false } = {}) {
      if (callbackByName.has(name) && !isReplaced) {
        throw new Error(`a callback "${name}" is attached; detach it first, or say "replace"`);
      }
      callbackByName.delete(name);
      callbackByName.set(name, callback);
    },
    detachCallback: (name) => void callbackByName.delete(name),
  });
}

function valueOf(
  kind: Labelled['kind'],
  { rows }: Exclude<Answer, { readonly state: 'loading' }>,
  before: unknown,
): unknown {
  const old = (Array.isArray(before) ? before : before ? [before] : []) as readonly StoredRecord[];
  const next = replace(old, rows);
  return kind === 'one' ? (next[0] ?? null) : next;
}
