import { mkdtemp, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from './objects/make-folder.ts';

/**
 * Makes a folder that somebody named by a variable or an option, and sees that it can be written to. Rejects with a
 * sentence that names both, and why not.
 */
export async function checkFolder(folder: string, option: string): Promise<void> {
  await makeNamed(folder, option);
  try {
    await rmdir(await mkdtemp(join(folder, '.offprint-')));
  } catch (error) {
    throw refusalOf({ folder, option }, 'cannot be written to', error);
  }
}

/** Makes the folder alone; rejects with the same sentence. */
export async function makeNamed(folder: string, option: string): Promise<void> {
  await makeFolder(folder).catch((error: unknown) => {
    throw refusalOf({ folder, option }, 'cannot be made', error);
  });
}

/** The sentence, for what could not be done with the folder and why. */
export function refusalOf(
  { folder, option }: { readonly folder: string; readonly option: string },
  what: string,
  cause: unknown,
): Error {
  const why = `${what}${obstacleOf(cause)}`;
  return new Error(`${option} ${folder} ${why}; set ${option} to another folder.`, { cause });
}

function obstacleOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  if (code === 'ENOTDIR' || code === 'EEXIST') return ': it is, or lies below, a file';
  if (code === 'EACCES' || code === 'EPERM') return ': not permitted';
  if (code === 'EROFS') return ': the disk is read-only';
  if (code === 'ENOSPC') return ': the disk is full';
  if (code === 'ENOENT') return ': what it lies in takes no new files';
  return ` (${String(code)})`;
}
