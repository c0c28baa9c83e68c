import type { Changes } from '../protocol/broadcast.ts';
import { SyncError } from '../protocol/failure.ts';
import type { Manifest } from '../protocol/manifest.ts';
import type { OlderCaches } from '../cache/older-caches.ts';
import { isOlder, placeOf, versionOf, type Place, type Version } from '../protocol/version.ts';
import type { Checked, Current } from '../store/layout.ts';
import { DISTRUST_MS, judge, type Doubt } from './judge.ts';
import { createMover, type Moved, type MoverOptions } from './mover.ts';
import type { Known, ManifestAnswer } from './source.ts';
import type { PullWay } from './sync-event.ts';
import { targetOf, type Shapes, type Target } from './target.ts';

/** One check of the publication, to its end. */
export interface Puller {
  /** The version that is kept; undefined before the first commit. */
  current(): Current | undefined;
  /** No version of the site was shown on this device before, as far as is known. */
  isFirstCopy(): boolean;
  /** Reads what is kept; to be called by a new owner, and whenever the store may have changed under it. */
  load(): Promise<void>;
  /**
   * Asks for the manifest and moves the cache to its version, in one commit for all collections. Rejects with a
   * `SyncError`, nothing changed but what is staged; or with the signal's reason, except that a commit once begun ends.
   */
  pull(signal: AbortSignal): Promise<PullResult>;
  /** The next pull compares roots, whatever the manifest says: something that is kept is damaged. */
  distrustStore(): void;
}

/** What a pull found, and as of when it is true. */
export type PullResult = {
  readonly pollAfterMs: number;
  /** A collection is published in a shape that this build does not know. */
  readonly isOutdated: boolean;
} & (
  | { readonly kind: 'unchanged'; readonly checked: Checked }
  /** An answer that is no news and no check: an older file, or a log not yet believed. */
  | { readonly kind: 'ignored' }
  | {
      readonly kind: 'applied';
      readonly checked: Checked;
      readonly way: PullWay;
      readonly version: Place;
      /** Read from a stored copy: there was no answer to be had. */
      readonly isStale: boolean;
      readonly changes: Changes;
    }
);

/** What a puller is handed. */
export interface PullerOptions extends MoverOptions {
  readonly shapes: () => Promise<Shapes>;
  /** What other shapes of this site have shown on this device. */
  readonly older?: Pick<OlderCaches, 'versions'>;
  /** A newer version is known; waited for, so that nothing else writes while it is committed. */
  readonly beforeMove: () => Promise<void>;
}

/** A puller over one cache. One pull at a time. */
export function createPuller(options: PullerOptions): Puller {
  const { cache, source, clock, report } = options;
  const mover = createMover(options);
  let current: Current | undefined;
  let known: Known | undefined;
  let doubt: Doubt | undefined;
  let isOutdated = false;
  let isStoreDistrusted = false;
  let earlier: readonly Version[] = [];

  async function load(): Promise<void> {
    current = await cache.current();
    // What a proxy of ours would call it; another host answers 200, once.
    known = current && {
      etag: `W/"${current.log}.${current.seq}"`,
      asOf: current.publishedAt,
    };
    const older = cache.storage === 'indexeddb' && !current ? options.older : undefined;
    earlier = (await older?.versions()) ?? [];
  }

  async function pull(signal: AbortSignal): Promise<PullResult> {
    const answer = await source.manifest(isStoreDistrusted ? undefined : known, signal);
    const checked = checkOf(answer);
    if (answer.kind === 'same') {
      doubt = undefined;
      return { kind: 'unchanged', pollAfterMs: current!.pollAfterMs, isOutdated, checked };
    }
    if (!isNews(answer.manifest)) {
      const { pollAfterMs, log, seq } = answer.manifest;
      if (doubt) {
        report({ kind: 'pull-ignored', log, seq });
        const { pollAfterMs: usual } = current ?? answer.manifest;
        return { kind: 'ignored', pollAfterMs: usual, isOutdated };
      }
      known = answer.known;
      return { kind: 'unchanged', pollAfterMs, isOutdated, checked };
    }
    await options.beforeMove();
    return pursue(answer, signal);
  }

  /** Judges a manifest; throws where the source has been wrong too often. */
  function isNews(manifest: Manifest): boolean {
    const shown = current ?? earlier.find((one) => isOlder(manifest, one));
    const judged = judge(shown, manifest, { doubt, now: clock.now() });
    doubt = judged.doubt;
    // Where nothing is kept, an older version than this device has shown is better than none in the end.
    if (!current) return judged.verdict !== 'ignored';
    if (judged.verdict === 'distrusted') {
      throw new SyncError(
        'invalid-response',
        `manifest ${manifest.log}.${manifest.seq} is older than what is kept`,
        { retryAfterMs: DISTRUST_MS },
      );
    }
    if (judged.verdict === 'newer' && current.log !== manifest.log) {
      report({ kind: 'log-adopted', from: versionOf(current), to: versionOf(manifest) });
    }
    return judged.verdict === 'newer' || (judged.verdict === 'same' && isStoreDistrusted);
  }

  /** Reaches the newest version, also where the publication moves on meanwhile. */
  async function pursue(first: NewManifest, signal: AbortSignal): Promise<PullResult> {
    let answer = first;
    for (let attempt = 1; ; attempt++) {
      try {
        return await reach(answer, signal);
      } catch (error) {
        if (!isTargetGone(error) || attempt === MAX_TARGETS) throw error;
        // Every way back waits (fault N17).
        await clock.sleep(RETARGET_MS, signal);
        const newest = await source.manifest(undefined, signal);
        if (newest.kind === 'same' || !isNews(newest.manifest)) throw error;
        answer = newest;
        report({ kind: 'target-moved', seq: answer.manifest.seq });
      }
    }
  }

  async function reach(answer: NewManifest, signal: AbortSignal): Promise<PullResult> {
    const { manifest, isStale } = answer;
    const target = targetOf(manifest, {
      current: isStoreDistrusted ? undefined : current,
      shapes: await options.shapes(),
    });
    for (const collection of target.unknown) report({ kind: 'shape-unknown', collection });
    const { way, changes: moved, current: next } = await move(target, signal);
    // Of a damaged store nobody can say what was shown.
    const changes = isStoreDistrusted ? allOf(next) : moved;
    isStoreDistrusted = false;
    current = next;
    known = answer.known;
    isOutdated = target.unknown.length > 0;
    const { pollAfterMs } = manifest;
    const [version, checked] = [placeOf(next), checkOf(answer)];
    return { kind: 'applied', way, version, changes, pollAfterMs, isOutdated, isStale, checked };
  }

  async function move(target: Target, signal: AbortSignal): Promise<Moved> {
    if (!current) return mover.atFirst(target, signal);
    const byDelta = isStoreDistrusted ? undefined : await mover.byDelta(current, target, signal);
    return byDelta ?? mover.byRoots(target, signal);
  }

  return Object.freeze({
    current: () => current,
    isFirstCopy: () => !current && earlier.length === 0,
    load,
    pull,
    distrustStore() {
      isStoreDistrusted = true;
    },
  });
}

type NewManifest = Extract<ManifestAnswer, { kind: 'manifest' }>;

/** An object that the manifest named is gone: a newer publication has taken its place. */
function isTargetGone(error: unknown): boolean {
  return error instanceof SyncError && error.code === 'not-found';
}

function checkOf({ askedAt, upstreamAgeMs }: ManifestAnswer): Checked {
  return { at: askedAt, upstreamReadAt: askedAt - upstreamAgeMs };
}

function allOf({ collections }: Current): Changes {
  return Object.fromEntries(Object.keys(collections).map((name) => [name, { ids: 'all' }]));
}

const MAX_TARGETS = 4;
const RETARGET_MS = 1000;
