/** Convolutions in three directions, by the fastest algorithm. Maps are NHWC, kernels HWIO. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { functions, type Handle } from '../addon.ts';
import { backend, floats } from '../kernel.ts';
import { ALGORITHMS, type Algorithm, choose, chosen, deterministic, type Run, type Task } from '../tuning.ts';
import { type Packing, packedKernel } from './conv-pack.ts';
import { filled } from './fill.ts';

interface Functions {
  convSupports(algorithm: number, sizes: Int32Array): boolean;
  convForward(
    algorithm: number,
    sizes: Int32Array,
    x: Handle,
    kernel: Handle,
    packed: boolean,
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

/** What is added to the products: y = relu?(x ∗ kernel + bias + sum). */
export interface Epilogue {
  readonly bias?: TensorInfo | undefined;
  readonly sum?: TensorInfo | undefined;
  readonly relu?: boolean;
}

/** A convolution as the addon takes it, and the tasks of its three directions. */
interface Plan {
  /** ConvShape of native/kernels/conv.h */
  readonly sizes: Int32Array;
  readonly tasks: Readonly<Record<Direction, Task>>;
  /** How each algorithm, by its code, packs the kernel; found when it is first asked for. */
  readonly packings: (Packing | undefined)[];
}
/** `constant`: forward by a kernel that is laid out already, for which another algorithm may be the fastest. */
type Direction = 'forward' | 'constant' | 'input' | 'kernel';

/** Number of multiply-adds below which timing algorithms doesn't pay. */
const SMALL = 2e5;

/** Whether one of the maps has no elements: then every gradient is zero. */
const isEmpty = ({ x, y }: Convolution): boolean => x.includes(0) || y.includes(0);

/** @throws Error for an empty tensor */
function planOf({ name, x, y, kernel, groups }: Convolution, sizes: Int32Array): Plan {
  if ([...x, ...y, ...kernel].some(n => n < 1)) {
    throw new Error(
      `${name}: there is nothing to convolve in [${x}] by a ${kernel.join('×')} kernel to [${y}]; every size must be at least 1 (is the batch empty?)`,
    );
  }
  const [batch, outHeight, outWidth, outChannels] = y;
  const supports = (algorithm: Algorithm): boolean => native.convSupports(ALGORITHMS.indexOf(algorithm), sizes);
  const plan = (candidates: readonly Algorithm[], rule: Algorithm): Plan => {
    const task = (direction: Direction): Task => ({ key: `${direction} ${sizes.join(',')}`, candidates, rule });
    const [forward, constant] = [task('forward'), task('constant')];
    return { sizes, tasks: { forward, constant, input: task('input'), kernel: task('kernel') }, packings: [] };
  };
  if (supports('depthwise')) return plan(['depthwise'], 'depthwise');
  const [fewest, most] = [Math.min(x[3], outChannels), Math.max(x[3], outChannels)];
  const work = batch * outHeight * outWidth * outChannels * kernel[0] * kernel[1] * (x[3] / groups);
  if (work < SMALL || fewest < 8 || !supports('winograd')) return plan(['direct'], 'direct');
  // Winograd's products have one row per tile of 4×4 outputs: with few rows, transforming the kernel costs more than they save.
  const tiles = batch * Math.ceil(outHeight / 4) * Math.ceil(outWidth / 4);
  const wide = fewest >= 16 || most >= 64;
  return plan(['direct', 'winograd'], wide && tiles >= 64 ? 'winograd' : 'direct');
}

/** ConvShape of native/kernels/conv.h, number by number. */
function writeSizes(into: Int32Array, { x, y, kernel, stride, dilation, pad, groups }: Convolution): void {
  let at = 0;
  for (let i = 0; i < 4; i++) into[at++] = x[i]!;
  for (let i = 1; i < 4; i++) into[at++] = y[i]!;
  for (const size of [kernel, stride, dilation, pad]) {
    into[at++] = size[0];
    into[at++] = size[1];
  }
  into[at] = groups;
}

/** Plans by a hash of their sizes: the same few recur in every step of training, where a string of them would cost to make. */
const plans = new Map<number, Plan[]>();
const wanted = new Int32Array(16);

function isWanted(sizes: Int32Array): boolean {
  for (let i = 0; i < wanted.length; i++) if (sizes[i] !== wanted[i]) return false;
  return true;
}

function planFor(convolution: Convolution): Plan {
  writeSizes(wanted, convolution);
  let hash = 0;
  for (let i = 0; i < wanted.length; i++) hash = (Math.imul(hash, 31) + wanted[i]!) | 0;
  const alike = plans.get(hash) ?? [];
  const known = alike.find(({ sizes }) => isWanted(sizes));
  if (known !== undefined) return known;
  const plan = planOf(convolution, wanted.slice());
  plans.set(hash, [...alike, plan]);
  return plan;
}

/** A new tensor that the chosen algorithm fills. */
function produce(
  { sizes, tasks }: Plan,
  direction: Direction,
  shape: readonly number[],
  fill: (algorithm: number, sizes: Int32Array, result: Handle) => void,
): TensorInfo {
  const result = backend.output(shape);
  const into = floats(result);
  const task = tasks[direction];
  try {
    const algorithm = chosen(task) ?? choose(task, one => fill(ALGORITHMS.indexOf(one), sizes, into));
    fill(ALGORITHMS.indexOf(algorithm), sizes, into);
    return result;
  } catch (error) {
    backend.free(result);
    throw error;
  }
}

const optional = (x: TensorInfo | undefined): Handle => (x ? floats(x) : -1);

/** y = relu?(x ∗ kernel + bias + sum) */
export function convolve(
  convolution: Convolution,
  x: TensorInfo,
  kernel: TensorInfo,
  { bias, sum, relu = false }: Epilogue = {},
): TensorInfo {
  if (convolution.y.includes(0)) return backend.output(convolution.y);
  const plan = planFor(convolution);
  const constant = backend.isConstant(kernel.dataId);
  const timed = constant && chosen(plan.tasks.constant) === undefined;
  const y = produce(plan, constant ? 'constant' : 'forward', convolution.y, (algorithm, sizes, y) => {
    const packed = constant ? packedKernel(plan, algorithm, kernel) : undefined;
    const read = packed ?? floats(kernel);
    native.convForward(algorithm, sizes, floats(x), read, packed !== undefined, y, optional(bias), optional(sum), relu);
  });
  // Among them are layouts of algorithms that weren't chosen.
  if (timed) backend.dropDerived(kernel.dataId);
  return y;
}

/** ∂L/∂x from dy = ∂L/∂y */
export function inputGradient(convolution: Convolution, dy: TensorInfo, kernel: TensorInfo): TensorInfo {
  if (isEmpty(convolution)) return filled(convolution.x, 'float32', 0);
  return produce(planFor(convolution), 'input', convolution.x, (algorithm, sizes, dx) =>
    native.convInputGradient(algorithm, sizes, floats(dy), floats(kernel), dx, false),
  );
}

/** total ← total + ∂L/∂x, in place */
export function addInputGradient(
  convolution: Convolution,
  total: TensorInfo,
  dy: TensorInfo,
  kernel: TensorInfo,
): void {
  if (isEmpty(convolution)) return;
  const { sizes, tasks } = planFor(convolution);
  const algorithm = chosen(tasks.input) ?? fastestOnTrial(convolution, dy, kernel);
  native.convInputGradient(ALGORITHMS.indexOf(algorithm), sizes, floats(dy), floats(kernel), floats(total), true);
}

/** The algorithm for an input gradient, timed on a map of its own: each of the runs would add to the total. */
function fastestOnTrial(convolution: Convolution, dy: TensorInfo, kernel: TensorInfo): Algorithm {
  const { sizes, tasks } = planFor(convolution);
  const trial = backend.output(convolution.x);
  const run: Run = algorithm =>
    native.convInputGradient(ALGORITHMS.indexOf(algorithm), sizes, floats(dy), floats(kernel), floats(trial), false);
  try {
    return choose(tasks.input, run);
  } finally {
    backend.free(trial);
  }
}

/** ∂L/∂kernel from dy = ∂L/∂y, in the shape given: the kernel's */
export function kernelGradient(
  convolution: Convolution,
  x: TensorInfo,
  dy: TensorInfo,
  shape: readonly number[],
): TensorInfo {
  if (isEmpty(convolution)) return filled(shape, 'float32', 0);
  return produce(planFor(convolution), 'kernel', shape, (algorithm, sizes, dkernel) =>
    native.convKernelGradient(algorithm, sizes, floats(x), floats(dy), dkernel, deterministic()),
  );
}
