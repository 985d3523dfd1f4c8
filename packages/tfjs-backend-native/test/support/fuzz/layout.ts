/** Kernels that move elements: no tolerance, but for the one that adds. */
import fc from 'fast-check';
import { cases, type Drawn, ofSum, shape, type Table, tensor } from './call.ts';

const dtypes = fc.constantFrom<Drawn['dtype']>('float32', 'int32', 'bool');
type Range = Partial<Omit<Drawn, 'shape' | 'seed'>>;
const any = fc.record({ s: shape(1, 5), dtype: dtypes });
const range = (dtype: Drawn['dtype']): Range => (dtype === 'bool' ? { dtype } : { dtype, low: -50, high: 50 });

/** A shape with a number drawn for each of its axes. */
const perAxis = <T>(least: number, most: number, draw: (size: number) => fc.Arbitrary<T>) =>
  shape(least, most).chain(s => fc.record({ s: fc.constant(s), p: fc.tuple(...s.map(draw)) }));

const small = fc.integer({ min: 0, max: 3 });
const withAxis = shape(1, 5).chain(s => fc.record({ s: fc.constant(s), axis: fc.nat({ max: s.length - 1 }) }));
const listed = (kernel: string, one: fc.Arbitrary<{ s: number[]; axis: number }>, grows: boolean) =>
  fc
    .tuple(one, fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }))
    .chain(([{ s, axis }, counts]) =>
      fc
        .tuple(...counts.map(n => tensor(grows ? s.with(axis, n) : s)))
        .map(inputs => ({ kernel, inputs, attrs: { axis }, tolerance: 0 })),
    );

const blocks = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
    cells: fc.tuple(small, small),
    block: fc.constantFrom([2, 2], [1, 3], [3, 2]),
    channels: fc.integer({ min: 1, max: 9 }),
  })
  .map(({ batch, cells, block, channels }) => ({ batch, cells: cells.map(n => n + 1), block, channels }));

const begins = perAxis(1, 5, n =>
  fc.tuple(fc.nat({ max: n - 1 }), fc.nat({ max: n - 1 }), fc.integer({ min: 1, max: 3 })),
);
const span = ([a, b]: readonly [number, number, ...number[]]): [begin: number, end: number] => [
  Math.min(a, b),
  Math.max(a, b) + 1,
];

export const layout: Table = {
  Transpose: cases(
    'Transpose',
    shape(1, 6).chain(s =>
      fc.record({
        s: fc.constant(s),
        perm: fc.shuffledSubarray([...s.keys()], { minLength: s.length }),
        dtype: dtypes,
      }),
    ),
    ({ s, dtype }) => ({ x: tensor(s, range(dtype)) }),
    ({ perm }) => ({ perm }),
  ),
  Reshape: cases(
    'Reshape',
    any,
    ({ s, dtype }) => ({ x: tensor(s, range(dtype)) }),
    ({ s }) => ({ shape: [...s].reverse() }),
  ),
  ExpandDims: cases(
    'ExpandDims',
    withAxis,
    ({ s }) => ({ input: tensor(s) }),
    ({ axis }) => ({ dim: axis }),
  ),
  Slice: cases(
    'Slice',
    begins,
    ({ s }) => ({ x: tensor(s) }),
    ({ p }) => ({ begin: p.map(t => span(t)[0]), size: p.map(t => span(t)[1] - span(t)[0]) }),
  ),
  StridedSlice: cases(
    'StridedSlice',
    begins,
    ({ s }) => ({ x: tensor(s) }),
    ({ p }) => ({
      ...{ begin: p.map(t => span(t)[0]), end: p.map(t => span(t)[1]), strides: p.map(t => t[2]) },
      ...{ beginMask: 0, endMask: 0, ellipsisMask: 0, newAxisMask: 0, shrinkAxisMask: 0 },
    }),
  ),
  Concat: listed('Concat', withAxis, true),
  Pack: listed('Pack', withAxis, false),
  Unpack: cases(
    'Unpack',
    withAxis,
    ({ s }) => ({ value: tensor(s) }),
    ({ axis }) => ({ axis }),
  ),
  SplitV: cases(
    'SplitV',
    withAxis,
    ({ s, axis }) => ({ x: tensor(s.with(axis, s[axis]! + 2)) }),
    ({ s, axis }) => ({ numOrSizeSplits: [1, s[axis]!, 1], axis }),
  ),
  PadV2: cases(
    'PadV2',
    perAxis(1, 4, () => fc.tuple(small, small)),
    ({ s }) => ({ x: tensor(s) }),
    ({ p }) => ({ paddings: p, constantValue: 0.5 }),
  ),
  MirrorPad: cases(
    'MirrorPad',
    perAxis(1, 4, n => fc.tuple(fc.nat({ max: Math.min(3, n - 1) }), fc.nat({ max: Math.min(3, n - 1) }))).chain(p =>
      fc.record({ p: fc.constant(p), mode: fc.constantFrom('reflect', 'symmetric') }),
    ),
    ({ p: { s } }) => ({ x: tensor(s) }),
    ({ p: { p }, mode }) => ({ paddings: p, mode }),
  ),
  Reverse: cases(
    'Reverse',
    shape(1, 5).chain(s => fc.record({ s: fc.constant(s), dims: fc.subarray([...s.keys()]) })),
    ({ s }) => ({ x: tensor(s) }),
    ({ dims }) => ({ dims }),
  ),
  FlipLeftRight: cases('FlipLeftRight', shape(4, 4), s => ({ image: tensor(s) })),
  Tile: cases(
    'Tile',
    perAxis(1, 4, () => fc.integer({ min: 1, max: 3 })),
    ({ s }) => ({ x: tensor(s) }),
    ({ p }) => ({ reps: p }),
  ),
  GatherV2: cases(
    'GatherV2',
    fc.record({ at: withAxis, indices: shape(1, 2) }),
    ({ at: { s, axis }, indices }) => ({
      x: tensor(s),
      indices: tensor(indices, { dtype: 'int32', low: 0, high: s[axis]! }),
    }),
    ({ at: { axis } }) => ({ axis, batchDims: 0 }),
  ),
  OneHot: cases(
    'OneHot',
    fc.record({ s: shape(1, 3), depth: fc.integer({ min: 1, max: 20 }) }),
    ({ s, depth }) => ({ indices: tensor(s, { dtype: 'int32', low: -1, high: depth + 1 }) }),
    ({ depth }) => ({ depth, onValue: 2, offValue: -1, dtype: 'float32' }),
  ),
  UnsortedSegmentSum: cases(
    'UnsortedSegmentSum',
    fc.record({ s: shape(1, 4), n: fc.integer({ min: 1, max: 7 }) }),
    ({ s, n }) => ({ x: tensor(s), segmentIds: tensor([s[0]!], { dtype: 'int32', low: 0, high: n }) }),
    ({ n }) => ({ numSegments: n }),
    ({ s }) => ofSum(s[0]!),
  ),
  DepthToSpace: cases(
    'DepthToSpace',
    fc.record({ s: shape(3, 3), block: fc.integer({ min: 2, max: 3 }), channels: fc.integer({ min: 1, max: 5 }) }),
    ({ s, block, channels }) => ({ x: tensor([s[0]!, s[1]!, s[2]!, channels * block * block]) }),
    ({ block }) => ({ blockSize: block, dataFormat: 'NHWC' }),
  ),
  SpaceToBatchND: cases(
    'SpaceToBatchND',
    blocks,
    ({ batch, cells: [h, w], block: [y, x], channels }) => ({
      x: tensor([batch, h! * y! - 1 + (y! === 1 ? 1 : 0), w! * x!, channels]),
    }),
    ({ block }) => ({
      blockShape: block,
      paddings: [
        [0, block[0] === 1 ? 0 : 1],
        [0, 0],
      ],
    }),
  ),
  BatchToSpaceND: cases(
    'BatchToSpaceND',
    blocks,
    ({ batch, cells: [h, w], block: [y, x], channels }) => ({ x: tensor([batch * y! * x!, h!, w!, channels]) }),
    ({ block }) => ({
      blockShape: block,
      crops: [
        [0, 0],
        [0, 0],
      ],
    }),
  ),
};
