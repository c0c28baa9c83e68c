import { PrecacheController } from 'workbox-precaching';
import type { CacheNames } from './cache-names.ts';
import { found } from './found.ts';

/** The files of one build, in a cache of their own, and the answers they give. */
export interface Shell {
  /** Paths of its files. */
  readonly files: ReadonlySet<string>;
  /** Stores all files, or none: one that is not what the build wrote fails the whole install (faults S3, S5). */
  install(event: ExtendableEvent): Promise<void>;
  /** The page, whatever the address: this build's, else the network's, else an older build's, else a plain notice. */
  page(request: Request): Promise<Response>;
  /** What the network has at an address that is no page of the site; the page where it has nothing, or fails. */
  elsewhere(request: Request): Promise<Response>;
  /** Something that only the network has; without one a plain notice, in the place of the browser's own. */
  networkFile(request: Request): Promise<Response>;
  /** A file of this build; from the network where the browser has thrown it away. */
  file(request: Request): Promise<Response>;
  /** A file of an older build, for a tab that still runs it (faults S1, S2). */
  olderFile(request: Request): Promise<Response>;
}

export interface ShellOptions {
  readonly base: URL;
  readonly names: CacheNames;
  readonly build: string;
  /** By its path within the site, which bytes a file must have; the build writes the list (vite-plugin-service-worker.ts). */
  readonly integrityByPath: Readonly<Record<string, string>>;
}

/** The shell of this build. Nothing is stored before `install`. */
export function createShell({ base, names, build, integrityByPath }: ShellOptions): Shell {
  const cacheName = names.shell(build);
  const controller = new PrecacheController({ cacheName });
  const entries = Object.entries(integrityByPath).map(([path, integrity]) => ({
    url: base.pathname + path,
    // The names of assets say what is in them.
    revision: path.startsWith('assets/') ? null : integrity,
    integrity,
  }));
  controller.addToCacheList(entries);
  const pageUrl = new URL('shell.html', base).href;

  // The controller's own activate step is left out on purpose: it deletes what this build does not list.
  async function install(event: ExtendableEvent): Promise<void> {
    const existed = await caches.has(cacheName);
    try {
      await controller.install(event);
    } catch (error) {
      // Half a shell is of no use. One that is in use (same build, installed again) stays.
      if (!existed) await caches.delete(cacheName);
      throw error;
    }
  }

  async function page(request: Request): Promise<Response> {
    const stored = await found(controller.matchPrecache(pageUrl));
    if (stored) return stored;
    try {
      return await fetch(request);
    } catch {
      // The browser has thrown the shell away, and there is no network: whatever is left will do.
      return (await matchOlder(pageUrl)) ?? notice();
    }
  }

  async function elsewhere(request: Request): Promise<Response> {
    const answer = await fetch(request).catch(() => undefined);
    return answer && answer.status < 500 ? answer : page(request);
  }

  function networkFile(request: Request): Promise<Response> {
    return fetch(request).catch(notice);
  }

  async function file(request: Request): Promise<Response> {
    const stored = await found(controller.matchPrecache(withoutQuery(request.url)));
    return stored ? asAnswerTo(request, stored) : fetch(request);
  }

  async function olderFile(request: Request): Promise<Response> {
    const stored = await matchOlder(withoutQuery(request.url));
    return stored ? asAnswerTo(request, stored) : fetch(request);
  }

  /** Looks through all shells of this site, newest first; revisions are ignored. */
  const matchOlder = (url: string) => found(lookInAll(url));

  async function lookInAll(url: string): Promise<Response | undefined> {
    const shells = (await caches.keys()).filter((name) => name.startsWith(names.shell('')));
    for (const shell of shells.toReversed()) {
      const stored = await caches.match(url, { cacheName: shell, ignoreSearch: true });
      if (stored) return stored;
    }
    return undefined;
  }

  async function notice(): Promise<Response> {
    return (await matchOlder(new URL('offline.html', base).href)) ?? Response.error();
  }

  const files = new Set(entries.map(({ url }) => url));
  return Object.freeze({ files, install, page, elsewhere, networkFile, file, olderFile });
}

function withoutQuery(address: string): string {
  const url = new URL(address);
  return url.origin + url.pathname;
}

/**
 * A worker's `location` is the address of the answer, not of the request. A stored answer carries the address it was
 * stored under, and a worker would lose the query that its page gave it; a fresh one carries none.
 */
function asAnswerTo(request: Request, stored: Response): Response {
  if (!request.url.includes('?')) return stored;
  const { status, statusText, headers, body } = stored;
  return new Response(body, { status, statusText, headers });
}
