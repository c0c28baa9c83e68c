import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HtmlTagDescriptor, Plugin } from 'vite';
import { readBuildEnv } from './src/proxy/build-env.ts';
import { CONTENT_SECURITY_POLICY, toHeadersFile } from './src/proxy/security-headers.ts';

/**
 * The server's own security headers for hosts that read a `_headers` file. With META_CSP=1 the page carries its policy
 * as a meta tag too, for hosts without headers: weaker, since it reaches neither workers nor framing (faults, finding 4).
 */
export function securityHeaders(): Plugin {
  let base = '/';
  return {
    name: 'offprint:headers',
    configResolved(config) {
      base = config.base;
    },
    apply: (_, { command, isSsrBuild }) => command === 'build' && !isSsrBuild,
    transformIndexHtml: () => (readBuildEnv(process.env).hasMetaPolicy ? [metaPolicy()] : []),
    writeBundle: {
      sequential: true,
      handler({ dir }) {
        writeFileSync(join(dir!, '_headers'), toHeadersFile(base));
      },
    },
  };
}

function metaPolicy(): HtmlTagDescriptor {
  // A browser ignores frame-ancestors in a meta tag, and complains.
  const policy = CONTENT_SECURITY_POLICY.replace(/frame-ancestors [^;]*; /, '');
  const attrs = { 'http-equiv': 'content-security-policy', content: policy };
  return { tag: 'meta', attrs, injectTo: 'head-prepend' };
}
