/** The fused kernels of training and of residual inference, out of tfjs ops: what a backend's own must compute. */
import * as tf from '@tensorflow/tfjs-core';
import type { FusedKernels } from '../../src/backend/fused.ts';
import { channelMean, channelSum } from '../../src/layers/tensors/channels.ts';
import { convolve, convolveInputGradient, padOrCrop } from '../../src/layers/tensors/convolution.ts';
import { share } from '../../src/layers/tensors/share.ts';

type Covered =
  | 'ConvBiasSumRelu'
  | 'ScaleShiftRelu'
  | 'AddConvInputGradient'
  | 'ReluSumNorms'
  | 'ReluSumNormsGradient'
  | 'NormStatistics'
  | 'NormWithBorder'
  | 'NormWithBorderGradient'
  | 'NormLessBorder'
  | 'NormLessBorderGradient'
  | 'InstanceNorm'
  | 'InstanceNormGradient'
  | 'SgdUpdate'
  | 'AdamUpdate'
  | 'AccumulateInPlace';

export const referenceKernels: Pick<FusedKernels, Covered> = {
  ConvBiasSumRelu: (x, kernel, bias, sum, geometry, relu) =>
    tf.tidy(() => {
      const y = tf.add(tf.add(convolve(x, kernel, geometry), bias), sum) as tf.Tensor4D;
      return relu ? tf.relu(y) : y;
    }),

  ScaleShiftRelu: (x, scale, shift) => tf.tidy(() => tf.relu(tf.add(tf.mul(x, scale), shift))),

  AddConvInputGradient: (total, dy, kernel, geometry) => {
    const [, height, width] = total.shape;
    const term = convolveInputGradient(dy, kernel, [height, width], geometry);
    return referenceKernels.AccumulateInPlace(total, term) as tf.Tensor4D;
  },

  ReluSumNorms: (terms, others, relu) =>
    tf.tidy(() => {
      const statistics = terms.map(({ x, eps }) => statisticsOf(x, eps));
      const normed = terms.map(({ x, gamma, beta }, k) => {
        const { mean, inverse } = statistics[k]!;
        return tf.add(tf.mul(tf.mul(tf.sub(x, mean), inverse), gamma), beta);
      });
      const sum = [...normed, ...others].reduce((total, term) => tf.add(total, term));
      return { y: relu ? tf.relu(sum) : sum, statistics };
    }),

  ReluSumNormsGradient: (dy, y, terms, others) =>
    tf.tidy(() => {
      const masked = y ? tf.mul(dy, tf.step(y)) : share(dy);
      const gradients = terms.map(({ x, gamma, mean, inverse, needsInputGrad }) => {
        const normal = tf.mul(tf.sub(x, mean), inverse);
        const product = tf.mul(masked, normal);
        const sums = { dGamma: channelSum(product), dBeta: channelSum(masked) };
        if (!needsInputGrad) return sums;
        const along = tf.add(channelMean(masked), tf.mul(normal, channelMean(product)));
        return { ...sums, dx: tf.mul(tf.mul(tf.sub(masked, along), inverse), gamma) };
      });
      return others === 'wanted' ? { terms: gradients, others: masked } : { terms: gradients };
    }),

  NormStatistics: (x, eps) => tf.tidy(() => statisticsOf(x, eps)),

  NormWithBorder: ({ x, gamma, beta, eps }, border, { mean, inverse }, running) =>
    tf.tidy(() => {
      const slope: tf.Tensor1D = tf.neg(tf.div(running.mean, tf.sqrt(tf.add(running.variance, eps))));
      // Beside what is in the border, as zeros are padded around it.
      const outside = tf.add(beta, tf.mul(gamma, slope));
      const normed = tf.add(tf.mul(tf.mul(tf.sub(x, mean), inverse), gamma), beta);
      return { y: tf.add(padOrCrop(tf.sub(normed, outside) as tf.Tensor4D, border), outside), slope };
    }),

  NormWithBorderGradient: (dy, [top, bottom, left, right], term, slope) =>
    tf.tidy(() => {
      const within = padOrCrop(dy, [-top, -bottom, -left, -right]);
      const outside = tf.sub(channelSum(dy), channelSum(within));
      const { dGamma, dBeta, ...rest } = referenceKernels.ReluSumNormsGradient(within, undefined, [term], 'none')
        .terms[0]!;
      return { ...rest, dGamma: tf.add(dGamma, tf.mul(outside, slope)), dBeta: tf.add(dBeta, outside) };
    }),

  NormLessBorder: (term, statistics, running, [height, width]) =>
    tf.tidy(() => {
      const { y, slope } = referenceKernels.NormWithBorder(term, [0, 0, 0, 0], statistics, running);
      const border: tf.Tensor1D = tf.add(term.beta, tf.mul(term.gamma, slope));
      return { y: tf.sub(y, border), slope, border: tf.tile(tf.reshape(border, [1, 1, 1, -1]), [1, height, width, 1]) };
    }),

  NormLessBorderGradient: (dy, term, slope) =>
    tf.tidy(() => {
      const { dGamma, dBeta, ...rest } = referenceKernels.ReluSumNormsGradient(dy, undefined, [term], 'none').terms[0]!;
      return { ...rest, dGamma: tf.sub(dGamma, tf.mul(dBeta, slope)), dBeta: tf.zerosLike(dBeta) };
    }),

  InstanceNorm: (x, affine, eps, relu) =>
    tf.tidy(() => {
      const [n, , , c] = x.shape;
      const mean = tf.mean(x, [1, 2], true);
      const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(tf.sub(x, mean)), [1, 2], true), eps));
      const normal = tf.mul<tf.Tensor4D>(tf.sub(x, mean), inverse);
      const y = affine ? tf.add<tf.Tensor4D>(tf.mul(normal, affine.gamma), affine.beta) : normal;
      const perSample = (t: tf.Tensor): tf.Tensor2D => tf.reshape(t, [n, c]);
      const statistics = { mean: perSample(mean), inverse: perSample(inverse) };
      return { y: relu ? tf.relu(y) : y, statistics };
    }),

  // An image is a batch of its own.
  InstanceNormGradient: (dy, y, x, affine, { mean, inverse }, needsInputGrad) =>
    tf.tidy(() => {
      const row = (t: tf.Tensor, i: number) => tf.squeeze(tf.slice(t, i, 1), [0]) as tf.Tensor1D;
      const image = (t: tf.Tensor, i: number) => tf.slice(t, i, 1);
      const gamma = affine?.gamma ?? (tf.onesLike(row(mean, 0)) as tf.Tensor1D);
      const images = Array.from({ length: x.shape[0] }, (_, i) => {
        const statistics = { mean: row(mean, i), inverse: row(inverse, i) };
        const term = { x: image(x, i), gamma, beta: gamma, ...statistics, needsInputGrad };
        return referenceKernels.ReluSumNormsGradient(image(dy, i), y && image(y, i), [term], 'none').terms[0]!;
      });
      const total = (vectors: readonly tf.Tensor1D[]) => vectors.reduce((sum, vector) => tf.add(sum, vector));
      const slopes = affine && {
        dGamma: total(images.map(({ dGamma }) => dGamma)),
        dBeta: total(images.map(({ dBeta }) => dBeta)),
      };
      return needsInputGrad ? { ...slopes, dx: tf.concat(images.map(({ dx }) => dx!)) } : { ...slopes };
    }),

  SgdUpdate: (updates, nesterov) => {
    for (const { variable, gradient, velocity, lr, momentum, weightDecay } of updates) {
      const w = valuesOf(variable);
      const g = valuesOf(gradient);
      const v = velocity && valuesOf(velocity);
      for (let i = 0; i < w.length; i++) {
        let step = g[i]! + weightDecay * w[i]!;
        if (v) {
          v[i] = momentum * v[i]! + step;
          step = nesterov ? step + momentum * v[i]! : v[i]!;
        }
        w[i] = w[i]! - lr * step;
      }
    }
  },

  AdamUpdate: (updates, { beta1, beta2, correction, epsilon }) => {
    for (const { variable, gradient, mean, square, lr, scale, weightDecay, decoupledDecay } of updates) {
      const [w, g, m, s] = [variable, gradient, mean, square].map(valuesOf) as [
        Float32Array,
        Float32Array,
        Float32Array,
        Float32Array,
      ];
      for (let i = 0; i < w.length; i++) {
        const own = g[i]! + weightDecay * w[i]!;
        m[i] = beta1 * m[i]! + (1 - beta1) * own;
        s[i] = beta2 * s[i]! + (1 - beta2) * own * own;
        const direction = (correction * m[i]!) / (Math.sqrt(s[i]!) + epsilon);
        w[i] = w[i]! - lr * scale * (direction + decoupledDecay * w[i]!);
      }
    }
  },

  AccumulateInPlace: (total, term) => {
    if (tf.backend().refCount(total.dataId) > 1) {
      const sum = tf.add(total, term);
      total.dispose();
      return sum;
    }
    const sums = valuesOf(total);
    for (const [i, value] of valuesOf(term).entries()) sums[i] = sums[i]! + value;
    return total;
  },
};

/** The backend's own array on `cpu`, so that writing to it changes the tensor. */
const valuesOf = (x: tf.Tensor): Float32Array => x.dataSync() as Float32Array;

function statisticsOf(x: tf.Tensor, eps: number) {
  const mean = channelMean(x);
  const variance = channelMean(tf.square(tf.sub(x, mean)));
  const inverse: tf.Tensor1D = tf.rsqrt(tf.add(variance, eps));
  return { mean, variance, inverse };
}
