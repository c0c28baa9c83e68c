import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync, type Plugin } from 'vite';

/** Fails the build if what would be deployed breaks one of the rules below; the message names each file and rule. */
export function distChecks(): Plugin {
  const workers: string[] = [];
  return {
    name: 'offprint:dist-checks',
    apply: (_, { command, isSsrBuild }) => command === 'build' && !isSsrBuild,
    generateBundle(_, bundle) {
      // A worker's bundle joins the page's as an asset: it was built by itself.
      const scripts = Object.values(bundle).filter(({ fileName }) => fileName.endsWith('.js'));
      workers.push(...scripts.filter(({ type }) => type === 'asset').map((f) => f.fileName));
    },
    writeBundle: {
      sequential: true,
      order: 'post',
      handler({ dir }) {
        const problems = checkDist(dir!, [...workers, 'sw.js']);
        if (problems.length > 0)
          this.error(`dist/ may not be deployed:\n  ${problems.join('\n  ')}`);
      },
    },
  };
}

/** What is wrong with a built site, one sentence each; `workers` are the scripts that must stand alone. */
export function checkDist(dist: string, workers: readonly string[]): readonly string[] {
  const files = globSync('**/*.{html,js,css,json,svg,txt,webmanifest}', { cwd: dist });
  return files.toSorted().flatMap((file) => {
    const text = readFileSync(join(dist, file), 'utf8');
    const broken = RULES.filter(
      ({ applies, forbidden }) => applies.test(file) && forbidden.test(text),
    );
    const problems = broken.map(({ sentence }) => `${file} ${sentence}`);
    if (workers.includes(file) && hasImports(text)) {
      problems.push(
        `${file} has imports; a worker is one file (peers: dropped imports in SharedWorkers)`,
      );
    }
    return problems;
  });
}

interface Rule {
  readonly applies: RegExp;
  readonly forbidden: RegExp;
  readonly sentence: string;
}

const RULES: readonly Rule[] = [
  {
    applies: /\.js$/,
    forbidden: /(?<![.\w$])eval\s*\(|\bnew\s+Function\b/,
    sentence: 'builds code from text (eval or new Function), which the CSP stops',
  },
  {
    applies: /./,
    forbidden: /patOffprint\.sample|appOFFPRINTsample|\bpat[A-Za-z0-9]{14}\.[0-9a-f]{64}\b/,
    sentence: 'contains an upstream token or base id, which never reach a browser (I1)',
  },
  {
    applies: /\.js$/,
    forbidden: /MOCK_ACTIVATE|mockServiceWorker/,
    sentence: 'is or starts a mock service worker, which would take the scope (fault S9)',
  },
  {
    applies: /\.html$/,
    forbidden: /<script(?![^>]*\bsrc=)[^>]*>|<style\b|<[^>]+\s(?:style|on\w+)=/i,
    sentence: 'has an inline script, style or handler, which the CSP stops',
  },
  {
    applies: /\.(?:js|css)$/,
    forbidden: /[#@]\s*sourceMappingURL=/,
    sentence: 'points to a source map; dist/ holds only what browsers get',
  },
];

function hasImports(script: string): boolean {
  const { module } = parseSync('worker.js', script, { sourceType: 'module' });
  return (
    module.staticImports.length > 0 ||
    module.dynamicImports.length > 0 ||
    /\bimportScripts\s*\(/.test(script)
  );
}
