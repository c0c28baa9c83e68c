import { createServer } from 'vite';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../proxy/fakes/folder.ts';
import { publicParts } from '../../vite-plugin-public-parts.ts';

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
