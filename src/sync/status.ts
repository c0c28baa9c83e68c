import type { EngineStatus, Phase } from '../protocol/worker-api.ts';
import type { Facts } from './facts.ts';
import type { EngineState } from './state.ts';

/** What tabs are told of an owner. */
export function statusOf(
  state: EngineState,
  facts: Facts,
  rest: Pick<EngineStatus, 'host' | 'storage' | 'writable' | 'role' | 'outbox'>,
): EngineStatus {
  const { isOutdated, isConfirmed: _ignored, ...known } = facts;
  return {
    phase: phaseOf(state, facts),
    isOwner: isOwning(state),
    ...known,
    ...rest,
    ...(isOutdated || state.kind === 'retired' ? { isOutdated: true } : {}),
  };
}

/** True where this engine holds the cache. */
export function isOwning({ kind }: EngineState): boolean {
  return kind !== 'starting' && kind !== 'following' && kind !== 'retired';
}

function phaseOf(state: EngineState, { version, failure, isConfirmed }: Facts): Phase {
  if (state.kind === 'updating') return version ? 'updating' : 'syncing';
  if (!isOwning(state)) return 'starting';
  // While a retry is under way nothing is better yet than it was.
  if (failure) return 'offline';
  if (!version) return 'syncing';
  return isConfirmed ? 'fresh' : 'starting';
}

/**
 * True where the second tells a person the same as the first, just before it. The moments of checks that went well do not
 * count, since nobody is told of each (I12), unless the device slept in between, for tabs then take the copy for old; nor
 * does the version, which its commit's own message tells; but the upstream's growing age does, by the minute (P8).
 */
export function saysTheSame(a: EngineStatus, b: EngineStatus): boolean {
  return summaryOf(a) === summaryOf(b) && !(b.checkedAt! - a.checkedAt! > SLEPT_MS);
}

/** Nobody checks so seldom while a tab is seen, and after this a badge says how old the copy is. */
const SLEPT_MS = 60_000;

function summaryOf(status: EngineStatus): string {
  const { phase, isOwner, host, storage, progress, version, offlineSince, failure } = status;
  const { checkedAt, upstreamReadAt, isOutdated, writable, role, outbox } = status;
  // NaN, which JSON calls null, until both are known.
  const lagMinutes = Math.floor((checkedAt! - upstreamReadAt!) / 60_000);
  const hasVersion = version !== undefined;
  const told = { phase, isOwner, host, storage, progress, hasVersion, offlineSince, isOutdated };
  return JSON.stringify([told, failure?.code, lagMinutes, writable, role, outbox]);
}
