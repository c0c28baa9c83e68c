import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../proxy/fakes/folder.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** What `npm run build` says with this environment, where it ends before anything is built. */
async function refused(env: Readonly<Record<string, string>>): Promise<unknown> {
  const { PATH = '' } = process.env;
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  const ended = promisify(execFile)(process.execPath, [vite, 'build'], {
    cwd: ROOT,
    env: { PATH, ...env },
    timeout: 20_000,
  });
  return ended.then(
    () => 'built',
    (error: unknown) => error,
  );
}

test('wrong variables stop the build, a line for each', async () => {
  const OUT_DIR = join(await temporaryFolder(), 'out');
  const answer = await refused({ OUT_DIR, SERVICE_WORKER: 'Kill', BASE_PATH: 'magazine' });
  expect(answer).toMatchObject({
    code: 1,
    stderr:
      'BASE_PATH is "magazine", expected a path that begins and ends with a slash, as in /magazine/\n' +
      'SERVICE_WORKER is "Kill", expected kill\n',
  });
});

test('a folder with something else in it is refused, and keeps it', async () => {
  const OUT_DIR = await temporaryFolder();
  await writeFile(join(OUT_DIR, 'me.txt'), 'keep');
  expect(await refused({ OUT_DIR })).toMatchObject({
    code: 1,
    stderr: `OUT_DIR: ${OUT_DIR} holds what no build wrote there, which would be lost; remove it, or set OUT_DIR to another folder.\n`,
  });
  expect(await readFile(join(OUT_DIR, 'me.txt'), 'utf8')).toBe('keep');
});
