/** How many rows of its list each entry of the tab's history shows. */
export interface ShownCounts {
  has(key: string): boolean;
  get(key: string): number | undefined;
  set(key: string, count: number): void;
}

/**
 * The counts of this tab, which last as long as its history. Where session storage is full or forbidden they last as long
 * as their list is drawn.
 */
export function createShownCounts(
  storageKey: string,
  storage: () => Storage = () => sessionStorage,
): ShownCounts {
  const counts = readCounts(storageKey, storage);
  return Object.freeze({
    has: (key: string) => counts.has(key),
    get: (key: string) => counts.get(key),
    set(key: string, count: number) {
      // The newest stands last.
      counts.delete(key);
      counts.set(key, count);
      try {
        storage().setItem(storageKey, JSON.stringify([...counts].slice(-MAX_COUNTS)));
      } catch {
        // A reload then begins with the first rows, which loses nothing.
      }
    },
  });
}

/** A tab's history rarely holds more; older counts are forgotten first. */
const MAX_COUNTS = 100;

function readCounts(storageKey: string, storage: () => Storage): Map<string, number> {
  try {
    const kept: unknown = JSON.parse(storage().getItem(storageKey) ?? '[]');
    return new Map((Array.isArray(kept) ? (kept as unknown[]) : []).filter(isCount));
  } catch {
    // Unreadable or forbidden, or a server: as in a new tab.
    return new Map();
  }
}

function isCount(pair: unknown): pair is [string, number] {
  return Array.isArray(pair) && typeof pair[0] === 'string' && Number.isSafeInteger(pair[1]);
}
