import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { SiteRenderer } from '../protocol/site-renderer.ts';

/**
 * The site built for the server, which lies beside its build: `dist-server/` beside `dist/`. Undefined where that was not
 * built: pages then are drawn in the browser alone.
 */
export async function loadRenderer(distDir: string): Promise<SiteRenderer | undefined> {
  const path = join(`${distDir}-server`, 'render.js');
  const isBuilt = await access(path).then(
    () => true,
    () => false,
  );
  if (!isBuilt) return undefined;
  const { renderer } = (await import(pathToFileURL(path).href)) as {
    readonly renderer: SiteRenderer;
  };
  return renderer;
}
