import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleBase } from '../../src/emulator/sample/base.ts';
import { startEmulator } from '../../src/emulator/server.ts';
import { readConfig } from '../../src/proxy/config.ts';
import { openSiteProxy } from '../../src/proxy/open-site-proxy.ts';
import { startServer } from '../../src/proxy/server.ts';
import { collections, products } from '../../src/site/collections.ts';
import { mutators } from '../../src/site/mutators.ts';

/**
 * The sample base with its server in a process of its own, so that changes go the whole way and take the page's processor
 * from nobody. Its argument is the folder of the page. Says what it has reached by messages, and stops when told anything.
 */

/** What it says when it serves. */
export interface WriteReady {
  readonly port: number;
  readonly emulatorUrl: string;
}

const dataDir = await mkdtemp(join(tmpdir(), 'offprint-bench-writes-'));
const emulator = await startEmulator({ base: sampleBase, port: 0, dataDir });
const proxy = await openSiteProxy({
  config: readConfig({ DATA_DIR: dataDir }),
  upstream: {
    apiUrl: emulator.url,
    token: sampleBase.tokens[0]!,
    baseId: sampleBase.id,
    emulatorUrl: emulator.url,
    close: emulator.close,
  },
  collections,
  mutators,
  siteRoutes: ['/'],
  distDir: process.argv[2]!,
  report: () => undefined,
});
const server = await startServer(proxy, { port: 0, host: '127.0.0.1' });
const stopping = new AbortController();
const running = proxy.run(stopping.signal);
while (!proxy.publisher.current()?.manifest.collections[products.name]) {
  await new Promise((resolve) => setTimeout(resolve, 50));
}
process.send!({ port: server.port, emulatorUrl: emulator.url } satisfies WriteReady);

process.once('message', () => void stop());

async function stop(): Promise<void> {
  stopping.abort();
  await running;
  await server.close();
  await emulator.close();
  await rm(dataDir, { recursive: true, force: true });
  process.disconnect();
}
