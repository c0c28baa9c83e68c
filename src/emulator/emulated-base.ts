import { createAttachments, type Attachments } from './attachments.ts';
import { createBaseStore, type BaseStore } from './base-store.ts';
import { createCellOutput, type CellOutput } from './cell-output.ts';
import { createComments, type Comments } from './comments.ts';
import { createComputed, type Computed } from './computed.ts';
import type { EmulatorOptions } from './emulator-options.ts';
import { createAttachmentFetcher } from './fetch-attachments.ts';
import { createIds, type IdKind } from './ids.ts';
import { createIterators, type Iterators } from './iterators.ts';
import { createLimits, type Limits, type LimitSettings } from './limits.ts';
import { loadSeed } from './load-seed.ts';
import { restoreTables, snapshotTables } from './snapshot.ts';
import type { SeedBase } from './seed.ts';
import type { PingOptions } from './webhook-pings.ts';
import { createWebhooks, type Webhooks } from './webhooks.ts';

/** The base itself and all state that belongs to it, without any address to reach it by. */
export interface EmulatedBase {
  /** What a reset goes back to. */
  readonly base: () => SeedBase;
  readonly store: BaseStore;
  readonly attachments: Attachments;
  readonly computed: Computed;
  readonly output: CellOutput;
  readonly iterators: Iterators;
  readonly comments: Comments;
  readonly webhooks: Webhooks;
  readonly limits: Limits;
  readonly newId: (kind: IdKind) => string;
  /** Hands the state to `options.save`; every commit does so by itself. */
  readonly save: () => void;
  /** Back to the seed, with a fresh allowance and no webhooks. */
  readonly reset: () => void;
  /**
   * Puts another base in the place of this one, and resets. It is not kept: a restart finds what was there before.
   * Throws when the seed does not fit its own schema.
   */
  readonly plant: (seed: SeedBase) => void;
  /** Ends what runs in the background: pings, and files that are being fetched. */
  readonly stop: () => void;
}

/** Builds the base from its seed, or from what was saved of it. Throws when the seed does not fit its schema. */
// oxlint-disable-next-line max-lines-per-function -- a list of parts, each made from those before it
export function createEmulatedBase(
  options: EmulatorOptions & Pick<PingOptions, 'fetch' | 'sleep'>,
  settings: LimitSettings,
): EmulatedBase {
  const { now, origin, random } = options;
  const newId = createIds(random);
  let base = options.base;
  let fresh = loadSeed(base, newId);
  const saved = options.load?.();
  const store = createBaseStore(fresh, now);
  const { tables } = store;
  const secret = saved?.secret ?? newId('sel') + newId('sel');
  const ttlMs = options.attachmentTtlMs ?? 7_200_000;
  const attachments = createAttachments({ origin, now, secret, tables, ttlMs });
  const computed = createComputed(tables, now);
  const output = createCellOutput(attachments, computed);
  const iterators = createIterators({ newId, now, idleMs: options.iteratorIdleMs ?? 300_000 });
  const webhooks = createWebhooks({
    ...options,
    newId,
    output,
    baseId: () => base.id,
    changed: () => save(),
  });
  const comments = createComments({ now, newId });
  const fetcher = createAttachmentFetcher({ store, fetch: options.fetch, sleep: options.sleep });
  const limits = createLimits(settings, now);
  if (saved !== undefined) {
    store.replace(restoreTables(saved, base, fresh), saved.transactionNumber);
    webhooks.restore(saved.webhooks);
    limits.restoreUse(saved.monthlyUse);
  }
  const save = (): void => {
    if (base !== options.base) return;
    options.save?.(() => ({
      format: 1,
      baseId: base.id,
      transactionNumber: store.transactionNumber(),
      secret,
      monthlyUse: limits.monthlyUse(),
      tables: snapshotTables(tables()),
      webhooks: webhooks.state(),
    }));
  };
  store.onCommit((commit) => {
    webhooks.record(commit);
    fetcher.onCommit(commit);
    attachments.onCommit(commit);
    save();
  });
  fetcher.resume(tables());
  const reset = (): void => {
    // The number goes on, so that whoever compares versions sees that something happened.
    store.replace(fresh, store.transactionNumber() + 1);
    webhooks.restore([]);
    iterators.lose();
    comments.clear();
    limits.reset();
    save();
  };
  const stop = (): void => {
    webhooks.stop();
    fetcher.stop();
  };
  const plant = (seed: SeedBase): void => {
    fresh = loadSeed(seed, newId);
    base = seed;
    reset();
  };
  return Object.freeze({
    base: () => base,
    store,
    attachments,
    computed,
    output,
    iterators,
    comments,
    webhooks,
    limits,
    newId,
    save,
    reset,
    plant,
    stop,
  });
}
