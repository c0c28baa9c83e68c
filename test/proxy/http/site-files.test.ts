import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openSiteFiles, type SiteFiles } from '../../../src/proxy/http/site-files.ts';
import { temporaryFolder } from '../fakes/folder.ts';

const DAY_MS = 24 * 60 * 60_000;

describe('the files of a build', () => {
  test('[fault S1] stay as they were opened, whatever is built beside them', async () => {
    const { build, open } = await createWorld();
    await build({
      'index.html': 'names a-1',
      'index.html.br': 'packed 1',
      'assets/a-1.js': 'code 1',
    });
    const files = await open();

    await build({ 'index.html': 'names a-2', 'assets/a-2.js': 'code 2' });

    expect(await textOf(files, '/index.html')).toBe('names a-1');
    expect(await textOf(files, '/index.html', 'br')).toBe('packed 1');
    expect(await textOf(files, '/assets/a-1.js')).toBe('code 1');
    expect(await textOf(files, '/assets/a-2.js')).toBeUndefined();
  });

  test('[fault S1] those with a hash stay for 30 days after the last build that had them', async () => {
    const { build, open, pass } = await createWorld();
    await build({ 'assets/a-1.js': 'code 1' });
    await open();
    await build({ 'assets/a-2.js': 'code 2' });
    await open();

    pass(30 * DAY_MS);
    expect(await textOf(await open(), '/assets/a-1.js')).toBe('code 1');
    pass(1);
    expect(await textOf(await open(), '/assets/a-1.js')).toBeUndefined();
    expect(await textOf(await open(), '/assets/a-2.js')).toBe('code 2');
  });

  test('[fault S1][fault N15] those with a hash stay after an update, however long their server had been up, or its clock jumped', async () => {
    const { build, open, pass } = await createWorld();
    for (const [n, days] of [40, 365, -365, 60].entries()) {
      await build({ [`assets/a-${n}.js`]: `code ${n}` });
      await open();
      pass(days * DAY_MS);
      await build({ [`assets/a-${n + 1}.js`]: `code ${n + 1}` });
      const updated = await open();
      expect(await textOf(updated, `/assets/a-${n}.js`)).toBe(`code ${n}`);
      pass(30 * DAY_MS);
      expect(await textOf(await open(), `/assets/a-${n}.js`)).toBe(`code ${n}`);
    }
  });

  test('[fault S1] those that a server kept which left no list of them stay for 30 days', async () => {
    const { build, open, pass, forgetList } = await createWorld();
    await build({ 'assets/a-1.js': 'code 1' });
    await open();
    await forgetList();
    pass(40 * DAY_MS);
    await build({ 'assets/a-2.js': 'code 2' });
    expect(await textOf(await open(), '/assets/a-1.js')).toBe('code 1');
    pass(30 * DAY_MS + 1);
    expect(await textOf(await open(), '/assets/a-1.js')).toBeUndefined();
  });

  test('are sent in a form that was asked for and made, and not under the name of that form', async () => {
    const { build, open } = await createWorld();
    await build({ 'robots.txt': 'plain', 'robots.txt.gz': 'packed' });
    const files = await open();

    expect((await files.read('/robots.txt', ['br', 'gzip']))?.encoding).toBe('gzip');
    expect((await files.read('/robots.txt', ['br']))?.encoding).toBe('identity');
    expect(await files.read('/robots.txt.gz', [])).toBeUndefined();
  });
});

async function createWorld() {
  const folder = await temporaryFolder();
  const dist = join(folder, 'dist');
  let now = Date.UTC(2026, 0, 1);
  return {
    /** As a build does: what was there before is gone. */
    build: async (textByPath: Readonly<Record<string, string>>) => {
      await rm(dist, { recursive: true, force: true });
      for (const [path, text] of Object.entries(textByPath)) {
        await mkdir(dirname(join(dist, path)), { recursive: true });
        await writeFile(join(dist, path), text);
      }
    },
    forgetList: () => rm(join(folder, 'kept.json')),
    open: () => openSiteFiles(dist, join(folder, 'kept'), { now: () => now } as never),
    pass: (ms: number) => {
      now += ms;
    },
  };
}

async function textOf(files: SiteFiles, path: string, encoding?: 'br') {
  const file = await files.read(path, encoding ? [encoding] : []);
  return file && new TextDecoder().decode(file.bytes);
}
