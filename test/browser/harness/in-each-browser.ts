import { describe, test } from 'vitest';
import type { BrowserName } from './browser.ts';
import { browserNames, howToInstall, isInstalled } from './executables.ts';

/**
 * Declares the same tests once for every engine. One that is not installed is skipped by name, and
 * is a failure in CI, where nobody reads what was skipped.
 */
export function inEachBrowser(
  declare: (name: BrowserName) => void,
  names: readonly BrowserName[] = browserNames,
): void {
  for (const name of names) {
    if (isInstalled(name)) {
      describe(name, () => declare(name));
    } else if (process.env['CI'] === undefined) {
      describe.skip(howToInstall(name), () => declare(name));
    } else {
      test(`${name} is installed`, () => {
        throw new Error(howToInstall(name));
      });
    }
  }
}
