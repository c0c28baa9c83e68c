import type { LockRequest, Locks } from '../../src/sync/environment.ts';

/**
 * The locks of one origin, as the Web Locks specification has them: a queue per name, exclusive or shared, requests
 * that can be aborted, and theft. Each context has its own `Locks`; when it dies all that it holds comes free.
 */
export interface LockHub {
  open(): Locks & { die(): void };
  /** How many hold this name. */
  holders(name: string): number;
}

interface Request {
  readonly owner: object;
  readonly mode: 'exclusive' | 'shared';
  readonly whileHeld: () => Promise<void>;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/** A hub where nothing is held. */
export function createLockHub(): LockHub {
  const held = new Map<string, Request[]>();
  const waiting = new Map<string, Request[]>();
  const listOf = (map: Map<string, Request[]>, name: string) => {
    const list = map.get(name) ?? [];
    map.set(name, list);
    return list;
  };
  const remove = (list: Request[], request: Request) => {
    const at = list.indexOf(request);
    if (at >= 0) list.splice(at, 1);
    return at >= 0;
  };

  function grantNext(name: string): void {
    const holders = listOf(held, name);
    const queue = listOf(waiting, name);
    while (queue.length > 0) {
      const next = queue[0]!;
      const isFree =
        holders.length === 0 ||
        (next.mode === 'shared' && holders.every(({ mode }) => mode === 'shared'));
      if (!isFree) return;
      queue.shift();
      grant(name, next);
    }
  }

  function grant(name: string, request: Request): void {
    listOf(held, name).push(request);
    // As on the platform, the callback never runs inside the call to `request`.
    queueMicrotask(() => {
      request.whileHeld().then(
        () => release(name, request, request.resolve),
        (error) => release(name, request, () => request.reject(error)),
      );
    });
  }

  function release(name: string, request: Request, settle: () => void): void {
    if (!remove(listOf(held, name), request)) return;
    settle();
    grantNext(name);
  }

  // oxlint-disable-next-line max-params -- LockManager's own, for an owner
  function request(
    owner: object,
    name: string,
    { mode = 'exclusive', steal = false, signal }: LockRequest,
    whileHeld: () => Promise<void>,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      const one: Request = { owner, mode, whileHeld, resolve, reject };
      if (steal) {
        for (const robbed of listOf(held, name).splice(0)) robbed.reject(abortError());
        return grant(name, one);
      }
      listOf(waiting, name).push(one);
      const stop = () => {
        if (remove(listOf(waiting, name), one)) reject(signal!.reason);
        grantNext(name);
      };
      signal?.addEventListener('abort', stop, { once: true });
      grantNext(name);
    });
  }

  return {
    open() {
      const owner = {};
      let isDead = false;
      return {
        request: (name, options, whileHeld) =>
          isDead
            ? new Promise(() => undefined)
            : request(owner, name, options, () =>
                isDead ? new Promise(() => undefined) : whileHeld(),
              ),
        die() {
          isDead = true;
          for (const list of waiting.values()) {
            for (const one of list.filter((member) => member.owner === owner)) remove(list, one);
          }
          for (const [name, list] of held) {
            for (const one of list.filter((member) => member.owner === owner)) remove(list, one);
            grantNext(name);
          }
        },
      };
    },
    holders: (name) => listOf(held, name).length,
  };
}

function abortError(): DOMException {
  return new DOMException('Lock broken by another request with the "steal" option', 'AbortError');
}
