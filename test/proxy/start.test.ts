import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { temporaryFolder } from './fakes/folder.ts';

const START = join(import.meta.dirname, '../../src/proxy/start.ts');

/** What `npm start` says with this environment, where it ends at once. */
async function refused(env: Readonly<Record<string, string>>): Promise<unknown> {
  const { PATH = '' } = process.env;
  const ended = promisify(execFile)(process.execPath, [START], { env: { PATH, ...env } });
  return ended.then(
    () => 'started',
    (error: unknown) => error,
  );
}

test('a wrong variable is named in one line before anything is built', async () => {
  expect(await refused({ PORT: 'soon' })).toMatchObject({
    code: 1,
    stdout: '',
    stderr: 'PORT is "soon", expected a whole number from 0 to 65535\n',
  });
});

test('a data folder that cannot be is named before anything is built', async () => {
  const file = join(await temporaryFolder(), 'file');
  await writeFile(file, '');
  const folder = join(file, 'data');
  expect(await refused({ DATA_DIR: folder })).toMatchObject({
    code: 1,
    stdout: '',
    stderr: `DATA_DIR ${folder} is, or lies below, a file; set DATA_DIR to another folder.\n`,
  });
});
