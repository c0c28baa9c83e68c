/**
 * The life of a worker or a process that may end at any moment without a word (fault W1): whatever it waits for never
 * comes then, and nothing that it has under way goes on.
 */
export interface Life {
  readonly isDead: () => boolean;
  /** The work's outcome while alive; nothing, ever, after death. Counts as one operation. */
  readonly alive: <T>(work: () => Promise<T>) => Promise<T>;
  /** Calls the listener while alive; of one that is frozen, once it is thawed. */
  readonly hear: (listener: () => void) => void;
  /** Halts it, or lets it go on: what it would have heard meanwhile comes as a burst (fault B2). */
  readonly freeze: (isFrozen: boolean) => void;
  readonly isFrozen: () => boolean;
  readonly end: () => void;
  /** Ends by itself when so many more operations were begun: in the middle of something. */
  readonly endAfter: (operations: number) => void;
  /** One operation that answers at once. */
  readonly count: () => void;
  /** How many operations wait for their outcome. */
  readonly pending: () => number;
}

/** A life; `onEnd` frees what the platform would free, such as locks. */
export function createLife(onEnd: () => void): Life {
  let isDead = false;
  let left = Infinity;
  let pending = 0;
  let isFrozen = false;
  let isThawing = false;
  const queued: (() => void)[] = [];

  function end(): void {
    if (isDead) return;
    isDead = true;
    onEnd();
  }

  function hear(listener: () => void): void {
    if (isDead) return;
    if (isFrozen || isThawing) queued.push(listener);
    else listener();
  }

  /** As tasks of their own, each after all that the last one set going. */
  async function thaw(): Promise<void> {
    if (isThawing) return;
    isThawing = true;
    while (queued.length > 0 && !isFrozen && !isDead) {
      queued.shift()!();
      await new Promise((resolve) => setImmediate(resolve));
    }
    isThawing = false;
  }

  return {
    isDead: () => isDead,
    alive: (work) =>
      new Promise((resolve, reject) => {
        if (isDead) return;
        left -= 1;
        pending += 1;
        const settle = (act: () => void) => {
          pending -= 1;
          hear(act);
        };
        work().then(
          (value) => settle(() => resolve(value)),
          (error) => settle(() => reject(error as Error)),
        );
        // What was begun still happens, as a transaction does whose worker is killed; nobody hears of it.
        if (left <= 0) end();
      }),
    hear,
    freeze(next) {
      if (next === isFrozen) return;
      isFrozen = next;
      if (!next) void thaw();
    },
    isFrozen: () => isFrozen,
    end,
    endAfter: (operations) => {
      left = operations;
    },
    count() {
      left -= 1;
      if (left <= 0) end();
    },
    pending: () => pending,
  };
}

/**
 * An object whose every method is lost once the life is over; methods that answer at once do so while alive, and those
 * named `atOnce` always: what is known in memory is never a promise.
 */
export function mortal<T extends object>(
  target: T,
  life: Life,
  atOnce: readonly (keyof T)[] = [],
): T {
  const wrapped: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(target)) {
    const isPlain = typeof member !== 'function' || atOnce.includes(name as keyof T);
    wrapped[name] = isPlain ? (member as unknown) : mortalMethod(member as Method, life);
  }
  return wrapped as T;
}

type Method = (...args: unknown[]) => unknown;

function mortalMethod(method: Method, life: Life): Method {
  return (...args) => {
    if (life.isDead()) return new Promise(() => undefined);
    const result = method(...args);
    return result instanceof Promise ? life.alive(() => result) : result;
  };
}
