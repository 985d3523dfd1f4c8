/** Maps: pooling, resizing, normalisation; and reductions. */
import { backend_util } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { axis, type Call, cases, EPSILON, type Operand, ofSum, shape, type Table, tensor } from './call.ts';

const maps = fc
  .tuple(fc.integer({ min: 1, max: 3 }), axis, axis, axis)
  .filter(s => s.reduce((n, k) => n * k, 1) <= 6000);

const pools = fc
  .record({
    x: maps,
    filterSize: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
    strides: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    pad: fc.constantFrom<'same' | 'valid'>('same', 'valid'),
  })
  .map(({ x, ...attrs }) => ({
    x,
    attrs,
    y: backend_util.computePool2DInfo(x, attrs.filterSize, attrs.strides, 1, attrs.pad).outShape,
  }))
  .filter(({ y }) => y.every(n => n >= 1));

/** A tensor and its maxima, which are one of its gradient's operands: of the same draw. */
const pooled = (kernel: string) =>
  pools.chain(({ x, y, attrs }) =>
    fc.record({ input: tensor(x), dy: tensor(y) }).map(({ input, dy }) => {
      const output: Call = { kernel: 'MaxPool', inputs: { x: input }, attrs };
      const inputs: Record<string, Operand> = kernel === 'MaxPoolGrad' ? { dy, input, output } : { dy, input };
      return { kernel, inputs, attrs, tolerance: 32 * EPSILON };
    }),
  );

const sizes = fc.tuple(axis, axis);
const corners = fc.constantFrom(
  { alignCorners: false, halfPixelCenters: false },
  { alignCorners: true, halfPixelCenters: false },
  { alignCorners: false, halfPixelCenters: true },
);
const resize = (kernel: string) =>
  [
    kernel,
    cases(
      kernel,
      fc.record({ x: maps, size: sizes, c: corners }),
      ({ x }) => ({ images: tensor(x) }),
      ({ size, c }) => ({ size, ...c }),
      64 * EPSILON,
    ),
  ] as const;
// cpu's gradients know no half-pixel centres, are right for a single square image only, and never end where that is one pixel.
const squares = fc.record({
  side: fc.integer({ min: 2, max: 12 }),
  channels: axis,
  size: sizes,
  alignCorners: fc.boolean(),
});
const resizeGradient = (kernel: string) =>
  [
    kernel,
    cases(
      kernel,
      squares,
      ({ side, channels, size }) => ({ images: tensor([1, side, side, channels]), dy: tensor([1, ...size, channels]) }),
      ({ alignCorners }) => ({ alignCorners }),
      ({ size: [h, w] }) => ofSum(h * w),
    ),
  ] as const;

/** A shape with some of its axes, in rising order; one at least. */
const withAxes = shape(1, 5).chain(s =>
  fc.record({ s: fc.constant(s), axes: fc.subarray([...s.keys()], { minLength: 1 }), keepDims: fc.boolean() }),
);
type WithAxes = { s: number[]; axes: number[]; keepDims: boolean };
const folded = ({ s, axes }: WithAxes): number => axes.reduce((n, a) => n * s[a]!, 1);

const reduction = (
  kernel: string,
  options: Parameters<typeof tensor>[1] = {},
  tolerance: (p: WithAxes) => number = () => 0,
) =>
  [
    kernel,
    cases(
      kernel,
      withAxes,
      ({ s }) => ({ x: tensor(s, options) }),
      ({ axes, keepDims }) => ({ [kernel === 'Max' ? 'reductionIndices' : 'axis']: axes, keepDims }),
      tolerance,
    ),
  ] as const;
const withAxis = shape(1, 4).chain(s =>
  fc.record({ s: fc.constant(s), axis: fc.nat({ max: s.length - 1 }), exclusive: fc.boolean(), reverse: fc.boolean() }),
);
const arg = (kernel: string) =>
  [
    kernel,
    cases(
      kernel,
      withAxis,
      ({ s }) => ({ x: tensor(s, { low: -4, high: 4, whole: true }) }),
      p => ({ axis: p.axis }),
    ),
  ] as const;

/** What softmax's exponentials and their sum may be off by. */
const SOFTMAX = 64 * EPSILON;
const normed = shape(4, 4);

export const mapKernels: Table = {
  MaxPool: cases(
    'MaxPool',
    pools,
    ({ x }) => ({ x: tensor(x) }),
    ({ attrs }) => attrs,
  ),
  AvgPool: cases(
    'AvgPool',
    pools,
    ({ x }) => ({ x: tensor(x) }),
    ({ attrs }) => attrs,
    32 * EPSILON,
  ),
  MaxPoolGrad: pooled('MaxPoolGrad'),
  AvgPoolGrad: pooled('AvgPoolGrad'),
  ...Object.fromEntries([resize('ResizeBilinear'), resize('ResizeNearestNeighbor')]),
  ...Object.fromEntries([resizeGradient('ResizeBilinearGrad'), resizeGradient('ResizeNearestNeighborGrad')]),
  FusedBatchNorm: cases(
    'FusedBatchNorm',
    fc.tuple(normed, fc.boolean(), fc.boolean()),
    ([s, offset, scale]) => ({
      x: tensor(s),
      mean: tensor([s[3]!]),
      variance: tensor([s[3]!], { low: 0.1, high: 3 }),
      offset: offset ? tensor([s[3]!]) : fc.constant(undefined),
      scale: scale ? tensor([s[3]!]) : fc.constant(undefined),
    }),
    () => ({ varianceEpsilon: 1e-3 }),
    64 * EPSILON,
  ),
  Softmax: cases(
    'Softmax',
    shape(2, 2),
    s => ({ logits: tensor(s, { low: -9, high: 9 }) }),
    () => ({ dim: 1 }),
    SOFTMAX,
  ),
  LogSoftmax: cases(
    'LogSoftmax',
    shape(2, 2),
    s => ({ logits: tensor(s, { low: -9, high: 9 }) }),
    () => ({ axis: 1 }),
    SOFTMAX,
  ),
  ...Object.fromEntries([
    reduction('Sum', {}, p => ofSum(folded(p))),
    reduction('Mean', {}, p => ofSum(folded(p)) / folded(p)),
    reduction('Prod', { low: 0.8, high: 1.2 }, p => 4 * EPSILON * folded(p)),
    ...['Max', 'Min'].map(kernel => reduction(kernel)),
    ...['All', 'Any'].map(kernel => reduction(kernel, { dtype: 'bool' })),
    ...['ArgMax', 'ArgMin'].map(arg),
  ]),
  Cumsum: cases(
    'Cumsum',
    withAxis,
    ({ s }) => ({ x: tensor(s) }),
    ({ axis: a, exclusive, reverse }) => ({ axis: a, exclusive, reverse }),
    ({ s, axis: a }) => ofSum(s[a]!),
  ),
};
