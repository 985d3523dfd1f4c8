/** Products: matrices, and convolutions in their three directions. */
import { backend_util } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { axis, cases, ofSum, type Table, tensor } from './call.ts';

type Four = [number, number, number, number];
/** What F(6×6, 3×3) and smaller Winograd transforms make of rounding errors, at most, on numbers of one size. */
const WINOGRAD = 32;
/** Multiply-adds of a case: cpu takes some milliseconds for them. */
const MOST = 400_000;

const matrices = fc
  .record({
    ...{ batch: fc.constantFrom([1, 1], [3, 3], [1, 3], [3, 1]), rows: axis, columns: axis, inner: axis },
    ...{ transposeA: fc.boolean(), transposeB: fc.boolean() },
    ...{ bias: fc.boolean(), activation: fc.constantFrom('linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu') },
  })
  .map(m => ({
    ...m,
    a: [m.batch[0]!, ...(m.transposeA ? [m.inner, m.rows] : [m.rows, m.inner])],
    b: [m.batch[1]!, ...(m.transposeB ? [m.columns, m.inner] : [m.inner, m.columns])],
  }));

type Pad = 'same' | 'valid' | number | [number, number][];
const sides = fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 3 }));
const pads: fc.Arbitrary<Pad> = fc.oneof(
  fc.constantFrom<Pad>('same', 'valid'),
  fc.nat({ max: 2 }),
  fc.tuple(sides, sides).map(([y, x]): Pad => [[0, 0], y, x, [0, 0]]),
);
/** 3×3 most of all: the kernels have their own ways for it. */
const kernelSize = fc.oneof(
  { weight: 3, arbitrary: fc.constant([3, 3] as const) },
  { weight: 1, arbitrary: fc.constant([1, 1] as const) },
  { weight: 2, arbitrary: fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 })) },
);
/** tfjs allows strides or dilations, not both. */
const steps = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ strides: [1, 1], dilations: [1, 1] }) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }))
      .map(strides => ({ strides, dilations: [1, 1] })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }))
      .map(dilations => ({ strides: [1, 1], dilations })),
  },
);

/** Convolutions whose output has at least one place. `dense`: grouped ones are the backend's own, cpu has none. */
const convolutions = (depthwise: boolean, dilates = true) =>
  fc
    .record({
      batch: fc.integer({ min: 1, max: 3 }),
      height: axis,
      width: axis,
      ins: axis,
      outs: axis,
      kernel: kernelSize,
      pad: pads,
      step: steps,
      bias: fc.boolean(),
    })
    .map(({ batch, height, width, ins, outs, kernel, pad, step: { strides, dilations }, bias }) => {
      const x: Four = [batch, height, width, ins];
      const filter: Four = [kernel[0], kernel[1], ins, depthwise ? 1 + (outs % 3) : outs];
      const attrs = {
        strides: strides as [number, number],
        pad,
        dataFormat: 'NHWC',
        dilations: (dilates ? dilations : [1, 1]) as [number, number],
      };
      const { outShape, dilationHeight, dilationWidth } = backend_util.computeConv2DInfo(
        x,
        filter,
        attrs.strides,
        attrs.dilations,
        pad as 'same',
        undefined,
        depthwise,
      );
      return { x, filter, attrs, bias, y: outShape, reach: [dilationHeight, dilationWidth] };
    })
    .filter(({ x, y, filter }) => {
      const products = y.reduce((n, k) => n * k, 1) * filter[0] * filter[1] * (depthwise ? 1 : x[3]);
      return y.every(n => n >= 1) && products <= MOST;
    });

const dense = convolutions(false);
// tfjs's cpu backend has gradients for dilation 1 only.
const undilated = convolutions(false, false);
const depthwise = convolutions(true);

const sumOverKernel = ({ filter: [h, w, ins] }: { filter: Four }) => ofSum(h * w * ins, WINOGRAD);
const activations = fc.constantFrom('linear', 'relu', 'relu6', 'elu', 'sigmoid');

export const linear: Table = {
  BatchMatMul: cases(
    'BatchMatMul',
    matrices,
    ({ a, b }) => ({ a: tensor(a), b: tensor(b) }),
    ({ transposeA, transposeB }) => ({ transposeA, transposeB }),
    ({ inner }) => ofSum(inner),
  ),
  _FusedMatMul: cases(
    '_FusedMatMul',
    matrices,
    ({ a, b, bias, columns }) => ({
      a: tensor(a),
      b: tensor(b),
      bias: bias ? tensor([columns]) : fc.constant(undefined),
    }),
    ({ transposeA, transposeB, activation }) => ({ transposeA, transposeB, activation, leakyreluAlpha: 0.2 }),
    ({ inner }) => ofSum(inner + 1),
  ),
  Conv2D: cases(
    'Conv2D',
    dense,
    ({ x, filter }) => ({ x: tensor(x), filter: tensor(filter) }),
    ({ attrs }) => attrs,
    sumOverKernel,
  ),
  FusedConv2D: cases(
    'FusedConv2D',
    fc.tuple(dense, activations),
    ([{ x, filter, bias, y }]) => ({
      x: tensor(x),
      filter: tensor(filter),
      bias: bias ? tensor([y[3]]) : fc.constant(undefined),
    }),
    ([{ attrs }, activation]) => ({ ...attrs, activation }),
    ([c]) => sumOverKernel(c),
  ),
  Conv2DBackpropInput: cases(
    'Conv2DBackpropInput',
    undilated,
    ({ y, filter }) => ({ dy: tensor(y), filter: tensor(filter) }),
    ({ attrs, x }) => ({ ...attrs, inputShape: x }),
    ({ filter: [h, w, , outs] }) => ofSum(h * w * outs, WINOGRAD),
  ),
  Conv2DBackpropFilter: cases(
    'Conv2DBackpropFilter',
    undilated,
    ({ x, y }) => ({ x: tensor(x), dy: tensor(y) }),
    ({ attrs, filter }) => ({ ...attrs, filterShape: filter }),
    ({ y: [n, h, w] }) => ofSum(n * h * w, WINOGRAD),
  ),
  DepthwiseConv2dNative: cases(
    'DepthwiseConv2dNative',
    depthwise,
    ({ x, filter }) => ({ x: tensor(x), filter: tensor(filter) }),
    ({ attrs }) => attrs,
    ({ filter: [h, w] }) => ofSum(h * w),
  ),
  FusedDepthwiseConv2D: cases(
    'FusedDepthwiseConv2D',
    fc.tuple(depthwise, activations),
    ([{ x, filter, bias, y }]) => ({
      x: tensor(x),
      filter: tensor(filter),
      bias: bias ? tensor([y[3]]) : fc.constant(undefined),
    }),
    ([{ attrs }, activation]) => ({ ...attrs, activation }),
    ([
      {
        filter: [h, w],
      },
    ]) => ofSum(h * w + 1),
  ),
  DepthwiseConv2dNativeBackpropInput: cases(
    'DepthwiseConv2dNativeBackpropInput',
    depthwise.filter(({ reach }) => reach.every(d => d === 1)),
    ({ y, filter }) => ({ dy: tensor(y), filter: tensor(filter) }),
    ({ attrs, x }) => ({ ...attrs, inputShape: x }),
    ({ filter: [h, w, , m] }) => ofSum(h * w * m),
  ),
  DepthwiseConv2dNativeBackpropFilter: cases(
    'DepthwiseConv2dNativeBackpropFilter',
    depthwise.filter(({ reach }) => reach.every(d => d === 1)),
    ({ x, y }) => ({ x: tensor(x), dy: tensor(y) }),
    ({ attrs, filter }) => ({ ...attrs, filterShape: filter }),
    ({ y: [n, h, w] }) => ofSum(n * h * w),
  ),
};
