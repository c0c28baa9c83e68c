import { access, constants, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { checkFolder, makeNamed, refusalOf } from './check-folder.ts';

/** Somebody else holds the folder, and is alive: the system says so, not a number that was left behind. */
export class FolderHeldError extends Error {
  override readonly name = 'FolderHeldError';
}

const OPTION = 'DATA_DIR';
const INSTEAD = `set ${OPTION} to another folder`;

/**
 * Takes a data folder for this process, so that one publisher alone counts its publications: two would take the same
 * numbers for different content, which no reader could ever tell. Gives the way to let go of it, which is to be kept as
 * long as the folder. Throws a `FolderHeldError` where somebody holds the lock, else a sentence that says why it cannot be
 * had; what a dead one left behind is taken over.
 *
 * The system's own lock on `publisher.lock` decides: it ends with its process, however that ends, and is seen from every
 * container on the machine, where a process's number means nothing. `publisher.pid` says who that is.
 */
export async function holdFolder(folder: string): Promise<() => Promise<void>> {
  await makeNamed(folder, OPTION);
  const pidPath = join(folder, 'publisher.pid');
  const lock = await takeLock(folder);
  if (!lock) {
    const holder = wordsOf(await readPid(pidPath));
    throw new FolderHeldError(
      `${OPTION} ${folder} is in use by ${holder}; stop it, or ${INSTEAD}.`,
    );
  }
  try {
    await checkFolder(folder, OPTION);
    await refuseOlderServer(folder, pidPath);
    await writeFile(pidPath, `${process.pid}${OF_LOCK}`).catch((error: unknown) => {
      throw refusalOf({ folder, option: OPTION }, 'cannot be written to', error);
    });
  } catch (error) {
    lock.close();
    throw error;
  }
  return async () => {
    if (!lock.isOpen) return;
    await rm(pidPath, { force: true });
    lock.close();
  };
}

/**
 * The lock, until it is closed; undefined while somebody else has it. Nothing is ever written to the file, and nobody may
 * open it otherwise: closing it again would end this process's lock (POSIX).
 */
async function takeLock(folder: string): Promise<DatabaseSync | undefined> {
  const path = join(folder, 'publisher.lock');
  let lock: DatabaseSync | undefined;
  try {
    // Two that begin at once may be in each other's way for a moment.
    lock = new DatabaseSync(path, { timeout: 200 });
    // Without a file for its journal: nothing is to be undone.
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    // SQLite opens a file that may not be written to all the same, and then locks nothing.
    await access(path, constants.W_OK);
    return lock;
  } catch (error) {
    lock?.close();
    if (isBusy(error)) return undefined;
    await checkFolder(folder, OPTION);
    throw refusalOf({ folder, option: OPTION }, 'cannot be locked', error);
  }
}

/** SQLITE_BUSY, in the lowest byte of its code. */
function isBusy(error: unknown): boolean {
  const { errcode } = error as { errcode?: unknown };
  return typeof errcode === 'number' && errcode % 256 === 5;
}

/** What a holder of the lock ends its number with. A version before the lock reads the number all the same. */
const OF_LOCK = '\n';

/** A version before the lock left its bare number, which is all there is to know of it. */
async function refuseOlderServer(folder: string, pidPath: string): Promise<void> {
  const { pid, isOfLock } = await readPid(pidPath);
  if (isOfLock || pid === process.pid || !isAlive(pid)) return;
  throw new Error(
    `${OPTION} ${folder} is in use by process ${pid}; stop it, or ${INSTEAD}. ` +
      `If that process is not this program, remove ${pidPath}.`,
  );
}

interface Pid {
  readonly pid: number;
  readonly isOfLock: boolean;
}

async function readPid(path: string): Promise<Pid> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return { pid: Number(text), isOfLock: text.endsWith(OF_LOCK) };
}

/** Whoever has the lock is alive: if no other process here has its number, it is counted elsewhere. */
function wordsOf({ pid }: Pid): string {
  if (!isNumber(pid)) return 'another process';
  const isHere = pid !== process.pid && isAlive(pid);
  return isHere ? `process ${pid}` : `process ${pid} of another container or machine`;
}

function isAlive(pid: number): boolean {
  if (!isNumber(pid)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    return (error as { code?: unknown }).code === 'EPERM';
  }
}

function isNumber(pid: number): boolean {
  return Number.isSafeInteger(pid) && pid > 0;
}
