/** The fuzzing without a test runner, for machines that no test runner's binaries are for. Ends with code 1 where a kernel fails. */
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { detail } from '../../../src/index.ts';
import { type Case, run } from './call.ts';
import { runsOf, SEED, TABLE } from './table.ts';

async function valuesOn(backend: string, call: Case): Promise<number[][]> {
  await tf.setBackend(backend);
  return tf.tidy(() => [run(call)].flat().map(y => Array.from(y.dataSync())));
}

async function agrees(call: Case): Promise<boolean> {
  const wanted = (await valuesOn('cpu', call)).flat();
  const found = (await valuesOn('native', call)).flat();
  const near = (value: number, i: number): boolean =>
    Object.is(value, wanted[i]) || Math.abs(value - wanted[i]!) <= call.tolerance * Math.max(1, Math.abs(wanted[i]!));
  return found.length === wanted.length && found.every(near);
}

tf.enableProdMode();
console.log(`${process.arch}: ${detail}`);
let [cases, failed] = [0, 0];
for (const [kernel, arbitrary] of Object.entries(TABLE)) {
  const numRuns = runsOf(kernel);
  cases += numRuns;
  const { failed: hasFailed, counterexample } = await fc.check(fc.asyncProperty(arbitrary, agrees), {
    numRuns,
    seed: SEED,
  });
  if (!hasFailed) continue;
  failed++;
  console.log(`${kernel}: ${JSON.stringify(counterexample)}`);
}
console.log(`${Object.keys(TABLE).length} kernels, ${cases} cases: ${failed} kernels failed`);
process.exitCode = failed > 0 ? 1 : 0;
