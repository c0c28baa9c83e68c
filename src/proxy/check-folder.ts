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

/** A folder, and the variable or option that names it. */
export interface NamedFolder {
  readonly folder: string;
  readonly option: string;
}

/** Does what writes to the folder; where the disk takes it no more, rejects with a sentence that names both, too. */
export async function writingTo<T>(named: NamedFolder, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (DISK_CODES.has(codeOf(error))) throw refusalOf(named, 'cannot be written to', error);
    throw error;
  }
}

/** The sentence, for what could not be done with the folder and why. */
export function refusalOf({ folder, option }: NamedFolder, what: string, cause: unknown): Error {
  const code = codeOf(cause);
  const room = ROOM_CODES.has(code) ? 'make room there, or ' : '';
  const why = `${what}${obstacleOf(code)}`;
  return new Error(`${option} ${folder} ${why}; ${room}set ${option} to another folder.`, {
    cause,
  });
}

/** What is wrong with the disk, in words, as in 'the disk is full'; '' where an error is about something else. */
export function diskWordsOf(error: unknown): string {
  const code = codeOf(error);
  return DISK_CODES.has(code) ? obstacleOf(code).slice(2) : '';
}

/** The system's word for what went wrong with a file, also where SQLite says it in a number. */
function codeOf(error: unknown): string {
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  // The lowest byte is the kind (sqlite.org/rescode.html).
  if (typeof errcode === 'number') {
    return SQLITE_CODES[errcode] ?? SQLITE_CODES[errcode % 256] ?? `SQLite ${errcode}`;
  }
  return String(code);
}

/** A full disk makes SQLite say both: of its journals it only says that writing failed. */
const SQLITE_CODES: Readonly<Record<number, string>> = {
  8: 'EROFS',
  10: 'EIO',
  13: 'ENOSPC',
  // SQLITE_IOERR_LOCK
  3850: 'ENOLCK',
};
const ROOM_CODES: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EIO']);
const DISK_CODES: ReadonlySet<string> = new Set([...ROOM_CODES, 'EROFS']);

function obstacleOf(code: string): string {
  if (code === 'ENOTDIR' || code === 'EEXIST') return ': it is, or lies below, a file';
  if (code === 'EACCES' || code === 'EPERM') return ': not permitted';
  if (code === 'EROFS') return ': the disk is read-only';
  if (code === 'ENOSPC' || code === 'EDQUOT') return ': the disk is full';
  if (code === 'ENOLCK') return ': no files can be locked there';
  if (code === 'EIO') return ': the disk is full, or fails';
  if (code === 'ENOENT') return ': what it lies in takes no new files';
  return ` (${code})`;
}
