import type { Cache, RootAt } from '../cache/cache.ts';
import type { Changes } from '../protocol/broadcast.ts';
import { SyncError, toFailure } from '../protocol/failure.ts';
import { MAX_OBJECT_BYTES } from '../protocol/paths.ts';
import type { Current } from '../store/layout.ts';
import { showHeads, showWanted, type Early } from './early.ts';
import type { Clock } from './environment.ts';
import { together } from './lanes.ts';
import { fetchChain, findChain, inlineDelta, partsOf } from './pull-delta.ts';
import { holdOrders, holdRoots, LANES, loadRoots, missingOf, type RootPull } from './pull-roots.ts';
import type { Source } from './source.ts';
import type { PullWay, Report } from './sync-event.ts';
import { nextVersionOf, type Target } from './target.ts';
import type { Wants } from './wants.ts';

/** The three ways to a target, each ending in one commit for all collections (I4). */
export interface Mover {
  /** By deltas; undefined where none leads there, they are refused, or comparing roots costs fewer bytes. */
  byDelta(from: Current, target: Target, signal: AbortSignal): Promise<Moved | undefined>;
  /** By comparing roots: only what is not held is fetched. */
  byRoots(target: Target, signal: AbortSignal): Promise<Moved>;
  /** First sync: heads and wanted records show at once, the whole in one commit. */
  atFirst(target: Target, signal: AbortSignal): Promise<Moved>;
}

/** A commit that was made. */
export interface Moved {
  readonly way: PullWay;
  readonly changes: Changes;
  readonly current: Current;
}

/** What a mover is handed. */
export interface MoverOptions {
  readonly cache: Cache;
  readonly source: Source;
  readonly clock: Clock;
  readonly wants: Wants;
  readonly report: Report;
  /** A newer version has to be fetched: more is asked for than the manifest. */
  readonly onUpdating: () => void;
  /** Some of what it takes is kept now, and need not be fetched again. */
  readonly onKept: () => void;
  readonly onEarly: (collection: string) => void;
  /** Records that are here, of all; only during a first sync, and `done` never falls. */
  readonly onProgress: (progress: { readonly done: number; readonly total: number }) => void;
}

/** The ways over one cache and source. */
export function createMover(given: MoverOptions): Mover {
  let lanes = LANES;

  /** What four fetch side by side over a line that is cut soon may all be lost at once, so fewer follow each cut. */
  async function hold(roots: Readonly<Record<string, RootAt>>, pull: RootPull): Promise<void> {
    const most = lanes;
    lanes = Math.max(1, most / 2);
    await holdRoots(roots, { ...pull, lanes: most });
    lanes = LANES;
  }

  const options: Ways = { ...given, hold };
  return Object.freeze({
    byDelta: (from: Current, target: Target, signal: AbortSignal) =>
      moveByDelta(options, { from, target, signal }),
    byRoots: (target: Target, signal: AbortSignal) => moveByRoots(options, { target, signal }),
    atFirst: (target: Target, signal: AbortSignal) => moveAtFirst(options, { target, signal }),
  });
}

interface Ways extends MoverOptions {
  /** `holdRoots`, over fewer lanes each time that it failed. */
  readonly hold: typeof holdRoots;
}

interface Journey {
  readonly target: Target;
  readonly signal: AbortSignal;
}

async function moveByDelta(
  options: MoverOptions,
  { from, target, signal }: Journey & { readonly from: Current },
): Promise<Moved | undefined> {
  const { cache, clock, source, report } = options;
  try {
    const deltas =
      inlineDelta(from, target) ?? (await fetchDeltas(options, { from, target, signal }));
    if (!deltas) return undefined;
    const parts = await partsOf(deltas, target, { current: from, cache });
    await holdOrders(parts, { cache, source, signal });
    signal.throwIfAborted();
    const next = nextVersionOf(target, clock.now());
    return { way: 'delta', ...(await cache.commitDelta(next, parts)) };
  } catch (error) {
    signal.throwIfAborted();
    // Whatever is wrong with the delta, or with what it is to be applied to, need not be wrong with the roots.
    const { code, message } = toFailure(error);
    if (code !== 'invalid-response') throw error;
    report({ kind: 'delta-refused', reason: message });
    return undefined;
  }
}

async function fetchDeltas(
  { cache, source, onUpdating }: MoverOptions,
  { from, target, signal }: Journey & { readonly from: Current },
) {
  onUpdating();
  const chain = await findChain(from, target, { source, signal });
  if (!chain) return undefined;
  // Such an object would be refused each time it is asked for (fault N16); its records are in chunks as well.
  if (chain.some(({ bytes }) => bytes > MAX_OBJECT_BYTES)) return undefined;
  const chainBytes = chain.reduce((sum, { bytes }) => sum + bytes, 0);
  // One delta is never larger than the chunks that hold its records; a chain may bring one record many times.
  if (chain.length > 1 && chainBytes > SMALL_CHAIN_BYTES) {
    const roots = await loadRoots(target.moves, { cache, source, signal });
    const { bytes } = await missingOf(roots, cache);
    if (bytes < chainBytes) return undefined;
  }
  return fetchChain(chain, from.log, { source, signal });
}

async function moveByRoots(options: Ways, { target, signal }: Journey): Promise<Moved> {
  options.onUpdating();
  const { cache, source, onKept } = options;
  const pull: RootPull = { cache, source, signal, onKept };
  const roots = await loadRoots(target.moves, pull);
  await options.hold(roots, pull);
  return { way: 'roots', ...(await commit(options, { target, signal, roots })) };
}

async function moveAtFirst(options: Ways, { target, signal }: Journey): Promise<Moved> {
  const { cache, source, clock, wants, report, onEarly, onKept, onProgress } = options;
  options.onUpdating();
  const expiresAt = clock.now() + TARGET_LIFE_MS;
  const beforeChunk = () => {
    if (clock.now() > expiresAt) throw new SyncError('not-found', 'the target is 10 minutes old');
  };
  let roots: Readonly<Record<string, RootAt>> = {};
  try {
    await together(signal, [
      (headSignal) => showHeads(target, { cache, source, signal: headSignal, report, onEarly }),
      async (laneSignal) => {
        const early: Early = { cache, source, signal: laneSignal, report, onEarly };
        wants.serve((wanted) => showWanted(wanted, target, early));
        const pull: RootPull = { cache, source, signal: laneSignal, onKept };
        roots = await loadRoots(target.moves, pull);
        await options.hold(roots, { ...pull, onProgress, beforeChunk });
      },
    ]);
  } finally {
    wants.pause();
  }
  return { way: 'first', ...(await commit(options, { target, signal, roots })) };
}

function commit(
  { cache, clock }: MoverOptions,
  { target, signal, roots }: Journey & { readonly roots: Readonly<Record<string, RootAt>> },
) {
  signal.throwIfAborted();
  return cache.commitRoots(nextVersionOf(target, clock.now()), roots);
}

/** A chain up to this is taken without comparing: looking for a cheaper way would cost as much. */
const SMALL_CHAIN_BYTES = 64 * 1024;
/** A first sync that takes longer pursues the newest manifest from there on; what is staged stays. */
const TARGET_LIFE_MS = 10 * 60_000;
