import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { openConfirmFile } from './guard/confirm-file.ts';
import { openHeldFile } from './guard/held-file.ts';

/**
 * `npm run confirm-deletions`: lets the deletions go that wait in DATA_DIR now. It speaks to the server by a file, so it
 * needs neither an address nor a token; without a running server the next start does it.
 */

const WAIT_MS = 10_000;
const dataDir = process.env['DATA_DIR']?.trim() || './data';
const say = (line: string) => void process.stdout.write(`${line}\n`);

const held = await openHeldFile(dataDir).read();
if (!existsSync(dataDir)) {
  process.stderr.write(
    `DATA_DIR ${dataDir} is not there; set it to the folder that the server uses.\n`,
  );
  process.exitCode = 1;
} else if (held.size === 0) {
  say(`No deletions are held in ${dataDir}.`);
} else {
  for (const [name, byId] of held) {
    const since = Math.min(...[...byId.values()].map((one) => one.since));
    say(`${name}: ${byId.size} deletions, held since ${new Date(since).toISOString()}`);
  }
  const file = openConfirmFile(dataDir);
  await file.write(new Map([...held].map(([name, byId]) => [name, [...byId.keys()]])));
  say((await isTaken()) ? 'They are deleted now.' : 'No server took it up; its next start will.');
}

async function isTaken(): Promise<boolean> {
  const file = openConfirmFile(dataDir);
  for (let waitedMs = 0; waitedMs < WAIT_MS; waitedMs += 100) {
    if (!(await file.read())) return true;
    await sleep(100);
  }
  return false;
}
