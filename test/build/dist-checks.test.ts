import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { checkDist } from '../../vite-plugin-dist-checks.ts';

/** What is said of a site with these files, of which the workers must stand alone. */
function problems(files: Readonly<Record<string, string>>, workers = ['sw.js']): readonly string[] {
  const dist = mkdtempSync(join(tmpdir(), 'offprint-dist-'));
  onTestFinished(() => rmSync(dist, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dist, name)), { recursive: true });
    writeFileSync(join(dist, name), text);
  }
  return checkDist(dist, workers);
}

describe('the checks before a deploy', () => {
  test('say nothing of a good site', () => {
    const good = {
      'index.html': '<script type="module" src="/assets/a.js"></script><div id="root"></div>',
      'assets/a.js': 'import("./b.js"); const retrieval = medieval(1); new MyFunction();',
      'sw.js': 'self.addEventListener("fetch", () => {});',
    };
    expect(problems(good)).toEqual([]);
  });

  test.each(['eval("1")', 'x = eval (y)', 'new Function("a", "return a")'])(
    '[figure R19] refuse code that is built from text: %s',
    (code) => {
      expect(problems({ 'assets/a.js': code })).toEqual([expect.stringContaining('assets/a.js')]);
    },
  );

  test.each(['patOffprint.sample', 'appOFFPRINTsample', `pat${'a1'.repeat(7)}.${'0f'.repeat(32)}`])(
    '[figure R21] refuse an upstream token or base id: %s',
    (secret) => {
      expect(problems({ 'assets/a.js': `const t = "${secret}"` })).toHaveLength(1);
      expect(problems({ 'index.html': `<!-- ${secret} -->` })).toHaveLength(1);
    },
  );

  test('[fault S9] refuse a mock service worker', () => {
    const mock = "self.addEventListener('message', () => 'MOCK_ACTIVATE')";
    expect(problems({ 'mockServiceWorker.js': mock })).toHaveLength(1);
  });

  test.each(['import "./b.js"', 'import("./b.js")', 'importScripts("b.js")'])(
    'refuse a worker of more than one file: %s',
    (code) => {
      const files = { 'assets/shared.js': code };
      expect(problems(files, ['assets/shared.js'])).toEqual([expect.stringContaining('imports')]);
      expect(problems(files, [])).toEqual([]);
    },
  );

  test.each(['<script>go()</script>', '<style>a{}</style>', '<p style="x">', '<a onclick="x">'])(
    'refuse what the CSP would stop in a page: %s',
    (html) => {
      expect(problems({ 'offline.html': html })).toHaveLength(1);
    },
  );

  test('refuse source maps', () => {
    expect(problems({ 'assets/a.js': '1\n//# sourceMappingURL=a.js.map' })).toHaveLength(1);
  });
});
