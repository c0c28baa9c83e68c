/** Answers chunks that a deploy has taken away (fault S1) with one reload, until the signal ends it. */
export function reloadForMissingChunks(signal: AbortSignal): void {
  const onPreloadError = (event: Event) => {
    const isHandled = reloadForMissingChunk({
      storage: () => sessionStorage,
      key: `offprint:${import.meta.env.BASE_URL}:reloaded`,
      build: __BUILD_ID__,
      mayReload: () => navigator.onLine && !hasTypedText(document),
      reload: () => location.reload(),
    });
    if (isHandled) event.preventDefault();
  };
  addEventListener('vite:preloadError', onPreloadError, { signal });
}

/** What is needed to decide about a reload; all of it is the page's own. */
export interface ReloadOnce {
  readonly storage: () => Pick<Storage, 'getItem' | 'setItem'>;
  readonly key: string;
  /** This page's build: after a reload into the same build another reload would not help. */
  readonly build: string;
  /** False while a reload would lose typed text, or leave the reader with the browser's own 'no internet' page. */
  readonly mayReload: () => boolean;
  readonly reload: () => void;
}

/**
 * Answers a chunk that could not be loaded, mostly because a deploy has replaced it (fault S1): true after starting the
 * one reload that each build gets. False leaves the error to the page, which offers to try again.
 */
export function reloadForMissingChunk(options: ReloadOnce): boolean {
  if (!options.mayReload()) return false;
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

/** True where a field holds other text than it was drawn with, which a reload would lose. */
export function hasTypedText(page: Pick<Document, 'querySelectorAll'>): boolean {
  const fields = page.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(
    'textarea, input:not([type=checkbox], [type=radio], [type=hidden])',
  );
  return [...fields].some((field) => field.value !== field.defaultValue);
}
