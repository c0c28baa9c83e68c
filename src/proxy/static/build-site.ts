import { execFile } from 'node:child_process';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { PreviousSite } from './previous.ts';

/** Which build is wanted, and where. */
export interface BuildRequest {
  /** The project's own folder. */
  readonly root: string;
  readonly outDir: string;
  readonly base: string;
  readonly previous: PreviousSite;
}

/**
 * Builds the site for this base path, with its policy in the page for hosts that send no headers. The same sources as
 * before give the same files as before: a build takes its time from the page that lies there, or was published.
 */
export async function buildSite({ root, outDir, base, previous }: BuildRequest): Promise<void> {
  const shell = join(outDir, 'shell.html');
  if (!(await stat(shell).catch(() => undefined))) {
    const published = await previous.read('shell.html');
    await mkdir(outDir, { recursive: true });
    if (published) await writeFile(shell, published);
  }
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const env = {
    ...process.env,
    NODE_ENV: 'production',
    BASE_PATH: base,
    OUT_DIR: outDir,
    META_CSP: '1',
  };
  try {
    await promisify(execFile)(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
      cwd: root,
      env,
    });
  } catch (cause) {
    const { stderr = '' } = cause as { stderr?: string };
    throw new Error(`the site could not be built: ${stderr.trim().split('\n')[0] ?? ''}`, {
      cause,
    });
  }
}
