import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { readConfig } from './config.ts';
import { makeFolder } from './lease.ts';
import { MEMORY_ENV } from './memory-env.ts';
import { sentencesOf } from './start-failure.ts';

/**
 * `npm start`: a wrong variable is named at once, not after the build; then the site is built, and this process becomes
 * the server, so that signals reach it as they are.
 */
try {
  await makeFolder(readConfig(process.env).dataDir);
} catch (error) {
  for (const line of sentencesOf(error)) process.stderr.write(`${line}\n`);
  process.exit(1);
}

const isWindows = process.platform === 'win32';
const { status } = spawnSync('npm', ['run', 'build'], { stdio: 'inherit', shell: isWindows });
if (status !== 0) process.exit(status ?? 1);

const main = join(import.meta.dirname, 'main.ts');
// Windows has no such call, and another way of keeping memory.
if (isWindows || !process.execve) await import('./main.ts');
else process.execve(process.execPath, [process.execPath, main], { ...MEMORY_ENV, ...process.env });
