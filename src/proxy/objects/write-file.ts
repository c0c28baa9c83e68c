import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Writes a file so that a crash at any moment leaves the old one or the new one, whole: a temporary file beside it,
 * fsync, rename, and fsync of the folder, without which the rename itself may be lost.
 */
export async function writeFileDurably(path: string, bytes: Uint8Array | string): Promise<void> {
  await writeFileWhole(path, bytes);
  await syncFolder(dirname(path));
}

/** The same without the folder's fsync: for many files of one folder, followed by one `syncFolder`. */
export async function writeFileWhole(path: string, bytes: Uint8Array | string): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Makes renames and new names in this folder durable. */
export async function syncFolder(path: string): Promise<void> {
  // Windows cannot open a folder; there the rename is durable by itself.
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
