/** Batch normalisation with given statistics. */
import type { FusedBatchNormAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import { functions, type Handle } from '../addon.ts';
import { backend, handle, kernel, size, someFloats } from '../kernel.ts';

interface Functions {
  /** `vectors`: floats and buffer of mean, variance, offset, scale, which repeat themselves over c; a negative buffer: none */
  normalise(n: number, c: number, eps: number, x: Handle, ...vectors: number[]): void;
}

const native = functions<Functions>();

interface Inputs {
  readonly x: TensorInfo;
  readonly mean: TensorInfo;
  readonly variance: TensorInfo;
  readonly offset?: TensorInfo | null;
  readonly scale?: TensorInfo | null;
}

kernel<Inputs, FusedBatchNormAttrs>(
  'FusedBatchNorm',
  ({ x, mean, variance, offset, scale }, { varianceEpsilon }) => {
    const vectors = [mean, variance, offset, scale];
    const y = backend.output(x.shape);
    // Vectors may have x's shape, or any that lies along its last axes.
    const c = Math.max(...vectors.map(v => (v ? size(v) : 1)));
    const cycles = vectors.flatMap(v => (v ? [size(v), handle(v)] : [1, -1]));
    native.normalise(size(x) / c, c, varianceEpsilon, handle(x), ...cycles, handle(y));
    return y;
  },
  someFloats,
);
