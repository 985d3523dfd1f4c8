import { join, relative } from 'node:path';
import { configDefaults, defineConfig } from 'vitest/config';
import { obstacle } from './packages/tfjs-backend-native/src/built.ts';

/** The tests of the native backend that need its addon, seen from the current folder, if they are in it. */
const native = relative(
  process.cwd(),
  join(import.meta.dirname, 'packages/tfjs-backend-native/test/!(install).test.ts'),
);
const reason = native.startsWith('..') ? undefined : obstacle()?.split('\n', 1)[0];
if (reason !== undefined) console.warn(`Tests of the native backend are skipped: ${reason}`);

/** Vitest looks for this file upwards, so `vitest run` in a package's folder runs that package's tests with it. */
export default defineConfig({
  cacheDir: join(import.meta.dirname, 'node_modules/.vite'),
  test: {
    include: ['{packages/*/,}test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...(reason === undefined ? [] : [native])],
    setupFiles: [join(import.meta.dirname, 'test/support/typed-arrays.ts')],
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
