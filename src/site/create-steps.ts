import { createMemo, createSignal, type Accessor } from 'solid-js';
import type { Made, OutboxEntry, OutboxStatus } from '../protocol/worker-api.ts';
import { useSite } from './site-context.tsx';
import { stepAfter, type Step } from './step-of-change.ts';

/** A change that was kept, and what the outbox was before it. */
export type Sent = Made & Pick<OutboxStatus, 'revision'>;

/** How far the change has come that somebody has just made here. */
export interface Steps {
  /** Undefined where none was made, or it is of no interest any more. */
  readonly step: Accessor<Step | undefined>;
  /** Follows this change from now on, or none. */
  readonly follow: (sent: Sent | undefined) => void;
}

/** Follows the change that was made last. Lives with its owner. */
export function createSteps(outbox: Accessor<readonly OutboxEntry[]>): Steps {
  const { status } = useSite();
  const [sent, follow] = createSignal<Sent>();
  const progress = createMemo<{ readonly of: Sent; readonly step: Step } | undefined>((before) => {
    const of = sent();
    if (!of) return undefined;
    const { queued, revision } = status().outbox;
    const entry = outbox().find(({ id }) => id === of.id);
    const step = before?.of === of ? before.step : of.isUnchanged ? 'done' : 'kept';
    return { of, step: stepAfter(step, entry, queued === 0 && revision !== of.revision) };
  });
  return Object.freeze({ step: () => progress()?.step, follow });
}
