import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { vi } from 'vitest';

/** A disk that answers no opening of a database while it is slow, and time that passes only when a test says so. */
export function createSlowDisk() {
  const indexedDB = new IDBFactory();
  const waiting = new Set<() => void>();
  const open = indexedDB.open.bind(indexedDB);
  let isSlow = false;
  indexedDB.open = (name, version) =>
    isSlow ? (new EventTarget() as IDBOpenDBRequest) : open(name, version);
  return {
    options: {
      indexedDB,
      IDBKeyRange,
      startTimer: (_ms: number, run: () => void) => {
        waiting.add(run);
        return () => waiting.delete(run);
      },
    },
    beSlow(next: boolean) {
      isSlow = next;
    },
    /** The next deadline passes. */
    async expire() {
      await vi.waitUntil(() => waiting.size > 0);
      for (const run of waiting) {
        run();
        // Each timer is a turn of its own.
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}
