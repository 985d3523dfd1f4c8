/**
 * Every native kernel against tfjs's cpu backend on random shapes. FUZZ_RUNS is how many in all (`npm run fuzz`: 10,000), FUZZ_SEED
 * where they start; fast-check prints seed and path of a failure, and the case that it came down to.
 */
import { getKernelsForBackend } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { fallbacks } from '../src/index.ts';
import { expectClose } from './same-as-cpu.ts';
import { run } from './support/fuzz/call.ts';
import { runsOf, SEED, TABLE } from './support/fuzz/table.ts';

const counts = new Map<string, number>();

afterAll(() => {
  if (process.env.FUZZ_RUNS === undefined) return;
  const lines = [...counts].map(([kernel, n]) => `${kernel} ${n}`).join(', ');
  const sum = [...counts.values()].reduce((a, b) => a + b, 0);
  process.stdout.write(`fuzzed ${sum} cases of ${counts.size} kernels, seed ${SEED}: ${lines}\n`);
});

it('has cases for every native kernel', () => {
  const fallen = new Set(fallbacks);
  const native = getKernelsForBackend('native').map(({ kernelName }) => kernelName);
  expect(Object.keys(TABLE).sort()).toEqual(native.filter(kernel => !fallen.has(kernel)).sort());
});

describe('on random shapes, as cpu:', () => {
  it.each(Object.entries(TABLE))('%s', { timeout: 3_600_000 }, async (kernel, cases) => {
    const property = fc.asyncProperty(cases, async ({ tolerance, ...call }) => {
      counts.set(kernel, (counts.get(kernel) ?? 0) + 1);
      await expectClose(() => run(call), tolerance);
    });
    await fc.assert(property, { numRuns: runsOf(kernel), seed: SEED });
  });
});
