import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['packages/*/test/**/*.test.ts'],
    // Tensor backends are one a process; gradient checks and whole runs take seconds on two busy cores.
    pool: 'forks',
    // What tests time, under load, is no guide for anybody's later runs.
    env: { TFJS_NATIVE_CHOICES: 'off' },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
