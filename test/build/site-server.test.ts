import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../proxy/fakes/folder.ts';
import { siteServer } from '../../vite-plugin-site-server.ts';

test('a site without a renderer is not drawn by the one that was built before it', async () => {
  const root = await temporaryFolder();
  const renderer = join(root, 'src/site/render.tsx');
  await mkdir(join(root, 'src/site'), { recursive: true });
  await writeFile(join(root, 'index.html'), '<!doctype html><title>Tiny</title>');
  await writeFile(renderer, `export const renderer = 'of the site before';`);
  const buildIt = () =>
    build({ root, configFile: false, logLevel: 'warn', plugins: [siteServer()] });

  await buildIt();
  expect(existsSync(join(root, 'dist-server/render.js'))).toBe(true);
  await rm(renderer);
  await buildIt();
  expect(existsSync(join(root, 'dist-server/render.js'))).toBe(false);
});
