import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeNamed, refusalOf } from './check-folder.ts';

/**
 * Takes a data folder for this process, so that one publisher alone counts its publications: two would take the same
 * numbers for different content, which no reader could ever tell. Gives the way to let go of it. Throws a sentence that
 * names the process which holds the folder, or says why it cannot be written to; what a dead one left behind is taken
 * over.
 */
export async function holdFolder(folder: string): Promise<() => Promise<void>> {
  const option = 'DATA_DIR';
  await makeNamed(folder, option);
  const path = join(folder, 'publisher.pid');
  for (let tries = 0; tries < 2; tries++) {
    try {
      await writeFile(path, String(process.pid), { flag: 'wx' });
      return () => rm(path, { force: true });
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'EEXIST') {
        throw refusalOf({ folder, option }, 'cannot be written to', error);
      }
      const holder = Number(await readFile(path, 'utf8').catch(() => ''));
      if (isAlive(holder)) {
        throw new Error(
          `DATA_DIR ${folder} is in use by process ${holder}; stop it, or set DATA_DIR to another folder. ` +
            `If that process is not this program, remove ${path}.`,
          { cause: error },
        );
      }
      await rm(path, { force: true });
    }
  }
  throw new Error(
    `DATA_DIR ${folder} was taken by another process at the same moment; start again`,
  );
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    return (error as { code?: unknown }).code === 'EPERM';
  }
}
