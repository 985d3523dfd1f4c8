import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** Vitest looks for this file upwards, so `vitest run` in a package's folder runs that package's tests with it. */
export default defineConfig({
  cacheDir: join(import.meta.dirname, 'node_modules/.vite'),
  test: {
    include: ['{packages/*/,}test/**/*.test.ts'],
    // A process has one active tensor backend. Gradient checks and whole runs take seconds on two busy cores.
    pool: 'forks',
    // Vitest would leave a core free: one of two.
    maxWorkers: '100%',
    // Timings taken under load must not guide later runs.
    env: { TFJS_NATIVE_CHOICES: 'off' },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A green run says how many tests passed; what tests print is shown for those that failed.
    silent: 'passed-only',
    reporters: process.stdout.isTTY ? ['dot'] : ['minimal'],
  },
});
