import { asObject, asText } from './check.ts';

/**
 * What a page says to a service worker. Page and worker may be of different builds, so fields are only ever added, and
 * are optional. Any of these may be lost: a page that hears nothing goes on as it is.
 */
export type ServiceWorkerRequest =
  /** A page whose reader agreed to the update, to the waiting worker: it takes over now instead of at the last tab's end. */
  | { readonly type: 'apply-update' }
  /** A page that wonders whether a waiting worker is news to it; answered with a `BuildAnswer` on the port that came along. */
  | { readonly type: 'which-build' };

/** A service worker's answer to 'which-build'. */
export interface BuildAnswer {
  readonly type: 'build';
  readonly id: string;
}

/** A request if it is one of ours, else undefined: whatever else is said to a service worker is ignored. */
export function decodeServiceWorkerRequest(value: unknown): ServiceWorkerRequest | undefined {
  try {
    const { type } = asObject(value, 'message');
    return type === 'apply-update' || type === 'which-build' ? { type } : undefined;
  } catch {
    // Extensions and other libraries post to service workers too.
    return undefined;
  }
}

/** The build's id out of a `BuildAnswer`, or undefined where the answer is not one. */
export function decodeBuildAnswer(value: unknown): string | undefined {
  try {
    const { type, id } = asObject(value, 'answer');
    return type === 'build' ? asText(id, 'answer.id') : undefined;
  } catch {
    // A worker of another build may answer otherwise; the page then treats it as news.
    return undefined;
  }
}
