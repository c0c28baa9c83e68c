import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin, ResolvedConfig } from 'vite';

/** Writes into the page which bytes each of its scripts and styles must have, so that a changed one is refused (ASVS 3.6.1). */
export function integrity(): Plugin {
  let config: ResolvedConfig;
  return {
    name: 'offprint:integrity',
    apply: (_, { command, isSsrBuild }) => command === 'build' && !isSsrBuild,
    configResolved(resolved) {
      config = resolved;
    },
    writeBundle: {
      sequential: true,
      handler({ dir }) {
        const page = join(dir!, 'index.html');
        writeFileSync(page, withIntegrity(readFileSync(page, 'utf8'), dir!, config.base));
      },
    },
  };
}

/** The hash of some bytes as the platform's `integrity` attributes and options want it. */
export function integrityOf(bytes: Uint8Array): string {
  return `sha256-${createHash('sha256').update(bytes).digest('base64')}`;
}

function withIntegrity(html: string, dist: string, base: string): string {
  return html.replaceAll(/ crossorigin (src|href)="([^"]+)"/g, (tag, _, url: string) => {
    const file = join(dist, url.slice(base.length));
    return `${tag} integrity="${integrityOf(readFileSync(file))}"`;
  });
}
