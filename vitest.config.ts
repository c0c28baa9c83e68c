import solid from 'vite-plugin-solid';
import { defineConfig } from 'vitest/config';

/**
 * Two projects: `node` holds everything that runs without a browser, `browser` drives real ones.
 * They are separate so that `npx vitest --project node` answers in seconds.
 */
export default defineConfig({
  test: {
    projects: [
      {
        plugins: [solid()],
        test: {
          name: 'node',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/browser/**', 'test/bench/**'],
          environment: 'node',
          pool: 'threads',
          // Property tests take seconds where the machine is busy with something else.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          environment: 'node',
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
