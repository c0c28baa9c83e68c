import { FolderHeldError, holdFolder } from '../lease.ts';
import { openPublishedFolder } from './published-folder.ts';

/**
 * Takes a data folder, and gives the way to let go of it; undefined where a server that is alive has it, whose
 * publications are there to be taken. Any other reason for which it cannot be had is thrown: what lies there may be old.
 */
export async function holdUnlessServed(
  dataDir: string,
): Promise<(() => Promise<void>) | undefined> {
  try {
    return await holdFolder(dataDir);
  } catch (error) {
    const isHeld = error instanceof FolderHeldError;
    if (isHeld && (await openPublishedFolder(dataDir).manifest())) return undefined;
    throw error;
  }
}
