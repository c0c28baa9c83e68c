import { expect, onTestFinished, test } from 'vitest';
import { sampleBase } from '../../src/emulator/sample/base.ts';
import { startEmulator } from '../../src/emulator/server.ts';
import { readConfig } from '../../src/proxy/config.ts';
import { openSiteProxy } from '../../src/proxy/open-site-proxy.ts';
import { openCursorFile } from '../../src/proxy/source/airtable/cursor-file.ts';
import { collections } from '../../src/site/collections.ts';
import { temporaryFolder } from './fakes/folder.ts';

test('Airtable is told to notify the site below its base path, which PUBLIC_URL need not name', async () => {
  const DATA_DIR = await temporaryFolder();
  const emulator = await startEmulator({ base: sampleBase, port: 0, dataDir: DATA_DIR });
  const token = sampleBase.tokens[0]!;
  const proxy = await openSiteProxy({
    config: readConfig({ DATA_DIR, PUBLIC_URL: 'https://host.test' }),
    upstream: { apiUrl: emulator.url, token, baseId: sampleBase.id, close: emulator.close },
    collections,
    siteRoutes: [],
    basePath: '/magazine/',
    distDir: DATA_DIR,
    report: () => undefined,
  });
  const stopping = new AbortController();
  const running = proxy.run(stopping.signal);
  onTestFinished(async () => {
    stopping.abort();
    await running;
    await emulator.close();
  });

  // Asking Airtable itself would cost calls, of which the server makes as many as it may.
  const registered = async () =>
    (await openCursorFile(DATA_DIR, sampleBase.id).read())?.notificationUrl;
  await expect.poll(registered, { timeout: 20_000 }).toBe('https://host.test/magazine/v1/webhook');
});
