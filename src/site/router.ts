import { createSignal, type Accessor } from 'solid-js';
import { createAddresses } from './addresses.ts';
import { createPlaceMemory } from './place-memory.ts';
import { plainLinkOf } from './plain-link.ts';

/** Where the reader is. */
export interface Place {
  /** The site path, `/blog`; of an address outside the base, the whole pathname. */
  readonly path: string;
  /** The query, `?page=2` or ''. */
  readonly search: string;
  /** The entry in the tab's history. */
  readonly key: string;
}

/** Client-side navigation: links of this site change the place instead of loading a document. */
export interface Router {
  readonly place: Accessor<Place>;
  /** The address of a site path, for an `href`: below the base, with this tab's flags. */
  href(path: string): string;
  navigate(path: string): void;
  /** True once after each navigation: who calls it first, a page's heading, takes the focus. */
  takeFocus(): boolean;
  stop(): void;
}

export interface RouterOptions {
  readonly page: Window;
  readonly basePath: string;
  /** The query that stays on every internal link, or ''. */
  readonly flags: string;
  /** The site path that has taken the place of this one, or undefined. */
  readonly movedTo?: (path: string, search: string) => string | undefined;
}

/**
 * Starts routing. Every plain click on a link of this site is taken, wherever the link came from, so that links inside
 * articles are no different. Back and Forward bring back the place on the page; a new navigation begins at the top.
 */
// oxlint-disable-next-line max-lines-per-function -- one closure over one place: its parts are short, and apart they would share it by hand
export function startRouter({ page, basePath, flags, movedTo }: RouterOptions): Router {
  const { history, location } = page;
  const addresses = createAddresses(basePath, flags);
  const memory = createPlaceMemory(page, `offprint:${basePath}:places`);
  const stopped = new AbortController();
  let isFocusDue = false;

  // A reload finds the entry's state, and with it the place where it was left.
  const firstState: unknown = history.state;
  const firstKey = keyOf(firstState) ?? newKey();
  history.replaceState({ key: firstKey }, '');
  const [place, setPlace] = createSignal(readPlace(firstKey));
  memory.enter(firstKey);
  if (keyOf(firstState)) memory.restore(firstKey);
  else showPlace(firstKey);

  page.document.addEventListener('click', onClick, { signal: stopped.signal });
  page.addEventListener('popstate', onPopState, { signal: stopped.signal });

  function readPlace(key: string): Place {
    const { pathname, search } = location;
    const path = addresses.pathOf(pathname) ?? pathname;
    const moved = movedTo?.(path, search);
    if (moved === undefined) return { path, search, key };
    history.replaceState({ key }, '', addresses.href(moved));
    return readPlace(key);
  }

  function onClick(event: MouseEvent): void {
    const link = plainLinkOf(event);
    if (!link) return;
    const { origin, pathname, search, hash } = new URL(link.href);
    const path = origin === location.origin ? addresses.pathOf(pathname) : undefined;
    // What the proxy serves itself, such as a file, is for the browser to load.
    if (path === undefined || /^\/v1\/|^\/[\w-]+\.\w+$/.test(path)) return;
    event.preventDefault();
    go(addresses.href(path + search + hash));
  }

  function go(address: string): void {
    const url = new URL(address, location.href);
    const isSamePage = url.pathname === location.pathname && url.search === location.search;
    const key = newKey();
    memory.leave();
    if (url.href === location.href) history.replaceState({ key }, '');
    else history.pushState({ key }, '', url);
    memory.enter(key);
    isFocusDue = !url.hash || !isSamePage;
    setPlace(readPlace(key));
    showPlace(key);
  }

  /** Scrolls to what the address names, else to where this entry was left; to the top where it is new. */
  function showPlace(key: string): void {
    if (location.hash) memory.seek(idIn(location.hash));
    else memory.restore(key);
  }

  function onPopState(event: PopStateEvent): void {
    const key = keyOf(event.state);
    if (key === undefined) {
      // A fragment typed by hand: the browser has scrolled there itself.
      const made = newKey();
      history.replaceState({ key: made }, '');
      return memory.enter(made);
    }
    const before = place();
    memory.leave();
    memory.enter(key);
    const after = readPlace(key);
    isFocusDue = before.path !== after.path || before.search !== after.search;
    setPlace(after);
    memory.restore(key);
    // As browsers do where they bring back the place themselves.
    if (!isFocusDue) targetOf(location.hash)?.focus({ preventScroll: true });
  }

  function targetOf(hash: string): HTMLElement | null {
    return page.document.getElementById(idIn(hash));
  }

  return Object.freeze({
    place,
    href: addresses.href,
    navigate: (path: string) => go(addresses.href(path)),
    takeFocus() {
      const isDue = isFocusDue;
      isFocusDue = false;
      return isDue;
    },
    stop() {
      stopped.abort();
      memory.stop();
    },
  });
}

function idIn(hash: string): string {
  try {
    return decodeURIComponent(hash.slice(1));
  } catch {
    // A broken escape names no element; the page then stays at its top.
    return '';
  }
}

function keyOf(state: unknown): string | undefined {
  if (typeof state !== 'object' || state === null || !('key' in state)) return undefined;
  return typeof state.key === 'string' ? state.key : undefined;
}

/** Distinct within one tab's history, which is all it is for. */
function newKey(): string {
  return crypto.randomUUID();
}
