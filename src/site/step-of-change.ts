import type { OutboxEntry } from '../protocol/worker-api.ts';

/**
 * How far a change has come that a person has just made.
 *
 *     kept ──listed──▶ waiting ──▶ sending ──gone──▶ done
 *       │                │            ├──▶ awaiting ──gone──▶ done
 *       │                └──gone──▶ over ◀── refused, too old
 *       └── nothing waits at all ──▶ done
 *
 * 'kept': on this device, and not seen in the outbox yet. 'awaiting': done, and held back until somebody approves it.
 * 'over': refused, too old, or taken back.
 */
export type Step = 'kept' | 'waiting' | 'sending' | 'awaiting' | 'done' | 'over';

/** The next step, by the change's entry in the outbox; `isAllSent` where nothing at all waits since it was made. */
export function stepAfter(
  step: Step,
  entry: Pick<OutboxEntry, 'state'> | undefined,
  isAllSent: boolean,
): Step {
  if (entry) return STEPS[entry.state];
  switch (step) {
    case 'sending':
    case 'awaiting':
      return 'done';
    case 'waiting':
      // What never was under way has not arrived.
      return 'over';
    case 'kept':
      return isAllSent ? 'done' : 'kept';
    case 'done':
    case 'over':
      return step;
  }
}

const STEPS = {
  queued: 'waiting',
  waiting: 'waiting',
  sending: 'sending',
  awaiting: 'awaiting',
  rejected: 'over',
  expired: 'over',
} as const satisfies Record<OutboxEntry['state'], Step>;
