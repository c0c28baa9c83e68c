import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { FolderHeldError, holdFolder } from '../../../src/proxy/lease.ts';
import { holdUnlessServed } from '../../../src/proxy/static/hold-unless-served.ts';
import { createStaticWorld, record } from './world.ts';

test('what a server that is alive has published is left to it, and nothing else is', async () => {
  const { publish, dataDir } = await createStaticWorld();
  const serverEnds = await holdFolder(dataDir);
  onTestFinished(serverEnds);
  await expect(holdUnlessServed(dataDir)).rejects.toThrow(FolderHeldError);
  await publish([record(1)]);
  expect(await holdUnlessServed(dataDir)).toBeUndefined();

  await serverEnds();
  const letGo = await holdUnlessServed(dataDir);
  await letGo!();
});

test('a number that a dead server left, and that lives again, is named, not taken for a server', async () => {
  const { publish, dataDir } = await createStaticWorld();
  await publish([record(1)]);
  // As a version before the lock left it; the parent of this process is alive.
  const path = join(dataDir, 'publisher.pid');
  await writeFile(path, String(process.ppid));
  await expect(holdUnlessServed(dataDir)).rejects.toThrow(
    `If that process is not this program, remove ${path}.`,
  );
});

test.runIf(process.platform === 'linux')(
  'a data folder that cannot be written to is named, not taken for one that a server uses',
  async () => {
    await expect(holdUnlessServed('/proc')).rejects.toThrow('DATA_DIR /proc cannot be written to');
  },
);
