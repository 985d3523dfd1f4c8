/**
 * Kernels that a backend may bring beyond tfjs's own, looked up by name. Whoever calls one has a composed fallback
 * beside the call, so nothing here is needed: a backend without any is slower, not poorer.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Conv, Size } from '../layers/types.ts';
import { wasmKernels } from './wasm-kernels.ts';

/** What fixes a convolution beside its operands. */
export type Geometry = Pick<Conv, 'stride' | 'pad' | 'dilation' | 'groups'>;

/** Names and signatures. Operands are borrowed, results belong to the caller; maps are NHWC, kernels HWIO. */
export interface FusedKernels {
  /** x ∗ kernel */
  Conv(x: tf.Tensor4D, kernel: tf.Tensor4D, geometry: Geometry): tf.Tensor4D;
  /** ∂L/∂x of a convolution, for an input of the given height and width */
  ConvInputGradient(dy: tf.Tensor4D, kernel: tf.Tensor4D, inputSize: Size, geometry: Geometry): tf.Tensor4D;
  /** ∂L/∂kernel of a convolution, for a kernel of the given height and width */
  ConvKernelGradient(x: tf.Tensor4D, dy: tf.Tensor4D, kernelSize: Size, geometry: Geometry): tf.Tensor4D;
  /** relu?(x ∗ kernel + bias): inference */
  ConvBiasRelu(x: tf.Tensor4D, kernel: tf.Tensor4D, bias: tf.Tensor1D, geometry: Geometry, relu: boolean): tf.Tensor4D;
  /** mean over all axes but the last */
  ColumnMean(x: tf.Tensor): tf.Tensor1D;
  /** x·scale + shift over the last axis */
  ScaleShift(x: tf.Tensor, scale: tf.Tensor1D, shift?: tf.Tensor1D): tf.Tensor;
  /** mean softmax cross-entropy of logits [n, k] against probabilities [n, k], and its gradient */
  SoftmaxCrossEntropy(logits: tf.Tensor2D, targets: tf.Tensor2D): { loss: tf.Scalar; gradient: tf.Tensor2D };
}

export type FusedKernelName = keyof FusedKernels;

const registry = new Map<string, Partial<FusedKernels>>([['wasm', wasmKernels]]);

/** Gives a backend (by its tfjs name) kernels of its own; a later one replaces an earlier one of the same name. */
export function registerFusedKernels(backend: string, kernels: Partial<FusedKernels>): void {
  registry.set(backend, { ...registry.get(backend), ...kernels });
}

/** The active backend's kernel of that name, if it has one. */
export const fusedKernel = <K extends FusedKernelName>(name: K): FusedKernels[K] | undefined =>
  registry.get(tf.getBackend())?.[name];
