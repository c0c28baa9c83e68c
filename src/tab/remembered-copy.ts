/** What a page knows of the copy when it looks after it; the browser may have removed the copy when it is read again. */
export interface RememberedCopy {
  readonly database: string;
  /** Another one means that the copy was made anew (store/layout.ts). */
  readonly storeId: string;
  /** When it was last seen, in milliseconds since 1970. */
  readonly at: number;
  readonly records: number;
  readonly pictures: number;
  /** Changes that had not been sent then. */
  readonly unsent: number;
}

/** A copy that the browser removed: what it was, and when that was found out. */
export interface LostCopy extends RememberedCopy {
  readonly foundAt: number;
}

/**
 * What is remembered beside the copy, in the page's small storage, which Chromium does not count when it makes room: so that
 * the next visit can say what was lost and when. A browser that takes it along, or forbids it, remembers nothing.
 */
export interface CopyMemory {
  read(): RememberedCopy | undefined;
  write(copy: RememberedCopy): void;
  forgetCopy(): void;
  lost(): LostCopy | undefined;
  /** Remembers a loss until it is dismissed. */
  lose(copy: LostCopy): void;
  dismissLost(): void;
  /** True once, where the reader has not been told yet that the site reads without a network. */
  firstReady(): boolean;
  /** As on a first visit; for a reader who wants all of it forgotten. */
  clear(): void;
}

/** The memory of one site's copy; `prefix` parts it from other sites'. */
export function createCopyMemory(storage: () => Storage, prefix: string): CopyMemory {
  const key = (name: string) => `${prefix}:${name}`;

  function get<T>(name: string): T | undefined {
    try {
      const text = storage().getItem(key(name));
      return text === null ? undefined : (JSON.parse(text) as T);
    } catch {
      // Unreadable or forbidden: as if nothing had been remembered.
      return undefined;
    }
  }

  function set(name: string, value: unknown): boolean {
    try {
      if (value === undefined) storage().removeItem(key(name));
      else storage().setItem(key(name), JSON.stringify(value));
      return true;
    } catch {
      // Nothing depends on it.
      return false;
    }
  }

  return Object.freeze<CopyMemory>({
    read: () => get(COPY),
    write: (copy) => void set(COPY, copy),
    forgetCopy: () => void set(COPY, undefined),
    lost: () => get(LOST),
    lose: (copy) => void set(LOST, copy),
    dismissLost: () => void set(LOST, undefined),
    // Where nothing can be remembered it would be said on every visit: so not at all.
    firstReady: () => get(READY) === undefined && set(READY, true),
    clear() {
      for (const name of [COPY, LOST, READY]) set(name, undefined);
    },
  });
}

const COPY = 'copy';
const LOST = 'lost-copy';
const READY = 'ready-said';
