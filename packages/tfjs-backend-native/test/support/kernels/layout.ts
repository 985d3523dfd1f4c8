/** Kernels that move, choose and count elements, and those on strings. */
import { type Examples, example, fixed, floats, given, indices } from './example.ts';

const box = { planes: 2, rows: 3, columns: 5 };
const map = { batch: 2, height: 4, width: 6, channels: 4 };
const noMasks = { beginMask: 0, endMask: 0, ellipsisMask: 0, newAxisMask: 0, shrinkAxisMask: 0 };

/** Calls with one operand [planes, rows, columns] under that name. */
const of = (name: string, attrs: (sizes: Record<keyof typeof box, number>) => object) =>
  example(box, sizes => ({
    inputs: { [name]: floats(sizes.planes, sizes.rows, sizes.columns) },
    attrs: attrs(sizes) as Record<string, unknown>,
  }));
const ofMap = (name: string, attrs: Record<string, unknown>) =>
  example(map, ({ batch, height, width, channels }) => ({
    inputs: { [name]: floats(batch, height, width, channels) },
    attrs,
  }));
const ofNumbers = (name: string, attrs: Record<string, unknown> = {}) =>
  example({ n: 6 }, ({ n }) => ({ inputs: { [name]: floats(n) }, attrs }));

const boxes = { shape: [3, 4], dtype: 'float32', values: [0, 0, 1, 1, 0, 0.1, 1, 1.1, 0, 2, 1, 3] } as const;
const suppression = {
  inputs: { boxes, scores: given('float32', 0.5, 0.75, 0.25) },
  attrs: { maxOutputSize: 3, iouThreshold: 0.5, scoreThreshold: 0 },
};
const sparse = { shape: [4, 2], dtype: 'int32', values: [0, 1, 1, 0, 1, 2, 3, 3] } as const;
const segments = example({ rows: 4, columns: 3 }, ({ rows, columns }) => ({
  inputs: { data: floats(rows, columns), indices: given('int32', 0, 3, 1), segmentIds: given('int32', 0, 0, 1) },
}));

export const layout: Examples = {
  Transpose: [
    [0, 1, 2],
    [2, 0, 1],
    [1, 0, 2],
  ].map(perm => of('x', () => ({ perm }))),
  Reshape: [of('x', ({ planes, rows, columns }) => ({ shape: [columns, planes, rows] }))],
  ExpandDims: [of('input', () => ({ dim: 1 })), fixed({ inputs: { input: floats() }, attrs: { dim: 0 } })],
  Slice: [
    of('x', ({ planes, rows, columns }) => ({ begin: [0, 0, 0], size: [planes, rows, Math.max(0, columns - 2)] })),
    of('x', ({ planes, rows }) => ({ begin: [0, 0, 0], size: [planes, rows, 0] })),
  ],
  StridedSlice: [
    of('x', ({ planes, rows, columns }) => ({
      begin: [0, 0, 0],
      end: [planes, rows, columns],
      strides: [1, 2, 3],
      ...noMasks,
    })),
  ],
  Concat: [0, 1].map(axis =>
    example({ rows: 3, columns: 5 }, ({ rows, columns }) => ({
      inputs: [floats(rows, columns), floats(rows, columns), floats(rows, columns)],
      attrs: { axis },
    })),
  ),
  Pack: [0, 2].map(axis =>
    example({ rows: 3, columns: 5 }, ({ rows, columns }) => ({
      inputs: [floats(rows, columns), floats(rows, columns)],
      attrs: { axis },
    })),
  ),
  Unpack: [of('value', () => ({ axis: 1 }))],
  SplitV: [of('x', ({ columns }) => ({ numOrSizeSplits: [columns, 0], axis: 2 }))],
  PadV2: [
    of('x', () => ({
      paddings: [
        [0, 0],
        [1, 2],
        [0, 3],
      ],
      constantValue: 1,
    })),
    fixed({ inputs: { x: floats() }, attrs: { paddings: [], constantValue: 1 } }),
  ],
  MirrorPad: ['reflect', 'symmetric'].map(mode =>
    of('x', () => ({
      paddings: [
        [0, 0],
        [1, 2],
        [0, 3],
      ],
      mode,
    })),
  ),
  Reverse: [of('x', () => ({ dims: [0, 2] })), fixed({ inputs: { x: floats() }, attrs: { dims: [] } })],
  FlipLeftRight: [ofMap('image', {})],
  Tile: [of('x', () => ({ reps: [2, 1, 3] })), of('x', () => ({ reps: [2, 0, 3] }))],
  DepthToSpace: [ofMap('x', { blockSize: 2, dataFormat: 'NHWC' })],
  SpaceToBatchND: [
    ofMap('x', {
      blockShape: [2, 3],
      paddings: [
        [0, 0],
        [0, 0],
      ],
    }),
    ofMap('x', {
      blockShape: [2, 2],
      paddings: [
        [1, 1],
        [2, 0],
      ],
    }),
  ],
  BatchToSpaceND: [
    example({ ...map, batch: 4 }, ({ batch, height, width, channels }) => ({
      inputs: { x: floats(batch, height, width, channels) },
      attrs: {
        blockShape: [2, 2],
        crops: [
          [0, 1],
          [0, 0],
        ],
      },
    })),
  ],
  GatherV2: [0, 2].map(axis =>
    example({ ...box, chosen: 4 }, ({ planes, rows, columns, chosen }) => ({
      inputs: { x: floats(planes, rows, columns), indices: indices([planes, rows, columns][axis]!, chosen) },
      attrs: { axis, batchDims: 0 },
    })),
  ),
  OneHot: (['float32', 'int32', 'bool'] as const).map(dtype =>
    example({ n: 4, depth: 3 }, ({ n, depth }) => ({
      inputs: { indices: indices(4, n) },
      attrs: { depth, onValue: 1, offValue: 0, dtype },
    })),
  ),
  UnsortedSegmentSum: [
    example({ rows: 5, columns: 3, segments: 4 }, ({ rows, columns, segments }) => ({
      inputs: { x: floats(rows, columns), segmentIds: indices(Math.max(1, segments), rows) },
      attrs: { numSegments: segments },
    })),
  ],
  GatherNd: [
    example({ rows: 3, columns: 5, chosen: 4 }, ({ rows, columns, chosen }) => ({
      inputs: { params: floats(rows, columns), indices: indices(rows, chosen, 1) },
    })),
  ],
  ScatterNd: [
    example({ chosen: 4, rows: 3, columns: 5 }, ({ chosen, rows, columns }) => ({
      inputs: { indices: indices(rows, chosen, 1), updates: floats(chosen, columns) },
      attrs: { shape: [rows, columns] },
    })),
  ],
  TensorScatterUpdate: [
    example({ chosen: 4, rows: 3, columns: 5 }, ({ chosen, rows, columns }) => ({
      inputs: { tensor: floats(rows, columns), indices: indices(rows, chosen, 1), updates: floats(chosen, columns) },
      attrs: {},
    })),
  ],
  SparseToDense: [
    fixed({
      inputs: { sparseIndices: sparse, sparseValues: floats(4), defaultValue: floats() },
      attrs: { outputShape: [4, 4] },
    }),
  ],
  SparseFillEmptyRows: [
    fixed({ inputs: { indices: sparse, values: floats(4), denseShape: given('int32', 4, 4), defaultValue: floats() } }),
  ],
  SparseReshape: [
    fixed({ inputs: { inputIndices: sparse, inputShape: given('int32', 4, 4), newShape: given('int32', 2, 8) } }),
  ],
  SparseSegmentMean: [segments],
  SparseSegmentSum: [segments],
  Bincount: [
    example({ n: 6, size: 4 }, ({ n, size }) => ({
      inputs: { x: indices(4, n), weights: floats(n) },
      attrs: { size },
    })),
  ],
  DenseBincount: [
    example({ rows: 2, n: 6 }, ({ rows, n }) => ({
      inputs: { x: indices(4, rows, n), weights: floats(rows, n) },
      attrs: { size: 4, binaryOutput: false },
    })),
  ],
  BroadcastArgs: [fixed({ inputs: { s0: given('int32', 2, 1, 5), s1: given('int32', 3, 1) } })],
  Diag: [ofNumbers('x')],
  TopK: [of('x', () => ({ k: 2, sorted: true }))],
  Unique: [ofNumbers('x', { axis: 0 })],
  SearchSorted: [
    example({ rows: 2, n: 4, m: 3 }, ({ rows, n, m }) => ({
      inputs: { sortedSequence: floats(rows, n), values: floats(rows, m) },
      attrs: { side: 'left' },
    })),
  ],
  Multinomial: [
    example({ rows: 2, n: 4 }, ({ rows, n }) => ({
      inputs: { logits: indices(3, rows, n) },
      attrs: { numSamples: 3, seed: 1, normalized: false },
    })),
  ],
  FFT: [example({ rows: 2, n: 4 }, ({ rows, n }) => ({ inputs: { input: { shape: [rows, n], dtype: 'complex64' } } }))],
  IFFT: [
    example({ rows: 2, n: 4 }, ({ rows, n }) => ({ inputs: { input: { shape: [rows, n], dtype: 'complex64' } } })),
  ],
  NonMaxSuppressionV3: [fixed(suppression)],
  NonMaxSuppressionV4: [fixed({ ...suppression, attrs: { ...suppression.attrs, padToMaxOutputSize: true } })],
  NonMaxSuppressionV5: [fixed({ ...suppression, attrs: { ...suppression.attrs, softNmsSigma: 0.5 } })],
  RaggedRange: [
    fixed({ inputs: { starts: given('int32', 0, 5), limits: given('int32', 3, 2), deltas: given('int32', 1, -1) } }),
  ],
  RaggedGather: [
    fixed({
      inputs: {
        paramsNestedSplits: [given('int32', 0, 2, 3, 6)],
        ...{ paramsDenseValues: floats(6), indices: given('int32', 2, 0) },
      },
      attrs: { outputRaggedRank: 1 },
    }),
  ],
  RaggedTensorToTensor: [
    fixed({
      inputs: {
        ...{ shape: given('int32', 4, 4), values: floats(6), defaultValue: floats() },
        rowPartitionTensors: [given('int32', 0, 2, 3, 6)],
      },
      attrs: { rowPartitionTypes: ['ROW_SPLITS'] },
    }),
  ],
  StaticRegexReplace: [
    fixed({ inputs: { x: given('string', 'abc', 'cab') }, attrs: { pattern: 'a', rewrite: 'x', replaceGlobal: true } }),
  ],
  StringNGrams: [
    fixed({
      inputs: { data: given('string', 'a', 'b', 'c', 'd'), dataSplits: given('int32', 0, 2, 4) },
      attrs: {
        separator: '|',
        nGramWidths: [2],
        leftPad: '',
        rightPad: '',
        padWidth: 0,
        preserveShortSequences: false,
      },
    }),
  ],
  StringSplit: [
    fixed({
      inputs: { input: given('string', 'a b', 'c'), delimiter: { shape: [], dtype: 'string', values: [' '] } },
      attrs: { skipEmpty: true },
    }),
  ],
  StringToHashBucketFast: [fixed({ inputs: { input: given('string', 'a', 'b') }, attrs: { numBuckets: 7 } })],
  Draw: [],
};
