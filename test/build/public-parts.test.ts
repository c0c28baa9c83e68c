import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build, createServer } from 'vite';
import { expect, onTestFinished, test } from 'vitest';
import { installedApp, siteConfig } from '../../src/site/site-config.ts';
import { temporaryFolder } from '../proxy/fakes/folder.ts';
import { siteConfig as tinySite } from '../fixtures/tiny-site/src/site/site-config.ts';
import { publicParts, type SiteNames } from '../../vite-plugin-public-parts.ts';

const PUBLIC = resolve(import.meta.dirname, '../../public');

test('the page has the site’s own name in the development server too', async () => {
  const server = await createServer({
    root: await temporaryFolder(),
    configFile: false,
    logLevel: 'silent',
    server: { middlewareMode: true, ws: false },
    plugins: [publicParts({ name: 'Applause', tagline: 'Lines worth a clap.' })],
  });
  onTestFinished(() => server.close());
  const html = '<!doctype html><title>Low Water</title>';
  expect(await server.transformIndexHtml('/', html)).toContain('<title>Applause</title>');
});

/** The web manifest of a site that calls itself so. */
async function manifestOf(site: SiteNames): Promise<Readonly<Record<string, unknown>>> {
  const root = await temporaryFolder();
  await writeFile(join(root, 'index.html'), '<!doctype html><title>x</title>');
  await build({
    root,
    configFile: false,
    logLevel: 'silent',
    publicDir: PUBLIC,
    plugins: [publicParts(site)],
  });
  const text = await readFile(join(root, 'dist/manifest.webmanifest'), 'utf8');
  return JSON.parse(text) as Readonly<Record<string, unknown>>;
}

test('the app that a site can be installed as offers the pages that this site has, and no other one’s', async () => {
  const icons = [{ src: 'icons/icon-192.png', sizes: '192x192' }];
  expect(await manifestOf({ ...siteConfig, ...installedApp })).toMatchObject({
    name: 'Low Water',
    categories: ['magazines', 'news', 'books'],
    shortcuts: [
      { name: 'Front page', url: './', icons },
      { name: 'All articles', url: './blog', icons },
    ],
    share_target: { action: './quotes' },
  });
  const common = await readFile(join(PUBLIC, 'manifest.webmanifest'), 'utf8');
  const { name, tagline } = tinySite;
  const own = { id: '/', name, short_name: name, description: tagline };
  expect(await manifestOf(tinySite)).toEqual({ ...JSON.parse(common), ...own });
});
