import {
  browserNames,
  howToInstall,
  isInstalled,
  packagesByBrowser,
} from '../browser/harness/executables.ts';
import { runCommand } from './step.ts';

/**
 * Finds the browsers and says which are here. What is missing is installed where that needs no
 * question: in CI, or for root on a machine with apt that has none of them. For each one still missing
 * there is a line that says how to get it; whether that is a failure, the browser tests decide.
 */
export async function provideBrowsers(): Promise<string> {
  const missing = browserNames.filter((name) => !isInstalled(name));
  const isBare = missing.length === browserNames.length;
  const isCi = process.env['CI'] !== undefined;
  const apt = missing.length > 0 && (isCi || isBare) ? await findApt() : undefined;
  if (apt !== undefined) {
    await runCommand(...apt('update'));
    for (const name of missing) {
      // One by one, so that a package this release lacks does not keep the others away.
      const packages = packagesByBrowser[name];
      await runCommand(...apt('install', '--yes', '--no-install-recommends', ...packages));
    }
  }
  return browserNames
    .map((name) => (isInstalled(name) ? `${name}: found` : howToInstall(name)))
    .join('\n');
}

type Apt = (...args: readonly string[]) => [program: string, args: readonly string[]];

/** How to call apt-get without being asked anything, or undefined where that is not possible. */
async function findApt(): Promise<Apt | undefined> {
  const quiet = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '--quiet'];
  for (const prefix of [[], ['sudo', '-n']]) {
    const [program = '', ...rest] = [...prefix, ...quiet];
    const isAllowed = prefix.length > 0 || process.getuid?.() === 0;
    if (isAllowed && (await runCommand(program, [...rest, '--version'])).code === 0) {
      return (...args) => [program, [...rest, ...args]];
    }
  }
  return undefined;
}
