import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { FolderHeldError, holdFolder } from '../../src/proxy/lease.ts';
import { temporaryFolder } from './fakes/folder.ts';

/** A process of its own that holds the folder. */
async function startHolder(folder: string) {
  const lease = JSON.stringify(join(import.meta.dirname, '../../src/proxy/lease.ts'));
  const code = `
    import { holdFolder } from ${lease};
    globalThis.letGo = await holdFolder(process.argv[1]);
    console.log('held');
    setInterval(() => {}, 1_000);
  `;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', code, folder]);
  onTestFinished(() => void holder.kill('SIGKILL'));
  await once(holder.stdout, 'data');
  return holder;
}

test('[fault N6] a folder that is held is refused whatever its number says, as between two containers', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'publisher.pid');
  const holder = await startHolder(folder);
  const taken = () =>
    holdFolder(folder).then(
      () => 'taken',
      (error: unknown) => error,
    );
  expect(await taken()).toBeInstanceOf(FolderHeldError);
  expect(await taken()).toMatchObject({
    message: expect.stringContaining(`process ${holder.pid};`),
  });
  // In two containers both are process 1, or each has a number that the other does not know.
  for (const [number, words] of [
    [process.pid, `in use by process ${process.pid} of another container or machine; stop it`],
    [4_194_305, 'in use by process 4194305 of another container or machine; stop it'],
  ] as const) {
    await writeFile(path, `${number}\n`);
    expect(await taken()).toMatchObject({ message: expect.stringContaining(words) });
  }
});

test('[fault N7] a killed holder leaves nothing that holds, also where its number lives again', async () => {
  const folder = await temporaryFolder();
  const holder = await startHolder(folder);
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  // The parent of this process is alive, and is not the one that was killed.
  await writeFile(join(folder, 'publisher.pid'), `${process.ppid}\n`);
  const letGo = await holdFolder(folder);
  await expect(holdFolder(folder)).rejects.toThrow(FolderHeldError);
  await letGo();
  expect(await readdir(folder)).toEqual(['publisher.lock']);
});

test('a data folder that a server from before the lock holds is refused with its number', async () => {
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
  expect(await readFile(path, 'utf8')).toBe(`${process.pid}\n`);
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
  expect(await readFile(join(folder, 'publisher.pid'), 'utf8')).toBe(`${process.pid}\n`);
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
