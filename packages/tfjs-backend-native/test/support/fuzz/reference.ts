/** Kernels that tfjs's cpu backend lacks, because tfjs composes them there: composed here, so that ours have something to match. */
import * as tf from '@tensorflow/tfjs-core';

tf.registerKernel({
  kernelName: 'LogSoftmax',
  backendName: 'cpu',
  kernelFunc: ({ inputs }) =>
    tf.tidy(() => {
      const x = inputs.logits as tf.Tensor;
      const shifted = tf.sub(x, tf.max(x, -1, true));
      return tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), -1, true)));
    }),
});
