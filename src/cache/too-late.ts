import { SyncError } from '../protocol/failure.ts';

/**
 * Tells whether it is too late to keep what a tab asks for now: what is called failed there must not be kept, or it would
 * be made again, and be there twice. To be asked once the disk can be written.
 */
export function createTooLate({ now }: { readonly now: () => number }): () => boolean {
  const giveUpAt = now() + KEEP_MS;
  return () => now() > giveUpAt;
}

/** Says that what came too late is not kept. */
export function tooLate(): SyncError {
  return new SyncError('timeout', 'This device was too slow to keep this.');
}

/** A tab waits 30 s for an answer; ten of them are for its way here, and for a disk that takes long to write what it has begun. */
const KEEP_MS = 20_000;
