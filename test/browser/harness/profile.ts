import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A profile folder; `discard` removes it unless the caller chose it. */
export function openProfile(chosen: string | undefined): {
  readonly dir: string;
  readonly discard: () => void;
} {
  const dir = chosen ?? mkdtempSync(join(tmpdir(), 'offprint-profile-'));
  // A killed Chromium leaves its locks behind and the next one refuses the profile.
  for (const name of readdirSync(dir)) {
    if (name.startsWith('Singleton')) rmSync(join(dir, name), { force: true });
  }
  return {
    dir,
    discard: () => {
      if (chosen === undefined) rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
