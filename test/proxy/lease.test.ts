import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { holdFolder } from '../../src/proxy/lease.ts';
import { temporaryFolder } from './fakes/folder.ts';

test('a data folder that another process holds is refused with its number', async () => {
  const folder = await temporaryFolder();
  // The parent of this process is alive, and is not this process.
  await writeFile(join(folder, 'publisher.pid'), String(process.ppid));
  await expect(holdFolder(folder)).rejects.toThrow(`in use by process ${process.ppid}`);
});

test('[fault N7] a folder that a dead process left is taken over, and let go of at the end', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'publisher.pid');
  await writeFile(path, '4194305');
  const letGo = await holdFolder(folder);
  expect(await readFile(path, 'utf8')).toBe(String(process.pid));
  await letGo();
  await expect(readFile(path)).rejects.toThrow('ENOENT');
});

test('a data folder where a file is in the way is refused in a sentence', async () => {
  const file = join(await temporaryFolder(), 'file');
  await writeFile(file, '');
  for (const folder of [file, join(file, 'below')]) {
    await expect(holdFolder(folder)).rejects.toThrow(
      `DATA_DIR ${folder} cannot be made: it is, or lies below, a file; set DATA_DIR to another folder.`,
    );
  }
});

test('folders that are missing are made, however deep', async () => {
  const folder = join(await temporaryFolder(), 'a', 'b', 'c');
  const letGo = await holdFolder(folder);
  expect(await readFile(join(folder, 'publisher.pid'), 'utf8')).toBe(String(process.pid));
  await letGo();
});

// Elsewhere there is no file system that takes no folder and calls that 'not found'.
test.runIf(process.platform === 'linux')(
  'a data folder below /proc, where none can be made, is refused instead of waited for',
  async () => {
    await expect(holdFolder('/proc/offprint/data')).rejects.toThrow(
      /^DATA_DIR \/proc\/offprint\/data cannot be made: .*; set DATA_DIR to another folder\.$/,
    );
    await expect(holdFolder('/proc')).rejects.toThrow('DATA_DIR /proc cannot be written to');
  },
);
