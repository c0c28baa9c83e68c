import type { Draft, Effect, Runnable } from './draft.ts';

/** A change that is kept and not yet known to be in the base. */
export interface Pending extends Runnable {
  readonly id: string;
  /** What it was seen to do before it was sent: it may be in the base by now, and takes no second effect. */
  readonly effects?: readonly Effect[];
}

/** The overlay as it was last written here: what it was made over, of what, and what each change did. */
export interface Overlay {
  readonly over: string;
  readonly pending: readonly Pending[];
  readonly draft: Draft;
  readonly effectsById: Map<string, readonly Effect[]>;
}

/** What is remembered of the overlay; a count is never given twice, also where the store is emptied. */
export interface OverlayMemory {
  overlay?: Overlay;
  count: number;
  clear(): void;
}
