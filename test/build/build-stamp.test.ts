import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
