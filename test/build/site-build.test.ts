import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { trustedTemplates } from '../../vite-plugin-trusted-templates.ts';
import { buildFixture, type BuiltFixture } from '../sw/build-fixture.ts';

let site: BuiltFixture;
let again: BuiltFixture;

beforeAll(async () => {
  const env = { SOURCE_DATE_EPOCH: '1700000000' };
  site = await buildFixture('one', env);
  again = await buildFixture('one', env);
}, 60_000);
afterAll(() => {
  site.discard();
  again.discard();
});

const read = (file: string) => readFileSync(join(site.dist, file));
const text = (file: string) => read(file).toString('utf8');
const integrity = (bytes: Uint8Array) =>
  `sha256-${createHash('sha256').update(bytes).digest('base64')}`;

describe('a built site', () => {
  test('is byte for byte the same when it is built again from the same sources', () => {
    const files = globSync('**/*.*', { cwd: site.dist });
    expect(files.toSorted()).toEqual(globSync('**/*.*', { cwd: again.dist }).toSorted());
    for (const file of files) {
      expect(readFileSync(join(again.dist, file)).equals(read(file)), file).toBe(true);
    }
  });

  test('[fault S5] says in page and service worker which build it is', () => {
    expect(text('index.html')).toContain(`name="offprint-build" content="${site.build} 17`);
    expect(text('sw.js')).toContain(site.build);
  });

  test('[fault S3] lists every file of its shell with the hash of its bytes', () => {
    const listed = [
      ...text('sw.js').matchAll(/[`"']([^`"']+)[`"']:\s*[`"'](sha256-[^`"']+)[`"']/g),
    ];
    const paths = listed.map(([, path]) => path);
    expect(paths).toEqual(expect.arrayContaining(['shell.html', 'offline.html']));
    expect(paths).toEqual(expect.arrayContaining(globSync('assets/*.js', { cwd: site.dist })));
    for (const [, path, hash] of listed) expect(hash, path).toBe(integrity(read(path!)));
  });

  test('names the bytes of its scripts in the page', () => {
    const tags = [
      ...text('index.html').matchAll(/(?:src|href)="\/(assets\/[^"]+)" integrity="([^"]+)"/g),
    ];
    expect(tags.length).toBeGreaterThan(0);
    for (const [, file, hash] of tags) expect(hash).toBe(integrity(read(file!)));
  });

  test('has the first file, and no other, compiled as a whole while it loads', () => {
    const [, first] = /src="\/(assets\/[^"]+\.js)"/.exec(text('index.html'))!;
    const hinted = globSync('assets/*.js', { cwd: site.dist }).filter((file) =>
      text(file).startsWith('//# allFunctionsCalledOnLoad\n'),
    );
    expect(hinted).toEqual([first]);
  });

  test('names the terms of the packages in its pages and in its service worker, once each', () => {
    const sections = text('licenses.txt').matchAll(/^## (\S+) - .*\(.+\)$/gm);
    const packages = [...sections].map(([, name]) => name);
    expect(packages).toEqual(expect.arrayContaining(['solid-js', 'workbox-precaching']));
    expect(new Set(packages).size).toBe(packages.length);
  });

  test('has compressed copies that are the same', () => {
    const copies = globSync('**/*.br', { cwd: site.dist });
    expect(copies).toContain('sw.js.br');
    for (const copy of copies) {
      const file = copy.slice(0, -3);
      expect(brotliDecompressSync(read(copy)).equals(read(file)), copy).toBe(true);
      expect(gunzipSync(read(`${file}.gz`)).equals(read(file)), file).toBe(true);
    }
  });

  test('has a manifest with which it can be installed, whose icons are there', () => {
    const manifest = JSON.parse(text('manifest.webmanifest')) as {
      id: string;
      name: string;
      icons: { src: string; sizes: string; purpose?: string }[];
    };
    expect(manifest).toMatchObject({ id: '/', start_url: './', display: 'standalone' });
    expect(manifest.name).not.toBe('');
    for (const { src, sizes } of manifest.icons) {
      expect(existsSync(join(site.dist, src)), src).toBe(true);
      if (src.endsWith('.png')) {
        const [width, height] = [read(src).readUInt32BE(16), read(src).readUInt32BE(20)];
        expect(`${width}x${height}`).toBe(sizes);
      }
    }
    expect(manifest.icons.map(({ purpose }) => purpose)).toEqual(
      expect.arrayContaining(['maskable', 'monochrome']),
    );
  });

  test('keeps the base path in the offline page and in the headers for static hosts', () => {
    expect(text('offline.html')).toContain('href="/offline.css"');
    expect(text('_headers')).toContain("require-trusted-types-for 'script'");
  });
});

describe('a template that is not a literal', () => {
  test('fails the build, since the page could not draw it', async () => {
    const source = `import { template as t } from 'solid-js/web'; export default t(location.hash);`;
    const built = build({
      configFile: false,
      logLevel: 'silent',
      build: { write: false, rolldownOptions: { input: 'virtual:entry', external: /solid-js/ } },
      plugins: [
        {
          name: 'entry',
          resolveId: (id) => (id === 'virtual:entry' ? `\0${id}.js` : undefined),
          load: (id) => (id.startsWith('\0virtual') ? source : undefined),
        },
        trustedTemplates(),
      ],
    });
    await expect(built).rejects.toThrow('something other than a literal');
  });
});
