/** Remembers how far each entry of the history was scrolled, and brings a page back there as it fills. */
export interface PlaceMemory {
  /** Notes where the page is now: the window's own event comes only with the next frame. */
  leave(): void;
  /** From now on what is scrolled belongs to this entry. */
  enter(key: string): void;
  /** Back to where this entry was left, or to the top; the page may still be growing. */
  restore(key: string): void;
  /** To the element with this id, as soon as it is there. */
  seek(id: string): void;
  /** Writes the places down for a reload of this tab, and stops. */
  stop(): void;
}

/**
 * A memory for one window; `storageKey` names its places in the tab's session storage. Content arrives from storage
 * after the navigation, so a place may be out of reach at first: it is tried again whenever the page grows, until it
 * is reached or the reader scrolls, points or types.
 */
export function createPlaceMemory(page: Window, storageKey: string): PlaceMemory {
  const places = readPlaces(page, storageKey);
  const stopped = new AbortController();
  let current = '';
  let attempt: AbortController | undefined;

  page.history.scrollRestoration = 'manual';
  page.addEventListener('scroll', remember, { passive: true, signal: stopped.signal });
  // Firefox drops what a page stores while it is being left for another site; Safari has no `scrollend` before 26.2.
  page.addEventListener('scrollend', save, { signal: stopped.signal });
  page.addEventListener('pagehide', save, { signal: stopped.signal });

  function remember(): void {
    // While a place is being sought, the window's own clamping is not the reader's scrolling.
    if (!attempt) places.set(current, page.scrollY);
  }

  function save(): void {
    remember();
    const newest = [...places].slice(-MAX_PLACES);
    try {
      page.sessionStorage.setItem(storageKey, JSON.stringify(newest));
    } catch {
      // Storage may be full or forbidden: a reload then starts at the top, which loses nothing.
    }
  }

  function until(isReached: () => boolean): void {
    attempt?.abort();
    attempt = undefined;
    if (isReached()) return;
    const seeking = new AbortController();
    seeking.signal.addEventListener('abort', () => {
      if (attempt === seeking) attempt = undefined;
    });
    attempt = seeking;
    keepTrying(page, isReached, seeking);
  }

  return Object.freeze({
    leave: remember,
    enter(key: string) {
      current = key;
    },
    restore(key: string) {
      const y = places.get(key) ?? 0;
      until(() => {
        page.scrollTo({ top: y, behavior: 'instant' });
        return Math.abs(page.scrollY - y) < 2;
      });
    },
    seek(id: string) {
      page.scrollTo({ top: 0, behavior: 'instant' });
      until(() => {
        const target = page.document.getElementById(id);
        target?.scrollIntoView();
        target?.focus({ preventScroll: true });
        return target !== null;
      });
    },
    stop() {
      save();
      attempt?.abort();
      stopped.abort();
    },
  });
}

/** Tries again whenever the page grows, until it succeeds or the reader does something; either ends the attempt. */
function keepTrying(page: Window, isReached: () => boolean, attempt: AbortController): void {
  const growth = new ResizeObserver(() => isReached() && attempt.abort());
  growth.observe(page.document.body);
  attempt.signal.addEventListener('abort', () => growth.disconnect());
  for (const input of ['wheel', 'touchstart', 'pointerdown', 'keydown']) {
    const options = { passive: true, signal: attempt.signal };
    page.addEventListener(input, () => attempt.abort(), options);
  }
}

/** A tab's history rarely holds more; older places are forgotten first. */
const MAX_PLACES = 100;

function readPlaces(page: Window, storageKey: string): Map<string, number> {
  try {
    const kept: unknown = JSON.parse(page.sessionStorage.getItem(storageKey) ?? '[]');
    const pairs = (Array.isArray(kept) ? kept : []) as unknown[];
    return new Map(pairs.filter(isPlace));
  } catch {
    // Unreadable or forbidden: as in a new tab.
    return new Map();
  }
}

function isPlace(pair: unknown): pair is [string, number] {
  return Array.isArray(pair) && typeof pair[0] === 'string' && Number.isFinite(pair[1]);
}
