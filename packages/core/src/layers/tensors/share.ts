import * as tf from '@tensorflow/tfjs-core';

/**
 * Another handle on the same data, outside of tfjs's tape. (An operation would do for it, a reshape, at several times the cost: a
 * training step shares dozens of tensors. `clone` copies on wasm.)
 */
export function share<T extends tf.Tensor>(x: T): T {
  const engine = tf.engine();
  engine.backend.incRef(x.dataId);
  return engine.makeTensorFromTensorInfo(x) as T;
}
