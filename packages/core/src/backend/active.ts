/** The active backend as results name it. */
import * as tf from '@tensorflow/tfjs-core';

const instructionSets = new Map<string, string>();

/** Notes which instruction set a backend's kernels use: others round differently. */
export const noteInstructionSet = (backend: string, set: string): void => void instructionSets.set(backend, set);

/** The active backend's name and, where it is known, its instruction set: 'native avx2', 'wasm'. */
export function activeBackend(): string {
  const name = tf.getBackend();
  const set = instructionSets.get(name);
  return set === undefined ? name : `${name} ${set}`;
}
