import { fileURLToPath } from 'node:url';
import solid from 'vite-plugin-solid';
import { defineConfig } from 'vitest/config';

const MSW_TEST = 'test/emulator/three-ways.test.ts';

/**
 * Two projects, and one file apart: `node` holds everything that runs without a browser, `browser` drives real ones.
 * They are separate so that `npx vitest --project node` answers in seconds.
 */
export default defineConfig({
  test: {
    projects: [
      {
        plugins: [solid()],
        // Solid's plugin asks for packages as browsers get them, and there `ws` is a sentence that says no.
        resolve: {
          alias: [{ find: /^ws$/, replacement: fileURLToPath(import.meta.resolve('ws')) }],
        },
        test: {
          name: 'node',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/browser/**', 'test/bench/**', MSW_TEST],
          environment: 'node',
          pool: 'threads',
          // Vitest leaves a core to a person who waits.
          maxWorkers: '100%',
          // Property tests take seconds where the machine is busy with something else.
          testTimeout: 30_000,
        },
      },
      {
        // Without Solid's plugin, which asks for packages as browsers get them: MSW has no server for those.
        test: {
          name: 'node-msw',
          include: [MSW_TEST],
          environment: 'node',
          pool: 'threads',
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: 'test/browser/world/prepared-data.ts',
          environment: 'node',
          fileParallelism: false,
          // A browser on a busy machine may fail for reasons of its own; the run ends by naming each such test.
          retry: 1,
          testTimeout: 120_000,
          hookTimeout: 180_000,
          // A second, as Vitest has it, is nothing to a busy machine.
          expect: { poll: { timeout: 25_000 } },
        },
      },
    ],
  },
});
