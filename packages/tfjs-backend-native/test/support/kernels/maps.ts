/** Maps: pooling, resizing, normalisation; and reductions. */
import { type Example, type Examples, example, fixed, floats, indices } from './example.ts';

const places = (size: number, window: number, stride: number): number =>
  Math.max(0, Math.floor((size - window) / stride) + 1);

const map = { batch: 2, height: 5, width: 4, channels: 3 };
const pooling = { filterSize: [2, 3], strides: [2, 1], pad: 'valid' };
const pooled = (height: number, width: number): [number, number] => [places(height, 2, 2), places(width, 3, 1)];
const pools = [pooling, { ...pooling, pad: 'same' }, { filterSize: [1, 1], strides: [1, 1], pad: 'valid' }].map(attrs =>
  example(map, ({ batch, height, width, channels }) => ({
    inputs: { x: floats(batch, height, width, channels) },
    attrs,
  })),
);
const poolGradient = (output: boolean) =>
  example(map, ({ batch, height, width, channels }) => {
    const y = floats(batch, ...pooled(height, width), channels);
    const inputs = { dy: y, input: floats(batch, height, width, channels) };
    return { inputs: output ? { ...inputs, output: y } : inputs, attrs: pooling };
  });

const volume = { batch: 2, depth: 3, height: 4, width: 3, channels: 2 };
const pooling3D = { filterSize: [2, 2, 2], strides: [1, 1, 1], pad: 'valid', dataFormat: 'NDHWC' };
const pool3D = example(volume, ({ batch, depth, height, width, channels }) => ({
  inputs: { x: floats(batch, depth, height, width, channels) },
  attrs: pooling3D,
}));
const pool3DGradient = (output: boolean) =>
  example(volume, ({ batch, depth, height, width, channels }) => {
    const y = floats(batch, places(depth, 2, 1), places(height, 2, 1), places(width, 2, 1), channels);
    const inputs = { dy: y, input: floats(batch, depth, height, width, channels) };
    return { inputs: output ? { ...inputs, output: y } : inputs, attrs: pooling3D };
  });

const resized = { ...map, outHeight: 3, outWidth: 7 };
const CORNERS = [
  { alignCorners: false, halfPixelCenters: false },
  { alignCorners: true, halfPixelCenters: false },
  { alignCorners: false, halfPixelCenters: true },
];
const resizes = CORNERS.map(corners =>
  example(resized, ({ batch, height, width, channels, outHeight, outWidth }) => ({
    inputs: { images: floats(batch, height, width, channels) },
    attrs: { size: [outHeight, outWidth], ...corners },
  })),
);
// cpu's gradients know no half-pixel centres, and are right for a single square image only.
const resizeGradients = CORNERS.slice(0, 2).map(corners =>
  example({ side: 4, channels: 3, outHeight: 3, outWidth: 7 }, ({ side, channels, outHeight, outWidth }) => ({
    inputs: { images: floats(1, side, side, channels), dy: floats(1, outHeight, outWidth, channels) },
    attrs: corners,
  })),
);

const reductions = (axis: 'axis' | 'reductionIndices'): readonly Example[] => [
  ...[[0], [1], [2], [0, 2], [0, 1, 2]].map(axes =>
    example({ planes: 2, rows: 3, columns: 5 }, ({ planes, rows, columns }) => ({
      inputs: { x: floats(planes, rows, columns) },
      attrs: { [axis]: axes, keepDims: axes.length === 2 },
    })),
  ),
  fixed({ inputs: { x: floats() }, attrs: { [axis]: [], keepDims: false } }),
];
const alongAxes = (attrs: (axis: number) => object): readonly Example[] =>
  [0, 1, 2].map(axis =>
    example({ planes: 2, rows: 3, columns: 5 }, ({ planes, rows, columns }) => ({
      inputs: { x: floats(planes, rows, columns) },
      attrs: { axis, ...attrs(axis) },
    })),
  );
const softmax = (axis: string) =>
  example({ rows: 3, columns: 5 }, ({ rows, columns }) => ({
    inputs: { logits: floats(rows, columns) },
    attrs: { [axis]: 1 },
  }));
const norm = { depthRadius: 1, bias: 1, alpha: 0.5, beta: 0.75 };

export const maps: Examples = {
  MaxPool: pools,
  AvgPool: pools,
  MaxPoolGrad: [poolGradient(true)],
  AvgPoolGrad: [poolGradient(false)],
  MaxPoolWithArgmax: pools
    .slice(0, 1)
    .map(({ sizes, call }) =>
      example(sizes, s => ({ ...call(s), attrs: { ...call(s).attrs, includeBatchInIndex: false } })),
    ),
  MaxPool3D: [pool3D],
  AvgPool3D: [pool3D],
  MaxPool3DGrad: [pool3DGradient(true)],
  AvgPool3DGrad: [pool3DGradient(false)],
  ResizeBilinear: resizes,
  ResizeNearestNeighbor: resizes,
  ResizeBilinearGrad: resizeGradients,
  ResizeNearestNeighborGrad: resizeGradients,
  CropAndResize: [
    example({ ...map, boxes: 2 }, ({ batch, height, width, channels, boxes }) => ({
      inputs: {
        image: floats(batch, height, width, channels),
        boxes: indices(2, boxes, 4),
        boxInd: indices(batch, boxes),
      },
      attrs: { cropSize: [2, 3], method: 'nearest', extrapolationValue: 0 },
    })),
  ],
  RotateWithOffset: [
    example(map, ({ batch, height, width, channels }) => ({
      inputs: { image: floats(batch, height, width, channels) },
      attrs: { radians: 0.5, fillValue: 0.25, center: 0.5 },
    })),
  ],
  Transform: [
    example(map, ({ batch, height, width, channels }) => ({
      inputs: { image: floats(batch, height, width, channels), transforms: indices(2, batch, 8) },
      attrs: { interpolation: 'nearest', fillMode: 'constant', fillValue: 0, outputShape: [3, 3] },
    })),
  ],
  FusedBatchNorm: [
    example(map, ({ batch, height, width, channels }) => ({
      inputs: {
        ...{ x: floats(batch, height, width, channels), mean: floats(channels), variance: indices(5, channels) },
        ...{ offset: floats(channels), scale: floats(channels) },
      },
      attrs: { varianceEpsilon: 0.25 },
    })),
    example(map, ({ batch, height, width, channels }) => ({
      inputs: { x: floats(batch, height, width, channels), mean: floats(channels), variance: indices(5, channels) },
      attrs: { varianceEpsilon: 0.25 },
    })),
  ],
  LRN: [
    example(map, ({ batch, height, width, channels }) => ({
      inputs: { x: floats(batch, height, width, channels) },
      attrs: norm,
    })),
  ],
  LRNGrad: [
    example(map, ({ batch, height, width, channels }) => {
      const x = floats(batch, height, width, channels);
      return { inputs: { x, y: x, dy: x }, attrs: norm };
    }),
  ],
  Softmax: [softmax('dim')],
  LogSoftmax: [softmax('axis')],
  ...Object.fromEntries(['Sum', 'Mean', 'Prod', 'Min', 'All', 'Any'].map(name => [name, reductions('axis')])),
  Max: reductions('reductionIndices'),
  ArgMax: alongAxes(() => ({})),
  ArgMin: alongAxes(() => ({})),
  Cumsum: [false, true].flatMap(flag => alongAxes(() => ({ exclusive: flag, reverse: flag }))),
  Cumprod: [false, true].flatMap(flag => alongAxes(() => ({ exclusive: flag, reverse: flag })).slice(2)),
};
