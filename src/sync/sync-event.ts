import type { Build } from '../protocol/worker-api.ts';
import type { FailureCode } from '../protocol/failure.ts';
import type { Version } from '../protocol/version.ts';

/**
 * What the engine reports as it happens. Logs, the diagnostics view and the stories in the tests are drawn from these;
 * nothing is decided by them.
 */
export type SyncEvent =
  | { readonly kind: 'became-owner'; readonly epoch: number }
  | { readonly kind: 'lost-ownership' }
  | { readonly kind: 'stole-ownership' }
  | { readonly kind: 'pull-started' }
  | { readonly kind: 'pull-unchanged' }
  /** An answer that says nothing new and does not count as a check: an older publication, or another log's. */
  | { readonly kind: 'pull-ignored'; readonly log: string; readonly seq: number }
  /** Ids per collection, or 'all'. */
  | ({
      readonly kind: 'pull-applied';
      readonly way: PullWay;
      readonly changed: Readonly<Record<string, number | 'all'>>;
    } & Version)
  | { readonly kind: 'pull-failed'; readonly code: FailureCode; readonly retryInMs: number | null }
  /** Changes were answered: so many are done, so many undone. */
  | { readonly kind: 'push-answered'; readonly applied: number; readonly rejected: number }
  | { readonly kind: 'push-failed'; readonly code: FailureCode; readonly retryInMs: number }
  | { readonly kind: 'head-shown'; readonly collection: string; readonly rows: number }
  | { readonly kind: 'record-shown'; readonly collection: string; readonly id: string }
  /** A delta did not lead to the root it names; the roots are compared instead. */
  | { readonly kind: 'delta-refused'; readonly reason: string }
  /** An object of the target was gone; the newest manifest becomes the target. */
  | { readonly kind: 'target-moved'; readonly seq: number }
  | { readonly kind: 'log-adopted'; readonly from: Version; readonly to: Version }
  | { readonly kind: 'shape-unknown'; readonly collection: string }
  | { readonly kind: 'newer-build'; readonly build: Build }
  | { readonly kind: 'storage-lost'; readonly code: FailureCode }
  | { readonly kind: 'chunks-mended'; readonly count: number }
  | { readonly kind: 'forgotten' }
  /** Something idle went wrong; it is tried again later. */
  | { readonly kind: 'idle-work-failed'; readonly code: FailureCode; readonly message: string };

/** How a version was reached. */
export type PullWay = 'first' | 'delta' | 'roots';

/** Takes what the engine reports; must not throw. */
export type Report = (event: SyncEvent) => void;
