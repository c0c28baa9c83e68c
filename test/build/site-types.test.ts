import { execFile } from 'node:child_process';
import { appendFile, cp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../proxy/fakes/folder.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** This tree with the tiny site in `src/site`, and a folder of its own for what the compiler keeps. */
async function treeOfTinySite(): Promise<string> {
  const root = await temporaryFolder();
  await mkdir(join(root, 'node_modules'));
  for (const name of await readdir(join(ROOT, 'node_modules'))) {
    if (name === '.cache') continue;
    await symlink(join(ROOT, 'node_modules', name), join(root, 'node_modules', name));
  }
  for (const name of ['src', 'tsconfig.base.json', 'package.json']) {
    await cp(join(ROOT, name), join(root, name), { recursive: true });
  }
  const site = join(root, 'src/site');
  for (const name of await readdir(site)) {
    if (!name.startsWith('tsconfig')) await rm(join(site, name), { recursive: true });
  }
  await cp(join(ROOT, 'test/fixtures/tiny-site/src/site'), site, { recursive: true });
  await writeFile(join(site, 'search.ts'), 'export const searchables = [];\n');
  return root;
}

/** What the compiler says of the site in this tree; '' where it is right. */
async function complaintsAbout(root: string): Promise<string> {
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  return promisify(execFile)(process.execPath, [tsc, '-b', 'src/site'], { cwd: root }).then(
    () => '',
    ({ stdout }: { readonly stdout: string }) => stdout,
  );
}

test('a site may split its plain data into files of a folder, and is checked as docs/adopting.md says', async () => {
  const root = await treeOfTinySite();
  const site = join(root, 'src/site');
  await mkdir(join(site, 'plain'));
  await writeFile(join(site, 'plain/limits.ts'), 'export const MOST = 20;\n');
  await appendFile(join(site, 'collections.ts'), `export { MOST } from './plain/limits.ts';\n`);
  expect(await complaintsAbout(root)).toBe('');
}, 120_000);

test('the lists of the device and the search of docs/adopting.md are right as they stand there', async () => {
  const root = await treeOfTinySite();
  const text = await readFile(join(ROOT, 'docs/adopting.md'), 'utf8');
  const blocks = [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code!);
  const write = (file: string, code: string) => writeFile(join(root, 'src/site', file), code);
  const blockWith = (marker: string) => blocks.find((block) => block.includes(marker))!;
  await write('locals.ts', blockWith('export const locals'));
  await write('search.ts', blockWith('export const searchables'));
  await write(
    'the-search.ts',
    `import type { Client } from '../tab/client.ts';
     import { collections } from './collections.ts';
     declare const client: Client;
     ${blockWith('openSearch({')}
     export { results, total, suggestion, status };`,
  );
  await write(
    'Marks.tsx',
    `import { createLocal } from '../tab/create-local.ts';
     import { marks } from './locals.ts';
     const list = createLocal(marks);
     export const outcome = await list.change({ id: 'a', isMarked: true });`,
  );
  expect(await complaintsAbout(root)).toBe('');
}, 120_000);
