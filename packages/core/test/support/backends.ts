/** The backends that the conformance tests run on: every one that is present here. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { describe } from 'vitest';

/** `REFOLD_TEST_BACKENDS=wasm,tensorflow` overrides the list. */
export const BACKENDS: readonly string[] = (process.env.REFOLD_TEST_BACKENDS ?? 'cpu,wasm').split(',');

/** Runs a suite once on each backend. */
export function onEveryBackend(title: string, suite: (backend: string) => void): void {
  describe.each([...BACKENDS])(`${title} on %s`, suite);
}

/** Makes a backend the active one; for `beforeAll`. */
export async function activate(backend: string): Promise<void> {
  if (!(await tf.setBackend(backend))) throw new Error(`backend '${backend}' did not start`);
  await tf.ready();
}
