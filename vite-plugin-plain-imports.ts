import type { Plugin } from 'vite';

/**
 * Replaces Vite's helper around `import()`, which preloads what a chunk needs, by one that only tells the page of a chunk
 * that is gone ('vite:preloadError', fault S1). The service worker has all chunks anyway, and the helper was 2 % of what
 * a first paint loads. Styles are not split (`cssCodeSplit: false`), so no chunk waits for one.
 */
export function plainImports(): Plugin {
  return {
    name: 'offprint:plain-imports',
    enforce: 'pre',
    apply: (_, { command, isSsrBuild }) => command === 'build' && !isSsrBuild,
    config: () => ({ build: { cssCodeSplit: false } }),
    load: {
      filter: { id: /vite\/preload-helper/ },
      handler: () => HELPER,
    },
  };
}

const HELPER = `
export const __vitePreload = (load) => load().catch((error) => {
  const event = new Event('vite:preloadError', { cancelable: true });
  event.payload = error;
  dispatchEvent(event);
  if (!event.defaultPrevented) throw error;
});`;
