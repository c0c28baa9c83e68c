import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { readBuildEnv } from './build-env.ts';
import { refuseForeignFolder } from './build-folder.ts';
import { readConfig } from './config.ts';
import { holdFolder } from './lease.ts';
import { checkAddress } from './listen.ts';
import { MEMORY_ENV } from './memory-env.ts';
import { sentencesOf } from './start-failure.ts';

/*
 * `npm start`: a wrong variable, or a place that is taken, is named at once, not after the build; then the site is built,
 * and this process becomes the server, so that signals reach it as they are.
 */
try {
  await checkPlaces();
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

/**
 * Rejects where the data folder cannot be held, an address not be listened on, or the build not go where it should; holds
 * none of them.
 */
async function checkPlaces(): Promise<void> {
  const { dataDir, host, port, airtable } = readConfig(process.env);
  await refuseForeignFolder(readBuildEnv(process.env).outDir);
  const letGo = await holdFolder(dataDir);
  await letGo();
  await checkAddress({ host, port });
  if (airtable.kind === 'base') return;
  await checkAddress({ host: 'localhost', port: airtable.port }, 'AIRTABLE_PORT');
}
