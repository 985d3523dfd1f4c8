/** Random linear expressions that have one convolution as their smallest form. */
import {
  affine,
  avgPool,
  batchNorm,
  chain,
  concat,
  conv,
  dropout,
  identity,
  pad,
  scale,
  sum,
} from '../../src/layers/build.ts';
import { span } from '../../src/layers/shapes.ts';
import type { Layer, Padding, Shape, Size } from '../../src/layers/types.ts';

/**
 * Decisions read off a list of numbers; 0 once they run out. Each decision's first option is the simplest, so when
 * fast-check shortens the list and its numbers, the expression shrinks.
 */
export class Choices {
  readonly #numbers: readonly number[];
  #next = 0;
  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }
  below(n: number): number {
    return (this.#numbers[this.#next++] ?? 0) % n;
  }
  of<T>(options: readonly T[]): T {
    return options[this.below(options.length)]!;
  }
}

/** What every part of an expression must map: input to output, one output row every `stride` input rows. */
export interface Frame {
  readonly input: Shape;
  readonly output: Shape;
  readonly stride: Size;
}

const KERNELS: readonly Size[] = [
  [1, 1],
  [3, 3],
  [1, 3],
  [3, 1],
  [5, 5],
];
const CHANNELS = [2, 4, 1, 6, 3];

/** A map of odd or even size with the output that some convolution makes of it. */
export function randomFrame(choices: Choices): Frame {
  const [h, w] = [3 + choices.below(6), 3 + choices.below(6)];
  const stride = choices.of<Size>([
    [1, 1],
    [2, 2],
    [2, 1],
  ]);
  const kernel = choices.of(KERNELS);
  const size = (n: number, axis: 0 | 1) => {
    const covered = Math.max(n, kernel[axis]) + choices.below(3);
    return Math.floor((covered - kernel[axis]) / stride[axis]) + 1;
  };
  return { input: [h, w, choices.of(CHANNELS)], output: [size(h, 0), size(w, 1), choices.of(CHANNELS)], stride };
}

/** An expression over the frame, up to `depth` combinators deep and four branches wide. */
export function randomExpression(choices: Choices, frame: Frame, depth: number): Layer {
  const { input, output } = frame;
  const inner = () => randomExpression(choices, frame, depth - 1);
  const simple = () => (input[2] === output[2] ? randomDiagonal(choices, frame) : randomConv(choices, frame));
  if (depth === 0) return choices.of([() => randomConv(choices, frame), simple])();
  const branches = () => sum([randomConv(choices, frame), ...several(choices, 3, inner)]);
  const scaled = () =>
    chain([inner(), choices.of([batchNorm(), scale(), scale({ per: 'tensor' }), dropout(0.3), affine(2, 0.1)])]);
  return choices.of<() => Layer>([
    () => randomConv(choices, frame),
    simple,
    scaled,
    scaled,
    branches,
    branches,
    branches,
    () => joined(choices, frame, depth),
    () => joined(choices, frame, depth),
    () => pointwiseFirst(choices, frame),
    () => pointwiseLast(choices, frame, depth),
    () => pointwiseLast(choices, frame, depth),
    () => twoKernels(choices, frame),
  ])();
}

const several = (choices: Choices, most: number, make: () => Layer): Layer[] =>
  Array.from({ length: 1 + choices.below(most) }, make);

interface Window {
  readonly kernel: Size;
  readonly dilation: Size;
  readonly pad: Padding;
}

/**
 * A window with some padding that covers the frame; where the wanted kernel can't, the one that does without padding.
 */
function randomWindow(choices: Choices, { input, output, stride }: Frame): Window {
  const [wanted, spread] = [choices.of(KERNELS), choices.of([1, 2, 1])];
  const along = (axis: 0 | 1) => {
    const missing = stride[axis] * (output[axis]! - 1) + span(wanted[axis], spread) - input[axis]!;
    const most = missing + stride[axis] - 1;
    if (most < 0) {
      return { kernel: input[axis]! - stride[axis] * (output[axis]! - 1), dilation: 1, before: 0, after: 0 };
    }
    const total = Math.max(0, missing) + choices.below(most - Math.max(0, missing) + 1);
    const before = choices.below(total + 1);
    return { kernel: wanted[axis], dilation: spread, before, after: total - before };
  };
  const [rows, columns] = [along(0), along(1)];
  return {
    kernel: [rows.kernel, columns.kernel],
    dilation: [rows.dilation, columns.dilation],
    pad: [rows.before, rows.after, columns.before, columns.after],
  };
}

function randomGroups(choices: Choices, inputs: number, outputs: number): number {
  return choices.of([1, 2, 3, 4, 6].filter(g => inputs % g === 0 && outputs % g === 0));
}

function randomConv(choices: Choices, frame: Frame): Layer {
  const { kernel, ...window } = randomWindow(choices, frame);
  const groups = randomGroups(choices, frame.input[2]!, frame.output[2]!);
  const bias = choices.of([false, true]);
  return conv(frame.output[2]!, kernel, {
    ...window,
    stride: frame.stride,
    groups,
    bias,
    unitNorm: choices.below(8) === 7,
  });
}

/** A leaf without mixing of channels: identity or norm where sizes allow, or a pool. */
function randomDiagonal(choices: Choices, frame: Frame): Layer {
  const { input, output, stride } = frame;
  if (stride.every(s => s === 1) && input.every((n, axis) => n === output[axis])) {
    return choices.of([identity(), batchNorm(), scale(), affine(0.7, -0.4)]);
  }
  const { kernel, dilation, pad: border } = randomWindow(choices, frame);
  if (dilation.some(d => d > 1)) return conv(output[2]!, kernel, { dilation, pad: border, stride, groups: output[2]! });
  return choices.of([
    avgPool(kernel, { stride, pad: border }),
    chain([pad(border), avgPool(kernel, { stride, countPad: false })]),
    chain([batchNorm({ border }), avgPool(kernel, { stride })]),
  ]);
}

function joined(choices: Choices, frame: Frame, depth: number): Layer {
  const channels = frame.output[2]!;
  if (channels < 2) return randomConv(choices, frame);
  const first = 1 + choices.below(channels - 1);
  const part = (n: number) =>
    randomExpression(choices, { ...frame, output: [...frame.output.slice(0, 2), n] }, depth - 1);
  return concat([part(first), part(channels - first)]);
}

/** A pointwise conv, then a kernel: its padding stands behind no bias, or is done by the norm between (DBB). */
function pointwiseFirst(choices: Choices, frame: Frame): Layer {
  const { input, output, stride } = frame;
  const middle = choices.of(CHANNELS);
  const { kernel, dilation, pad: border } = randomWindow(choices, frame);
  const groups = randomGroups(choices, input[2]!, middle);
  const rest = { stride, dilation, bias: choices.of([false, true]), groups: randomGroups(choices, middle, output[2]!) };
  return choices.of([
    chain([conv(middle, 1, { groups }), conv(output[2]!, kernel, { ...rest, pad: border })]),
    chain([conv(middle, 1, { groups }), batchNorm({ border }), conv(output[2]!, kernel, { ...rest, pad: 0 })]),
  ]);
}

function pointwiseLast(choices: Choices, frame: Frame, depth: number): Layer {
  const middle = choices.of(CHANNELS);
  const first = randomExpression(choices, { ...frame, output: [...frame.output.slice(0, 2), middle] }, depth - 1);
  const groups = randomGroups(choices, middle, frame.output[2]!);
  return chain([first, conv(frame.output[2]!, 1, { groups, bias: choices.of([false, true]) })]);
}

/** Two kernels of which the second pads nothing. */
function twoKernels(choices: Choices, frame: Frame): Layer {
  const { input, output, stride } = frame;
  const second = choices.of(KERNELS);
  const size = (axis: 0 | 1) => stride[axis] * (output[axis]! - 1) + second[axis];
  const between: Frame = { input, output: [size(0), size(1), choices.of(CHANNELS)], stride: [1, 1] };
  return chain([
    randomConv(choices, between),
    conv(output[2]!, second, { stride, pad: 0, bias: choices.of([false, true]) }),
  ]);
}
