import { defineConfig } from 'vitest/config';

/** One project per kind of proof; `npm run test:unit|wire|e2e` picks one; benches are scripts in tests/load. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          setupFiles: ['tests/support/property-seed.ts'],
          include: [
            '**/src/**/*.test.{ts,tsx}',
            'scripts/**/*.test.ts',
            'tests/scenarios/**/*.test.ts',
            'tests/conformance/**/*.test.ts',
          ],
          exclude: ['**/node_modules/**', '**/dist/**'],
        },
      },
      {
        test: {
          name: 'wire',
          setupFiles: ['tests/support/property-seed.ts'],
          include: ['tests/wire/**/*.test.ts', 'embedded/**/*.test.ts'],
          exclude: ['**/node_modules/**'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
          // Real daemons, real sound, two shared cores: a hiccup of the machine is tried once more, a defect fails twice.
          retry: 1,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          retry: 1,
        },
      },
    ],
  },
});
