import type { Broadcast } from '../protocol/broadcast.ts';

/**
 * Time as the engine knows it (I14). `now` is milliseconds since 1970 and may jump either way; nothing is ordered by
 * it (I15). `sleep` settles after about `ms`, perhaps much later, or rejects with the signal's reason.
 */
export interface Clock {
  now(): number;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/**
 * The way to all other contexts of this site and scope. What is posted reaches everybody else, or nobody: any message
 * may be lost. What arrives is unchecked.
 */
export interface Channel {
  post(message: Broadcast): void;
  /** Returns the way to stop listening. */
  subscribe(listener: (message: unknown) => void): () => void;
}

/**
 * Web Locks, as far as they are used here: the promise settles when `whileHeld` has settled; it rejects with an
 * AbortError where the signal fired first, or where another one stole the lock, in which case `whileHeld` runs on.
 * `steal` and `signal` exclude each other, as on the platform.
 */
export interface Locks {
  request(name: string, options: LockRequest, whileHeld: () => Promise<void>): Promise<void>;
}

/** Options named as `LockManager.request` names them. */
export interface LockRequest {
  readonly mode?: 'exclusive' | 'shared';
  readonly steal?: boolean;
  readonly signal?: AbortSignal;
}

/** A number in [0, 1). */
export type Random = () => number;

/** The platform's fetch. */
export type Fetch = (address: string, init: RequestInit) => Promise<Response>;
