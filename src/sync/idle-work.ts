import type { Cache } from '../cache/cache.ts';
import type { OlderCaches } from '../cache/older-caches.ts';
import type { Hash } from '../model/hash.ts';
import { toFailure } from '../protocol/failure.ts';
import type { Current } from '../store/layout.ts';
import type { Clock } from './environment.ts';
import type { Source } from './source.ts';
import type { Report } from './sync-event.ts';

/** Work for a quiet moment: folding rows into chunks, and looking after what is stored. */
export interface IdleWork {
  /** Begins after a few quiet seconds; starts the wait anew where it has not begun. */
  start(): void;
  /** The same, where it has not been started since it was last stopped: what is kept may be damaged though nothing new is published. */
  startOnce(): void;
  /** Settles when nothing of it runs any more. */
  stop(): Promise<void>;
}

/** What idle work is handed. */
export interface IdleWorkOptions {
  readonly cache: Cache;
  readonly source: Source;
  readonly clock: Clock;
  readonly report: Report;
  readonly older?: Pick<OlderCaches, 'remove'>;
  readonly current: () => Current | undefined;
  /** Something that is kept is damaged and could not be mended. */
  readonly onDamaged: () => void;
  /** What was damaged is whole again, at the same version. */
  readonly onMended: () => void;
}

/** Idle work over one cache; the audit is made once. */
export function createIdleWork(options: IdleWorkOptions): IdleWork {
  const { cache, clock, report } = options;
  let running: { readonly stop: AbortController; readonly done: Promise<void> } | undefined;
  let isAudited = false;
  let isTidied = true;

  async function run(signal: AbortSignal): Promise<void> {
    try {
      await clock.sleep(TIDY_AFTER_MS, signal);
      await cache.tidy(signal);
      isTidied = true;
      // Beside the rest: it may wait for as long as a tab of an older build is open.
      if (cache.storage === 'indexeddb') void options.older?.remove(signal);
      if (isAudited) return;
      await clock.sleep(AUDIT_AFTER_MS, signal);
      const damaged = await cache.audit(signal);
      isAudited = true;
      if (damaged.length > 0) await mend(damaged, signal);
    } catch (error) {
      if (signal.aborted) return;
      // Idle work is never worth a failure that a person hears of: it is tried again after the next commit.
      const { code, message } = toFailure(error);
      report({ kind: 'idle-work-failed', code, message });
      // What is kept does not fold into what was published. Once: where comparing roots does not help, nothing will.
      if (code === 'invalid-response' && isTidied) options.onDamaged();
      isTidied = false;
    }
  }

  /** Fetches damaged objects again; what cannot be had any more is replaced by the next comparison of roots. */
  async function mend(damaged: readonly Hash[], signal: AbortSignal): Promise<void> {
    try {
      const collectionByChunk = await chunkOwners();
      for (const hash of damaged) {
        const bytes = await options.source.object(hash, signal);
        const chunkOf = collectionByChunk.get(hash);
        await cache.stage([{ hash, bytes, ...(chunkOf === undefined ? {} : { chunkOf }) }]);
      }
      report({ kind: 'chunks-mended', count: damaged.length });
      options.onMended();
    } catch (error) {
      options.onDamaged();
      throw error;
    }
  }

  async function chunkOwners(): Promise<ReadonlyMap<Hash, string>> {
    const owners = new Map<Hash, string>();
    for (const [name, { baseRoot }] of Object.entries(options.current()?.collections ?? {})) {
      const root = await cache.root(baseRoot);
      for (const { hash } of root?.chunks ?? []) owners.set(hash, name);
    }
    return owners;
  }

  async function stop(): Promise<void> {
    const ending = running;
    running = undefined;
    ending?.stop.abort();
    await ending?.done;
  }

  function start(): void {
    void stop();
    const controller = new AbortController();
    running = { stop: controller, done: run(controller.signal) };
  }

  return Object.freeze({
    start,
    startOnce() {
      if (!running) start();
    },
    stop,
  });
}

const TIDY_AFTER_MS = 5000;
const AUDIT_AFTER_MS = 60_000;
