import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { refusalOf } from './check-folder.ts';

/**
 * Rejects with a sentence where a build would empty a folder that holds something else: OUT_DIR, and the one beside it
 * that the site for the server goes to. A build before it may be there, also one that had only begun.
 */
export async function refuseForeignFolder(outDir: string): Promise<void> {
  if (resolve(outDir) === PUBLIC) throw foreign(outDir);
  const isOurs = (await isEmpty(outDir)) || (await isBuild(outDir)) || (await isBegun(outDir));
  if (!isOurs) throw foreign(outDir);
  const server = `${outDir}-server`;
  if (!(await isEmpty(server)) && !(await namesIn(server)).includes('render.js')) {
    throw foreign(server);
  }
}

/** What the build makes of `index.html`, before it is done and afterwards. */
const PAGES = ['index.html', 'shell.html'];
const STAMP = '<meta name="offprint-build"';
const PUBLIC = resolve(import.meta.dirname, '../../public');

async function isEmpty(folder: string): Promise<boolean> {
  return (await namesIn(folder)).length === 0;
}

/** Not a site that was published: that has such a page too, and data beside it. */
async function isBuild(folder: string): Promise<boolean> {
  if ((await namesIn(folder)).includes('v1')) return false;
  const pages = PAGES.map((page) => readFile(join(folder, page), 'utf8').catch(() => ''));
  return (await Promise.all(pages)).some((page) => page.includes(STAMP));
}

/** A build first copies what is the same for all sites, and takes seconds before it writes the rest. */
async function isBegun(folder: string): Promise<boolean> {
  const [copied, found] = [await namesIn(PUBLIC), await namesIn(folder)];
  return found.length === copied.length && found.every((name) => copied.includes(name));
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch((error: unknown) => {
    if ((error as { code?: unknown }).code === 'ENOENT') return [];
    throw refusalOf({ folder, option: 'OUT_DIR' }, 'cannot be read', error);
  });
}

function foreign(folder: string): Error {
  return new Error(
    `OUT_DIR: ${folder} holds what no build wrote there, which would be lost; remove it, or set OUT_DIR to another folder.`,
  );
}
