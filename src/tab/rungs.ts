/**
 * Every fallback can be forced by address, so that it can be tried and tested:
 * `?shared=0` no SharedWorker, `?worker=0` no worker at all, `?idb=0` memory only, `?sw=0` no service worker,
 * `?bc=0` no BroadcastChannel. The flags stay on a tab's internal links.
 */
export interface Rungs {
  readonly shared: boolean;
  readonly worker: boolean;
  readonly idb: boolean;
  readonly sw: boolean;
  readonly bc: boolean;
}

const FLAGS = ['shared', 'worker', 'idb', 'sw', 'bc'] as const;

/** The rungs that an address allows; everything not forbidden by `=0` is allowed. */
export function readRungs(search: string): Rungs {
  const query = new URLSearchParams(search);
  const allowed = FLAGS.map((flag) => [flag, query.get(flag) !== '0'] as const);
  return Object.fromEntries(allowed) as unknown as Rungs;
}

/** The forced rungs as a query to put on an internal link: `shared=0&idb=0`, or '' where none is forced. */
export function rungQuery(rungs: Rungs): string {
  return FLAGS.filter((flag) => !rungs[flag])
    .map((flag) => `${flag}=0`)
    .join('&');
}
