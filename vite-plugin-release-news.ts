import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/**
 * Lets a page say what is new in the version that it offers: `news.json` holds the newest line of CHANGELOG.md, and
 * `__NEWS__` is the one that this build knows itself. Without such a file nothing is said.
 */
export function releaseNews(root: string): Plugin {
  const news = newestLine(read(join(root, 'CHANGELOG.md')));
  return {
    name: 'offprint:release-news',
    config: () => ({ define: { __NEWS__: JSON.stringify(news) } }),
    generateBundle() {
      if (this.environment.name !== 'client') return;
      this.emitFile({ type: 'asset', fileName: 'news.json', source: JSON.stringify({ news }) });
    },
  };
}

/** The first entry below the first heading of a changelog, or ''. */
export function newestLine(changelog: string): string {
  const [, release = ''] = changelog.split(/^## .*$/m);
  const entry = /^- (.+(?:\n {2}\S.*)*)/m.exec(release)?.[1] ?? '';
  return entry.replaceAll(/\s+/g, ' ').trim();
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // A site may keep no changelog.
    return '';
  }
}
