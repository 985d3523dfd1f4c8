/** A leaf's view of the pass that it is part of. */
import * as tf from '@tensorflow/tfjs-core';
import type { Rng } from '../rng.ts';
import { accumulate } from './accumulate.ts';
import { moveAverages } from './averages.ts';
import type { LeafContext } from './ops/leaf.ts';
import { join } from './shapes.ts';
import type { PassState } from './step.ts';

/** The context of the leaf at `path`. */
export function leafContext(state: PassState, path: string, wantsInput: boolean): LeafContext {
  let stream: Rng | undefined;
  const variable = (name: string): tf.Variable | undefined => state.variables.get(join(path, name));
  return {
    training: state.training,
    wantsInput,
    get rng() {
      stream ??= state.rng.fork(path);
      return stream;
    },
    param: <T extends tf.Tensor>(name: string) => variable(name) as tf.Tensor as T,
    gradient: (name, value) => {
      const key = join(path, name);
      const before = state.gradients.get(key);
      state.gradients.set(key, tf.keep(before === undefined ? value : accumulate(before, value)));
      if (before !== undefined) value.dispose();
    },
    moveAverages: moves => moveAverages(moves.map(({ name, ...move }) => ({ ...move, average: variable(name)! }))),
  };
}
