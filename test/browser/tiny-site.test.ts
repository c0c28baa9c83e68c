import { resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { expectNoCspViolations } from './harness/assertions.ts';
import { buildSite } from './world/next-build.ts';
import { createReaders } from './world/readers.ts';
import { startSite } from './world/site.ts';

const folder = resolve(import.meta.dirname, '../fixtures/tiny-site/src/site');
const bread = 'recQuoteBread0001';

test('another site needs nothing but its own src/site: it builds, reads, writes, and works offline', async () => {
  const built = await buildSite(folder);
  onTestFinished(built.discard);
  const world = await startSite({ root: built.root });
  onTestFinished(() => world.close());
  const readers = createReaders();
  onTestFinished(() => readers.close());
  expect(Object.keys((await world.manifest()).collections)).toEqual(['lines']);

  const page = await readers.open(world.url);
  const clap = `[...document.querySelectorAll('li')].find((li) => li.innerText.includes('baking')).querySelector('button')`;
  await page.waitFor(
    `document.querySelectorAll('li').length === 8 && ${clap}.innerText === 'Clap (88)'`,
  );
  expect(await page.evaluate(`document.title`)).toBe('Applause');
  await page.evaluate(`${clap}.click()`);
  const other = await readers.open(world.url);
  await other.waitFor(`!!document.querySelector('li') && ${clap}.innerText === 'Clap (89)'`);
  await other.waitFor(`document.querySelector('[role=status]').innerText === 'fresh, 0 waiting'`);
  const rows = await world.upstreamTable('quotes');
  expect(rows.find(({ id }) => id === bread)?.fields['likes']).toBe(89);

  await page.waitFor(`navigator.serviceWorker.controller?.state === 'activated'`, {
    timeoutMs: 30_000,
  });
  await world.stopServer();
  await page.reload();
  await page.waitFor(`!!document.querySelector('li') && ${clap}.innerText === 'Clap (89)'`);
  await page.evaluate(`${clap}.click()`);
  await page.waitFor(`document.querySelector('[role=status]').innerText === 'offline, 1 waiting'`, {
    timeoutMs: 30_000,
  });
  await other.waitFor(`${clap}.innerText === 'Clap (90)'`);
  await expectNoCspViolations(page);
});
