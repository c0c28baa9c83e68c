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
  /** Several at once. A label that was synced before is synced anew; of two of one label the later one is. */
  sync(labelled: readonly Labelled[]): void;
  /** Ends a label and assigns null, or [] where it was `many`. Nothing of it is heard afterwards. */
  cancel(label: string, options?: CancelOptions): void;
  cancelAll(options?: CancelOptions): void;
  watching(label: string): boolean;
  /**
   * Called after every assignment, in the order of attaching. A name that is taken throws, or with `replace` moves to the
   * end. One that throws keeps no other from being called; its error is thrown after them.
   */
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
  const valueByLabel = new Map<string, unknown>();
  /** Made when it is first asked for after an assignment. */
  let state: Assigns | undefined;
  const keptByLabel = new Map<string, Kept>();
  const callbackByName = new Map<string, HandleAssigns>();

  const stateNow = () => (state ??= Object.fromEntries(valueByLabel));

  /** Assigns what differs, and tells of it. */
  function assign(values: ReadonlyMap<string, unknown>): void {
    const news = [...values].filter(
      ([label, value]) => !valueByLabel.has(label) || valueByLabel.get(label) !== value,
    );
    if (news.length === 0) return;
    const old = news.map(([label, value]) => [
      label,
      valueByLabel.get(label) ?? (Array.isArray(value) ? [] : null),
    ]);
    for (const [label, value] of news) valueByLabel.set(label, value);
    state = undefined;
    tell(Object.fromEntries(old));
  }

  function tell(old: Assigns): void {
    const failures: unknown[] = [];
    // A callback may attach and detach others: they are called from the next assignment on.
    const callbacks = [...callbackByName.values()];
    for (const callback of callbacks) {
      try {
        if (callback(stateNow(), old) === 'halt') break;
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }

  function sync(all: readonly Labelled[]): void {
    const labelled = [...new Map(all.map((one) => [one.label, one])).values()];
    /** What has come of one snapshot, until all of it is there. */
    const round = new Map<string, unknown>();
    const asked = labelled.filter(({ request }) => request);
    const none = labelled.filter(({ request }) => !request);
    for (const { label } of labelled) stop(label);
    assign(new Map(none.map(({ label }) => [label, []])));
    const isOut = ({ label }: Labelled) => keptByLabel.get(label)?.round !== round;
    for (const { label, kind, request, options } of asked) {
      let heard = 0;
      const listen = (answer: Answer) => {
        // Nothing can be said yet; what stands there stays.
        if (answer.state === 'loading') return;
        round.set(label, valueOf(kind, answer, valueByLabel.get(label)));
        if (!asked.every((one) => round.has(one.label) || isOut(one))) return;
        const values = new Map(round);
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
    assign(new Map(ended.map(([label, kind]) => [label, kind === 'many' ? [] : null])));
  }

  return Object.freeze<Sync>({
    state: stateNow,
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
