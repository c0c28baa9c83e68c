import { livePath } from '../../protocol/paths.ts';
import { readLiveFile, spellLive } from '../live/live-file.ts';
import { openSiteFolder } from './write-folder.ts';

/** Live feeds as files: the text of each at its path below the site's base. */
export type LiveFiles = ReadonlyMap<string, string>;

/**
 * What was last known of these feeds, as a host of plain files offers it: asked for less often, since it changes only when
 * somebody publishes. A feed of which nothing was ever known is left out.
 */
export async function liveFilesOf(dataDir: string, feeds: readonly string[]): Promise<LiveFiles> {
  const files = new Map<string, string>();
  for (const feed of feeds) {
    const value = await readLiveFile(dataDir, feed);
    const pollAfterMs = Math.max(value?.pollAfterMs ?? 0, POLL_AFTER_MS);
    if (value) files.set(livePath(feed), spellLive({ ...value, pollAfterMs }));
  }
  return files;
}

/** Writes those that the folder has already, and that differ. */
export async function refreshLiveFiles(out: string, files: LiveFiles): Promise<void> {
  const folder = openSiteFolder(out);
  for (const [path, text] of files) if (await folder.has(path)) await folder.write(path, text);
}

const POLL_AFTER_MS = 30_000;
