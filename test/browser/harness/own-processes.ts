import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * SIGKILLs the processes whose command line carries `profileDir`, or that have one of `pids`, and
 * their descendants; nothing else on the machine. Settles when all are gone. Linux only (/proc).
 */
export async function killOwn(profileDir: string, pids: readonly number[] = []): Promise<void> {
  const doomed = withDescendants(
    (each) => each.commandLine.includes(profileDir) || pids.includes(each.pid),
  );
  for (const pid of doomed) killIfAlive(pid);
  while (listProcesses().some(({ pid }) => doomed.has(pid))) await sleep(10);
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly commandLine: string;
}

function withDescendants(isRoot: (process: Process) => boolean): Set<number> {
  const all = listProcesses();
  const found = new Set(all.filter(isRoot).map(({ pid }) => pid));
  let before: number;
  do {
    before = found.size;
    for (const { pid, parent } of all) if (found.has(parent)) found.add(pid);
  } while (found.size > before);
  found.delete(process.pid);
  return found;
}

function listProcesses(): readonly Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        // stat reads `pid (name) state parent …`, and the name may hold spaces and brackets.
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        if (state === 'Z') return [];
        const commandLine = readFileSync(`/proc/${name}/cmdline`, 'utf8');
        return [{ pid: Number(name), parent: Number(parent), commandLine }];
      } catch {
        // It ended while being looked at.
        return [];
      }
    });
}

function killIfAlive(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It died with its parent.
  }
}
