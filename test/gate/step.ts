import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** How one step ended. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  /** What it printed, unless it printed while running. */
  readonly output: string;
  /** Tests that failed, each with why, and passed when they were run once more. */
  readonly again?: readonly string[];
}

/** One thing `npm test` does. */
export interface Step {
  readonly name: string;
  readonly run: () => Promise<Outcome>;
}

/** What a command did. `code` is 0 for success. */
export interface CommandResult {
  readonly code: number;
  readonly output: string;
}

/**
 * Runs a command at the root of the project with its own programs first on the PATH. `isLive` prints
 * as it goes instead of keeping the output. Never rejects: a program that cannot start has failed.
 */
export function runCommand(
  program: string,
  args: readonly string[],
  options: { readonly isLive?: boolean; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: ROOT,
      env: {
        ...process.env,
        ...options.env,
        PATH: `${ROOT}node_modules/.bin:${process.env['PATH']}`,
      },
      stdio: options.isLive === true ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    // Not spawn's own timeout, which keeps this process alive when the program does not exist.
    const limit = setTimeout(() => child.kill(), LIMIT_MS);
    const finish = (result: CommandResult): void => {
      clearTimeout(limit);
      resolve(result);
    };
    child.on('error', (error) => finish({ code: 1, output: `${program}: ${error.message}` }));
    child.on('close', (code) => finish({ code: code ?? 1, output }));
  });
}

/** A step that is one command, and counts as one. */
export function commandStep(name: string, program: string, ...args: readonly string[]): Step {
  return {
    name,
    run: async () => {
      const { code, output } = await runCommand(program, args);
      return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, output };
    },
  };
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

// Longer than any step should take, shorter than what makes a person give up on a stuck one.
const LIMIT_MS = 60 * 60_000;
