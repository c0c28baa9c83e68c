import type { Wanted } from './early.ts';

/**
 * Records that tabs wait for, until they are shown, known to be missing, or the poll that should have brought them has
 * failed. Two that want the same record share one fetch.
 */
export interface Wants {
  add(wanted: Wanted): Promise<'shown' | 'missing'>;
  /** From now on wants, present and future ones, are given to `show`; one that it cannot serve stays for the next. */
  serve(show: (wanted: Wanted) => Promise<'shown' | 'missing'>): void;
  /** Nobody serves now; what is asked for stays. */
  pause(): void;
  /** Answers all that are left. */
  settle(answer: (wanted: Wanted) => Promise<'shown' | 'missing'>): Promise<void>;
  /** Fails all that are left. */
  fail(error: unknown): void;
}

/** An empty list. */
export function createWants(): Wants {
  const entryByKey = new Map<string, Entry>();
  let show: ((wanted: Wanted) => Promise<'shown' | 'missing'>) | undefined;

  async function tryShow(key: string, entry: Entry): Promise<void> {
    try {
      const answer = await show?.(entry.wanted);
      if (answer === undefined) return;
      // Failed meanwhile, and wanted again: that one waits for an attempt of its own.
      if (entryByKey.get(key) === entry) entryByKey.delete(key);
      entry.resolve(answer);
    } catch {
      // Its objects may be gone, or the network: it stays, and is answered by the next target or the poll's failure.
    }
  }

  function add(wanted: Wanted): Promise<'shown' | 'missing'> {
    const key = JSON.stringify([wanted.collection, wanted.id]);
    const present = entryByKey.get(key);
    if (present) return present.promise;
    const { promise, resolve, reject } = Promise.withResolvers<'shown' | 'missing'>();
    const entry = { wanted, promise, resolve, reject };
    entryByKey.set(key, entry);
    if (show) void tryShow(key, entry);
    return promise;
  }

  function takeAll(): readonly Entry[] {
    const entries = [...entryByKey.values()];
    entryByKey.clear();
    return entries;
  }

  return Object.freeze({
    add,
    serve(newShow: NonNullable<typeof show>) {
      show = newShow;
      for (const [key, entry] of entryByKey) void tryShow(key, entry);
    },
    pause() {
      show = undefined;
    },
    async settle(answer: (wanted: Wanted) => Promise<'shown' | 'missing'>) {
      for (const { wanted, resolve, reject } of takeAll()) {
        await answer(wanted).then(resolve, reject);
      }
    },
    fail(error: unknown) {
      for (const { reject } of takeAll()) reject(error);
    },
  });
}

interface Entry {
  readonly wanted: Wanted;
  readonly promise: Promise<'shown' | 'missing'>;
  readonly resolve: (answer: 'shown' | 'missing') => void;
  readonly reject: (error: unknown) => void;
}
