/** A network applied to a batch on the active backend. Loads the tensor library, so it is imported when it is needed. */
import { disposeInstance, instantiate, pass } from '@refold/core/apply';
import type { Evaluate } from '@refold/core/fold';
import * as tf from '@tensorflow/tfjs-core';

export const evaluate: Evaluate = async (net, { shape, data }) => {
  const instance = instantiate(net);
  const x = tf.tensor(Float32Array.from(data), [...shape]);
  const { output, dispose } = pass(instance, x, { mode: 'inference' });
  const result = { shape: output.shape, data: (await output.data()) as Float32Array };
  dispose();
  disposeInstance(instance);
  tf.dispose([x, output]);
  return result;
};
