/** Activations that tfjs fuses into products and convolutions; here they run as separate kernels after them. */
import { getKernel, type TensorInfo } from '@tensorflow/tfjs-core';
import { BACKEND, backend } from '../kernel.ts';

/** tfjs's names of activations, and the kernels that compute them. */
const KERNELS: Readonly<Record<string, string>> = {
  relu: 'Relu',
  relu6: 'Relu6',
  elu: 'Elu',
  sigmoid: 'Sigmoid',
  leakyrelu: 'LeakyRelu',
  prelu: 'Prelu',
};

/** An activation with its parameters, as tfjs passes them. */
export interface Activation {
  readonly activation?: string | undefined;
  /** of 'prelu': the slopes below zero */
  readonly alpha?: TensorInfo | undefined;
  /** of 'leakyrelu' */
  readonly leakyreluAlpha?: number | undefined;
}

/** f(x); consumes x. @throws Error for an unknown activation */
export function activate(x: TensorInfo, { activation = 'linear', alpha, leakyreluAlpha }: Activation): TensorInfo {
  if (activation === 'linear') return x;
  const name = KERNELS[activation];
  try {
    const kernel = name === undefined ? null : getKernel(name, BACKEND);
    if (!kernel) throw new Error(`native: unknown activation '${activation}'`);
    const inputs = activation === 'prelu' ? { x, alpha: alpha! } : { x };
    return kernel.kernelFunc({ inputs, attrs: { alpha: leakyreluAlpha ?? 0.2 }, backend }) as TensorInfo;
  } finally {
    backend.free(x);
  }
}
