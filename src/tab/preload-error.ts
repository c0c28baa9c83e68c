/**
 * Answers chunks that a deploy has taken away (fault S1) with one reload. The error itself is the page's
 * matter, which offers to try again: a network that lost the chunk would lose the whole page with it.
 */
export function reloadForMissingChunks(): void {
  const onPreloadError = () =>
    void reloadForMissingChunk({
      storage: () => sessionStorage,
      key: `offprint:${import.meta.env.BASE_URL}:reloaded`,
      build: __BUILD_ID__,
      isSiteThere,
      mayReload: () => !hasTypedText(document),
      reload: () => location.reload(),
    });
  addEventListener('vite:preloadError', onPreloadError);
}

/** What is needed to decide about a reload; all of it is the page's own. */
export interface ReloadOnce {
  readonly storage: () => Pick<Storage, 'getItem' | 'setItem'>;
  readonly key: string;
  /** This page's build: after a reload into the same build another reload would not help. */
  readonly build: string;
  /** Whether the site answers, which a lost network and a captive portal do not; a rejection is a no. */
  readonly isSiteThere: () => Promise<boolean>;
  /** False while a reload would lose typed text. */
  readonly mayReload: () => boolean;
  readonly reload: () => void;
}

/**
 * Answers a chunk that could not be loaded, mostly because a deploy has replaced it (fault S1): true after starting the
 * one reload that each build gets. Never rejects.
 */
export async function reloadForMissingChunk(options: ReloadOnce): Promise<boolean> {
  const isThere = await options.isSiteThere().catch(() => false);
  if (!isThere || !options.mayReload()) return false;
  try {
    const storage = options.storage();
    if (storage.getItem(options.key) === options.build) return false;
    storage.setItem(options.key, options.build);
  } catch {
    // Without a memory of the last reload this could become a loop.
    return false;
  }
  options.reload();
  return true;
}

/** Asks for a script that every build has, past every cache: whoever answers in the site's place has only pages. */
async function isSiteThere(): Promise<boolean> {
  const script = `${import.meta.env.BASE_URL}sw.js`;
  const { headers } = await fetch(script, { method: 'HEAD', cache: 'no-store' });
  // An answer that does not say what it is rejects, which is a no.
  return headers.get('content-type')!.includes('javascript');
}

/** True where a field holds other text than it was drawn with, which a reload would lose. */
export function hasTypedText(page: Pick<Document, 'querySelectorAll'>): boolean {
  const fields = page.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(
    'textarea, input:not([type=checkbox], [type=radio], [type=hidden])',
  );
  return [...fields].some((field) => field.value !== field.defaultValue);
}
