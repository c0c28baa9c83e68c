import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { configFor } from '../../vite.config.ts';

/** What a reader downloads for one purpose, against what it may cost. Bytes are of gzip's best level; a kB is 1,024. */
export interface Size {
  readonly what: string;
  readonly bytes: number;
  readonly budgetKb: number;
}

/** The sizes of a built site. What the first paint loads is what its page names: Vite lists all of it there. */
export function measureSizes(dist: string): readonly Size[] {
  const html = readFileSync(join(dist, 'index.html'), 'utf8');
  const named = [...html.matchAll(/(?:src|href)="[^"]*?(assets\/[^"]+\.(?:js|css))"/g)];
  const firstPaint = ['index.html', ...named.map(([, file]) => file!)];
  const sum = (files: readonly string[]) =>
    files.reduce((bytes, file) => bytes + compressedSize(readFileSync(join(dist, file))), 0);
  return [
    {
      what: 'JavaScript for the first paint',
      budgetKb: 35,
      bytes: sum(firstPaint.filter((file) => file.endsWith('.js'))),
    },
    { what: 'the same with page and styles', budgetKb: 38.7, bytes: sum(firstPaint) },
    { what: 'worker', budgetKb: 44, bytes: sum(globSync('assets/shared-*.js', { cwd: dist })) },
    {
      what: 'search worker',
      budgetKb: 16,
      bytes: sum(globSync('assets/search-????????.js', { cwd: dist })),
    },
    { what: 'service worker', budgetKb: 12, bytes: sum(['sw.js']) },
  ];
}

/**
 * What every site's page needs apart from its own code: Solid, the engine's client and the RPC. It is a part of one
 * file, so it is measured in a build that puts it into a file of its own; that adds some 100 bytes of imports.
 */
export async function measureEngine(root: string): Promise<Size> {
  const folder = mkdtempSync(join(tmpdir(), 'offprint-sizes-'));
  const outDir = join(folder, 'dist');
  try {
    const config = configFor({ root, outDir, base: '/', stamp: { id: '0'.repeat(12), at: 0 } });
    const codeSplitting = {
      groups: [{ name: 'engine', test: ENGINE, tags: ['$initial' as const] }],
    };
    await build({
      ...config,
      configFile: false,
      logLevel: 'warn',
      build: {
        ...config.build,
        rolldownOptions: { ...config.build?.rolldownOptions, output: { codeSplitting } },
      },
    });
    // What opens the worker is loaded after the first read, and is of the engine all the same.
    const files = globSync('assets/{engine,open-host,comlink,environment}-*.js', { cwd: outDir });
    const bytes = files
      .map((file) => compressedSize(readFileSync(join(outDir, file))))
      .reduce((sum, size) => sum + size, 0);
    // The aim was 14 for a page that only reads; with live queries of every kind and changes, what is reached is held here.
    return { what: 'engine in the page (Solid, client, RPC)', budgetKb: 21.5, bytes };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const ENGINE = /\/node_modules\/(?:solid-js|comlink)\/|\/src\/(?:tab|store|protocol|model)\//;

/** One size as a line: `worker: 54.5 of 55 kB`. */
export function describeSize({ what, bytes, budgetKb }: Size): string {
  const kb = (bytes / 1024).toFixed(1);
  return `${what}: ${kb} of ${budgetKb} kB${bytes > budgetKb * 1024 ? ', TOO LARGE' : ''}`;
}

function compressedSize(bytes: Uint8Array): number {
  return gzipSync(bytes, { level: 9 }).length;
}

if (import.meta.main) {
  const root = resolve(import.meta.dirname, '../..');
  const sizes = [await measureEngine(root), ...measureSizes(join(root, 'dist'))];
  process.stdout.write(`${sizes.map(describeSize).join('\n')}\n`);
  if (sizes.some(({ bytes, budgetKb }) => bytes > budgetKb * 1024)) process.exitCode = 1;
}
