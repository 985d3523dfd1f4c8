/** Constant kernels as convolutions read them: laid out once, and kept with their data. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { functions, type Handle } from '../addon.ts';
import { backend, floats } from '../kernel.ts';
import { ALGORITHMS } from '../tuning.ts';

interface Functions {
  /** Floats of a kernel that `convPack` lays out for `convForward`; 0 where it lays none out. */
  convPackedFloats(algorithm: number, sizes: Int32Array): number;
  convPack(algorithm: number, sizes: Int32Array, kernel: Handle, packed: Handle): void;
}

const native = functions<Functions>();

/** A layout of kernels. */
export interface Packing {
  /** Tells it from other layouts of the same kernel. */
  readonly name: string;
  /** 0: the kernel is read as it is. */
  readonly floats: number;
}

/** Of a convolution: its sizes as the addon takes them, and what each algorithm, by its code, makes of the kernel, once it was asked. */
interface Packings {
  readonly sizes: Int32Array;
  readonly packings: (Packing | undefined)[];
}

/** A constant kernel as this algorithm reads it, kept with its data; undefined where that is the kernel itself. */
export function packedKernel({ sizes, packings }: Packings, algorithm: number, kernel: TensorInfo): Handle | undefined {
  packings[algorithm] ??= packingOf(algorithm, sizes, kernel.shape);
  const { name, floats: count } = packings[algorithm];
  if (count === 0) return undefined;
  const from = floats(kernel);
  return backend.derived(kernel.dataId, name, 4 * count, into => native.convPack(algorithm, sizes, from, into));
}

function packingOf(algorithm: number, sizes: Int32Array, kernel: readonly number[]): Packing {
  const count = native.convPackedFloats(algorithm, sizes);
  // A tensor's data may serve as kernels of several shapes, and in several groups.
  return { name: `${ALGORITHMS[algorithm]} [${kernel}] ${sizes.at(-1)} ${count}`, floats: count };
}
