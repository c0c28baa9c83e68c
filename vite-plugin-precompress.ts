import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

/** Writes `.br` and `.gz` beside every text file of some size, so that no server compresses the same bytes twice. */
export function precompress(): Plugin {
  return {
    name: 'offprint:precompress',
    apply: (_, { command, isSsrBuild }) => command === 'build' && !isSsrBuild,
    writeBundle: {
      sequential: true,
      order: 'post',
      async handler({ dir }) {
        const files = globSync('**/*.{html,js,css,svg,json,webmanifest,txt}', { cwd: dir! });
        await Promise.all(files.map((file) => compress(join(dir!, file))));
      },
    },
  };
}

/** Below this, headers outweigh what compression saves. */
const MIN_BYTES = 1024;

async function compress(file: string): Promise<void> {
  const bytes = readFileSync(file);
  if (bytes.length < MIN_BYTES) return;
  const quality = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  writeFileSync(`${file}.br`, await promisify(brotliCompress)(bytes, { params: quality }));
  writeFileSync(`${file}.gz`, await promisify(gzip)(bytes, { level: 9 }));
}
