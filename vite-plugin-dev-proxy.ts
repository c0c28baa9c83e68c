import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import type { Plugin } from 'vite';

const MAIN = resolve(import.meta.dirname, 'src/proxy/main.ts');

/**
 * Puts the real proxy, and its emulator, behind the development server: starts them, again whenever a file that they run
 * changes, forwards `/v1` and `/healthz`, and ends them with it. PORT is the proxy's, as in production.
 */
export function devProxy(main = MAIN): Plugin {
  const target = `http://localhost:${process.env['PORT'] ?? 4180}`;
  return {
    name: 'offprint:dev-proxy',
    apply: 'serve',
    config: ({ base = '/' }) => ({
      server: {
        proxy: Object.fromEntries(
          ['v1', 'healthz'].map((path) => [`${base}${path}`, { target, changeOrigin: false }]),
        ),
      },
    }),
    configureServer(server) {
      // A test may run the server on another server's middleware, without a port of its own.
      if (!server.httpServer) return;
      const proxy = spawn(process.execPath, ['--watch', '--watch-preserve-output', main], {
        stdio: 'inherit',
      });
      server.httpServer.once('close', () => proxy.kill());
      process.once('exit', () => proxy.kill());
    },
  };
}
