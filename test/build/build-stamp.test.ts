import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readBuildStamp } from '../../vite-plugin-build-stamp.ts';

describe("a build's stamp", () => {
  let root: string;
  const write = (path: string, text: string) => writeFileSync(join(root, path), text);
  const stamp = (salt?: string) => readBuildStamp(root, join(root, 'dist'), salt);

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'offprint-stamp-'));
    for (const folder of ['src/tab', 'src/proxy', 'dist']) {
      mkdirSync(join(root, folder), { recursive: true });
    }
    write('index.html', '<p>');
    write('src/tab/a.ts', '1');
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(root, { recursive: true });
  });

  test('is equal for equal sources, and another one for others', () => {
    const { id } = stamp();
    expect(stamp().id).toBe(id);
    write('src/tab/a.ts', '2');
    const changed = stamp().id;
    write('src/tab/a.ts', '1');
    write('src/tab/b.ts', '');
    expect(new Set([id, changed, stamp().id, stamp('/magazine/').id]).size).toBe(4);
    rmSync(join(root, 'src/tab/b.ts'));
    expect(stamp().id).toBe(id);
  });

  test('is another one for a change in any folder whose code browsers get, or in how it is built', () => {
    const folders = readdirSync(resolve(import.meta.dirname, '../../src')).filter(
      (name) => name !== 'proxy' && name !== 'emulator',
    );
    for (const folder of [...folders.map((name) => `src/${name}`), 'sw', 'public']) {
      const { id } = stamp();
      mkdirSync(join(root, folder), { recursive: true });
      write(`${folder}/new.ts`, folder);
      expect(stamp().id, folder).not.toBe(id);
    }
    const { id } = stamp();
    write('vite-plugin-integrity.ts', 'another way');
    expect(stamp().id).not.toBe(id);
  });

  test("does not change with the server's own code", () => {
    const { id } = stamp();
    write('src/proxy/main.ts', 'anything');
    expect(stamp().id).toBe(id);
    write('src/proxy/security-headers.ts', 'the page is served with these');
    expect(stamp().id).not.toBe(id);
  });

  test('keeps its time when the same sources are built again', () => {
    const { id } = stamp();
    write('dist/shell.html', `<meta name="offprint-build" content="${id} 1234567890123">`);
    expect(stamp()).toEqual({ id, at: 1234567890123 });
    write('src/tab/a.ts', '2');
    expect(stamp().at).toBeGreaterThan(1234567890123);
  });

  test('takes its time from SOURCE_DATE_EPOCH', () => {
    vi.stubEnv('SOURCE_DATE_EPOCH', '1700000000');
    expect(stamp().at).toBe(1_700_000_000_000);
  });
});
