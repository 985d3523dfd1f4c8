/** Convolutions in three directions, by the fastest algorithm. Maps are NHWC, kernels HWIO. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { functions, type Handle } from '../addon.ts';
import { backend, handle } from '../kernel.ts';
import { ALGORITHMS, type Algorithm, choose, deterministic } from '../tuning.ts';

interface Functions {
  convSupports(algorithm: number, sizes: Int32Array): boolean;
  convForward(
    algorithm: number,
    sizes: Int32Array,
    x: Handle,
    kernel: Handle,
    y: Handle,
    bias: Handle,
    sum: Handle,
    relu: boolean,
  ): void;
  convInputGradient(
    algorithm: number,
    sizes: Int32Array,
    dy: Handle,
    kernel: Handle,
    dx: Handle,
    accumulate: boolean,
  ): void;
  convKernelGradient(
    algorithm: number,
    sizes: Int32Array,
    x: Handle,
    dy: Handle,
    dkernel: Handle,
    deterministic: boolean,
  ): void;
}

const native = functions<Functions>();

/** height, width */
type Size = readonly [number, number];
/** [batch, height, width, channels] */
type MapShape = readonly [number, number, number, number];

/** A convolution of x by a kernel [height, width, x's channels / groups, y's channels] that gives y. */
export interface Convolution {
  /** For messages: the op's name as its caller knows it. */
  readonly name: string;
  readonly x: MapShape;
  readonly y: MapShape;
  readonly kernel: Size;
  readonly stride: Size;
  readonly dilation: Size;
  /** Rows above and columns left of x; what is right and below follows from y's size. */
  readonly pad: Size;
  readonly groups: number;
}

/** What follows the products: y = relu?(x ∗ kernel + bias + sum). */
export interface Epilogue {
  readonly bias?: TensorInfo | undefined;
  readonly sum?: TensorInfo | undefined;
  readonly relu?: boolean;
}

/** ConvShape of native/kernels/conv.h. @throws Error for an empty tensor */
function sizesOf({ name, x, y, kernel, stride, dilation, pad, groups }: Convolution): Int32Array {
  if ([...x, ...y, ...kernel].some(n => n < 1)) {
    throw new Error(
      `${name}: there is nothing to convolve in [${x}] by a ${kernel.join('×')} kernel to [${y}]; every size must be at least 1 (is the batch empty?)`,
    );
  }
  const [, outHeight, outWidth, outChannels] = y;
  return Int32Array.of(...x, outHeight, outWidth, outChannels, ...kernel, ...stride, ...dilation, ...pad, groups);
}

/** Below so many multiply-adds nothing is gained by a choice. */
const SMALL = 2e5;

interface Plan {
  readonly sizes: Int32Array;
  readonly key: string;
  readonly candidates: readonly Algorithm[];
  readonly rule: Algorithm;
}

function planOf(convolution: Convolution): Plan {
  const sizes = sizesOf(convolution);
  const { x, y, kernel, groups } = convolution;
  const [batch, outHeight, outWidth, outChannels] = y;
  const supports = (algorithm: Algorithm): boolean => native.convSupports(ALGORITHMS.indexOf(algorithm), sizes);
  const key = sizes.join(',');
  if (supports('depthwise')) return { sizes, key, candidates: ['depthwise'], rule: 'depthwise' };
  const fewest = Math.min(x[3], outChannels);
  const work = batch * outHeight * outWidth * outChannels * kernel[0] * kernel[1] * (x[3] / groups);
  if (work < SMALL || fewest < 8 || !supports('winograd'))
    return { sizes, key, candidates: ['direct'], rule: 'direct' };
  // Winograd's products have a row a tile of 4×4 outputs: with few of them its transforms of the kernel outweigh what it saves.
  const tiles = batch * Math.ceil(outHeight / 4) * Math.ceil(outWidth / 4);
  return { sizes, key, candidates: ['direct', 'winograd'], rule: fewest >= 16 && tiles >= 64 ? 'winograd' : 'direct' };
}

/** Plans by the tensors' and the window's sizes: the same few recur in every step of training. */
const plans = new Map<string, Plan>();

function planFor(convolution: Convolution): Plan {
  const { name, x, y, kernel, stride, dilation, pad, groups } = convolution;
  const key = `${name} ${x} ${y} ${kernel} ${stride} ${dilation} ${pad} ${groups}`;
  let plan = plans.get(key);
  if (!plan) {
    plan = planOf(convolution);
    plans.set(key, plan);
  }
  return plan;
}

/** A new tensor that the chosen algorithm fills. */
function produce(
  direction: string,
  { sizes, key, candidates, rule }: Plan,
  shape: readonly number[],
  fill: (algorithm: number, sizes: Int32Array, result: Handle) => void,
): TensorInfo {
  const result = backend.output(shape);
  const run = (algorithm: Algorithm): void => fill(ALGORITHMS.indexOf(algorithm), sizes, handle(result));
  try {
    run(choose({ key: `${direction} ${key}`, candidates, rule, run }));
    return result;
  } catch (error) {
    backend.free(result);
    throw error;
  }
}

const optional = (x: TensorInfo | undefined): Handle => (x ? handle(x) : -1);

/** y = relu?(x ∗ kernel + bias + sum) */
export function convolve(
  convolution: Convolution,
  x: TensorInfo,
  kernel: TensorInfo,
  { bias, sum, relu = false }: Epilogue = {},
): TensorInfo {
  return produce('forward', planFor(convolution), convolution.y, (algorithm, sizes, y) =>
    native.convForward(algorithm, sizes, handle(x), handle(kernel), y, optional(bias), optional(sum), relu),
  );
}

/** ∂L/∂x from dy = ∂L/∂y */
export function inputGradient(convolution: Convolution, dy: TensorInfo, kernel: TensorInfo): TensorInfo {
  return produce('input', planFor(convolution), convolution.x, (algorithm, sizes, dx) =>
    native.convInputGradient(algorithm, sizes, handle(dy), handle(kernel), dx, false),
  );
}

/** total ← total + ∂L/∂x, in place */
export function addInputGradient(
  convolution: Convolution,
  total: TensorInfo,
  dy: TensorInfo,
  kernel: TensorInfo,
): void {
  const { sizes, key, candidates, rule } = planFor(convolution);
  const fill = (algorithm: Algorithm, dx: TensorInfo, add: boolean): void =>
    native.convInputGradient(ALGORITHMS.indexOf(algorithm), sizes, handle(dy), handle(kernel), handle(dx), add);
  // What is timed runs several times, and mustn't add each time.
  let trial: TensorInfo | undefined;
  const run = (algorithm: Algorithm): void => {
    trial ??= backend.output(convolution.x);
    fill(algorithm, trial, false);
  };
  try {
    fill(choose({ key: `input ${key}`, candidates, rule, run }), total, true);
  } finally {
    if (trial) backend.free(trial);
  }
}

/** ∂L/∂kernel from dy = ∂L/∂y, in the shape given: the kernel's */
export function kernelGradient(
  convolution: Convolution,
  x: TensorInfo,
  dy: TensorInfo,
  shape: readonly number[],
): TensorInfo {
  return produce('kernel', planFor(convolution), shape, (algorithm, sizes, dkernel) =>
    native.convKernelGradient(algorithm, sizes, handle(x), handle(dy), dkernel, deterministic()),
  );
}
