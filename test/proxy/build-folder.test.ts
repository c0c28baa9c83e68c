import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { refuseForeignFolder } from '../../src/proxy/build-folder.ts';
import { temporaryFolder } from './fakes/folder.ts';

const STAMPED = '<meta name="offprint-build" content="abc 1">';

/** A folder with these files, in one that nothing else lies in. */
async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = join(await temporaryFolder(), 'out');
  await mkdir(folder);
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

test('a build may go where nothing is, and where one went before', async () => {
  const empty = await folderWith({});
  for (const folder of [
    empty,
    join(empty, 'not-there'),
    await folderWith({ 'index.html': STAMPED, 'shell.html': STAMPED, 'assets/a.js': '' }),
    // What `npm run publish` puts there, so that a build takes its time from it.
    await folderWith({ 'shell.html': STAMPED }),
  ]) {
    await refuseForeignFolder(folder);
  }
  await mkdir(`${empty}-server`);
  await writeFile(join(`${empty}-server`, 'render.js'), '');
  await refuseForeignFolder(empty);
});

test('a build that was ended before it had written its page is no obstacle to the next', async () => {
  const folder = await folderWith({});
  await cp(resolve(import.meta.dirname, '../../public'), folder, { recursive: true });
  await refuseForeignFolder(folder);
});

test.each([
  ['somebody’s files', { 'me.txt': 'keep' }],
  ['somebody’s site', { 'index.html': '<p>mine', 'shell.html': '<p>mine' }],
  ['a file that a build has too', { 'robots.txt': 'mine' }],
  ['a site that was published there', { 'index.html': STAMPED, 'v1/manifest.json': '{}' }],
])('a folder with %s is refused in one line', async (_what, files) => {
  const folder = await folderWith(files);
  await expect(refuseForeignFolder(folder)).rejects.toThrow(
    `OUT_DIR: ${folder} holds what no build wrote there, which would be lost; remove it, or set OUT_DIR to another folder.`,
  );
});

test('a build does not go where it comes from', async () => {
  const folder = resolve(import.meta.dirname, '../../public');
  await expect(refuseForeignFolder(folder)).rejects.toThrow(`OUT_DIR: ${folder} holds`);
});

test('the folder beside it, where the site for the server goes, is asked about too', async () => {
  const folder = await folderWith({});
  await mkdir(`${folder}-server`);
  await writeFile(join(`${folder}-server`, 'me.txt'), 'keep');
  await expect(refuseForeignFolder(folder)).rejects.toThrow(`OUT_DIR: ${folder}-server holds`);
});

test('a file in its place is named too', async () => {
  const file = join(await folderWith({ 'me.txt': 'keep' }), 'me.txt');
  await expect(refuseForeignFolder(file)).rejects.toThrow(
    `OUT_DIR ${file} cannot be read: it is, or lies below, a file; set OUT_DIR to another folder.`,
  );
});
