import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';

/** What a reader downloads for one purpose, against what it may cost. Bytes are of gzip's best level; a kB is 1,024. */
export interface Size {
  readonly what: string;
  readonly bytes: number;
  readonly budgetKb: number;
  readonly files: readonly string[];
}

/** The sizes of a built site. What the first paint loads is what its page names: Vite lists all of it there. */
export function measureSizes(dist: string): readonly Size[] {
  const html = readFileSync(join(dist, 'index.html'), 'utf8');
  const named = [...html.matchAll(/(?:src|href)="[^"]*?(assets\/[^"]+\.(?:js|css))"/g)];
  const firstPaint = ['index.html', ...named.map(([, file]) => file!)];
  const only = (pattern: string) => globSync(pattern, { cwd: dist });
  const purposes: readonly [what: string, budgetKb: number, files: readonly string[]][] = [
    ['engine in the page (Solid, client, RPC)', 14, only('assets/engine-*.js')],
    ['everything for the first paint', 35, firstPaint],
    ['worker', 55, only('assets/shared-*.js')],
    ['service worker', 12, only('sw.js')],
  ];
  return purposes.map(([what, budgetKb, files]) => {
    if (files.length === 0) throw new Error(`${dist} has no file for "${what}"; build it first`);
    const sizes = files.map(
      (file) => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length,
    );
    return { what, budgetKb, files, bytes: sizes.reduce((sum, size) => sum + size, 0) };
  });
}

/** One size as a line: `worker: 54.5 of 55 kB`. */
export function describeSize({ what, bytes, budgetKb }: Size): string {
  const kb = (bytes / 1024).toFixed(1);
  return `${what}: ${kb} of ${budgetKb} kB${bytes > budgetKb * 1024 ? ', TOO LARGE' : ''}`;
}

if (import.meta.main) {
  const sizes = measureSizes(resolve(import.meta.dirname, '../../dist'));
  process.stdout.write(`${sizes.map(describeSize).join('\n')}\n`);
  if (sizes.some(({ bytes, budgetKb }) => bytes > budgetKb * 1024)) process.exitCode = 1;
}
