import type { Cache, OverlayCommit } from '../cache/cache.ts';
import type { OlderCaches } from '../cache/older-caches.ts';
import type { Checked, Current } from '../store/layout.ts';
import { createIdleWork } from './idle-work.ts';
import { createPuller, type PullerOptions, type PullResult } from './puller.ts';

/**
 * The cache that is written, and the one that is read: the same, but where the first one failed and the one in memory
 * that goes on for it has nothing to show yet. What was shown stays until then (P4).
 */
export interface StoreInUse {
  /** Becomes the writer, and says what is kept. */
  claim(): Promise<Claim>;
  /** One check, after a new claim where one is needed. */
  pull(signal: AbortSignal): Promise<PullResult>;
  /** The next pull claims anew: another one wrote, or the store was emptied (fault D4). */
  doubt(): void;
  /** The claim that holds; 0 before the first. */
  epoch(): number;
  /** What is kept of the newest commit, as its own writer knows it. */
  current(): Current | undefined;
  /** No version of the site was shown on this device before, as far as is known. */
  isFirstCopy(): boolean;
  written(): Cache;
  /** Makes what is pending show; at the second try with a new claim, since one that was robbed in its sleep makes one as it wakes (fault B2). */
  commitOverlay(): Promise<OverlayCommit | undefined>;
  /** Goes on in memory. True where that shows at once, since nothing was shown before. */
  fallToMemory(): void;
  /** What is written is what is shown from now on: there is something to see. */
  show(): void;
  shown(): Cache;
  isPrivate(): boolean;
  /** Work for a quiet moment: anew after a commit, else once. */
  startIdle(isAnew: boolean): void;
  stopIdle(): Promise<void>;
  /** Empties what is written, and what it goes on for. */
  clear(): Promise<void>;
  close(): void;
}

/** What a new writer finds. */
export interface Claim {
  readonly current: Current | undefined;
  readonly checked: Checked | undefined;
}

/** What a store in use is handed; a puller and its idle work are made for each cache. */
export interface StoreInUseOptions extends Omit<PullerOptions, 'beforeMove'> {
  readonly openMemory: () => Cache;
  readonly older?: OlderCaches;
  readonly onClaimed: (claim: Claim) => void;
  readonly onMended: () => void;
}

/** Begins with the cache that was opened. */
export function createStoreInUse(options: StoreInUseOptions): StoreInUse {
  let written = use(options.cache);
  let shown = options.cache;
  let epoch = 0;
  let mustClaim = true;

  function use(cache: Cache) {
    const stopIdle = () => written.idle.stop();
    const puller = createPuller({ ...options, cache, beforeMove: stopIdle });
    const idle = createIdleWork({
      ...options,
      cache,
      current: () => puller.current(),
      onDamaged: () => puller.distrustStore(),
    });
    return { cache, puller, idle };
  }

  async function claim(): Promise<Claim> {
    const { cache, puller } = written;
    epoch = await cache.claim();
    await puller.load();
    const claimed = { current: puller.current(), checked: await cache.checked() };
    mustClaim = false;
    // A memory that is not shown yet has nothing to say about what is.
    if (shown === cache) options.onClaimed(claimed);
    return claimed;
  }

  return Object.freeze({
    claim,
    async pull(signal: AbortSignal) {
      if (mustClaim) await claim();
      return written.puller.pull(signal);
    },
    doubt() {
      mustClaim = true;
    },
    epoch: () => epoch,
    current: () => written.puller.current(),
    isFirstCopy: () => written.puller.isFirstCopy(),
    written: () => written.cache,
    commitOverlay() {
      const commit = () => written.cache.commitOverlay();
      return commit().catch(() => claim().then(commit));
    },
    fallToMemory() {
      const hadVersion = written.puller.current();
      void written.idle.stop();
      written = use(options.openMemory());
      mustClaim = true;
      if (!hadVersion) shown = written.cache;
    },
    show() {
      shown = written.cache;
    },
    shown: () => shown,
    isPrivate: () => written.cache.storage === 'memory',
    startIdle: (isAnew: boolean) => (isAnew ? written.idle.start() : written.idle.startOnce()),
    stopIdle: () => written.idle.stop(),
    async clear() {
      await written.cache.clear();
      if (written.cache === options.cache) return;
      await options.cache.claim();
      await options.cache.clear();
    },
    // A memory holds nothing open.
    close() {
      options.cache.close();
      options.older?.close();
    },
  });
}
