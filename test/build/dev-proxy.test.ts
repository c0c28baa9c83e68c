import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createServer } from 'vite';
import { expect, onTestFinished, test, vi } from 'vitest';
import { temporaryFolder } from '../proxy/fakes/folder.ts';
import { devProxy } from '../../vite-plugin-dev-proxy.ts';

test('the proxy behind the development server follows the mutators that it runs', async () => {
  const root = await temporaryFolder();
  const mutators = join(root, 'mutators.ts');
  const main = join(root, 'main.ts');
  const said = () => readFile(join(root, 'said'), 'utf8').catch(() => '');
  await writeFile(mutators, `export const says = 'one';`);
  await writeFile(
    main,
    `import { writeFileSync } from 'node:fs';
     import { says } from './mutators.ts';
     writeFileSync(${JSON.stringify(join(root, 'said'))}, says);
     setInterval(() => {}, 1_000);`,
  );
  const server = await createServer({
    root,
    configFile: false,
    logLevel: 'silent',
    server: { port: 0, host: '127.0.0.1' },
    plugins: [devProxy(main)],
  });
  onTestFinished(() => server.close());
  await server.listen();
  await vi.waitUntil(async () => (await said()) === 'one', { timeout: 20_000 });
  await writeFile(mutators, `export const says = 'two';`);
  await vi.waitUntil(async () => (await said()) === 'two', { timeout: 20_000 });
  expect(await said()).toBe('two');
});
