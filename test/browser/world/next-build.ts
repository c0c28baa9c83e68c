import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

/** A tree of its own, built. */
export interface BuiltTree {
  /** For `startServer({ root })`. */
  readonly root: string;
  readonly discard: () => Promise<void>;
}

/** What the next version says is new in it. */
export const NEWS = 'The newest articles came first.';

/** The site's next version: this tree with other words, built. `replace` maps old text to new in words.ts. */
export function buildNext(replace: Readonly<Record<string, string>>): Promise<BuiltTree> {
  return buildChanged('src/site/words.ts', replace);
}

/** This tree with other text in one file, built. Throws where a text that is to be replaced is not in it. */
export function buildChanged(
  path: string,
  replace: Readonly<Record<string, string>>,
): Promise<BuiltTree> {
  return buildTree(async (root) => {
    const file = join(root, path);
    let text = await readFile(file, 'utf8');
    for (const [before, after] of Object.entries(replace)) {
      if (!text.includes(before)) throw new Error(`${path} does not say "${before}"`);
      text = text.replace(before, after);
    }
    await writeFile(file, text);
    await writeFile(join(root, 'CHANGELOG.md'), `# Changelog\n\n## Next\n\n- ${NEWS}\n`);
  });
}

/** This tree with another site in `src/site`, and nothing else changed, built. */
export function buildSite(folder: string): Promise<BuiltTree> {
  return buildTree(async (root) => {
    const site = join(root, 'src/site');
    for (const name of await readdir(site)) {
      // How TypeScript reads the folder is no part of a site.
      if (!name.startsWith('tsconfig')) await rm(join(site, name), { recursive: true });
    }
    await cp(folder, site, { recursive: true });
  });
}

/** Copies this tree, changes the copy, and builds it as a deploy would. */
async function buildTree(change: (root: string) => Promise<void>): Promise<BuiltTree> {
  const root = await mkdtemp(join(tmpdir(), 'offprint-next-'));
  for (const name of await readdir(ROOT)) {
    if (PARTS.test(name)) await cp(join(ROOT, name), join(root, name), { recursive: true });
  }
  await symlink(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  await change(root);
  // Under Vitest NODE_ENV is `test`, and Vite would make a development build of the page.
  const env = { ...process.env, NODE_ENV: 'production' };
  await promisify(execFile)(
    process.execPath,
    ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'],
    { cwd: root, env },
  );
  return { root, discard: () => rm(root, { recursive: true, force: true }) };
}

const ROOT = resolve(import.meta.dirname, '../../..');
/** What a build is made of, and what the server runs. */
const PARTS = /^(index\.html|package(-lock)?\.json|public|src|sw|tsconfig.*\.json|vite.*\.ts)$/;
