/**
 * What a page says to a service worker. Page and worker may be of different builds, so fields are only ever added, and
 * are optional. Any of these may be lost: a page that hears nothing goes on as it is.
 */
export type ServiceWorkerRequest =
  /** A page whose reader agreed to the update, to the waiting worker: it takes over now instead of at the last tab's end. */
  | { readonly type: 'apply-update' }
  /** A page that wonders whether a waiting worker is news to it; answered with a `BuildAnswer` on the port that came along. */
  | { readonly type: 'which-build' };

/** What a service worker is woken for once there is a network (Background Sync): to send the changes that wait. */
export const UNSENT_TAG = 'offprint-unsent';

/** A service worker's answer to 'which-build'. */
export interface BuildAnswer {
  readonly type: 'build';
  readonly id: string;
}

/**
 * A request if it is one of ours, else undefined: whatever else is said to a service worker is ignored, for extensions and
 * other libraries post to service workers too.
 */
export function decodeServiceWorkerRequest(value: unknown): ServiceWorkerRequest | undefined {
  const type = fieldsOf(value)['type'];
  return type === 'apply-update' || type === 'which-build' ? { type } : undefined;
}

/** The build's id out of a `BuildAnswer`, or undefined where a worker of another build answers otherwise: that is news. */
export function decodeBuildAnswer(value: unknown): string | undefined {
  const { type, id } = fieldsOf(value);
  return type === 'build' && typeof id === 'string' ? id : undefined;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return Object(value) as Record<string, unknown>;
}
