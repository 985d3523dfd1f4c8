/** Products: matrices, and convolutions in their directions. */
import { type Examples, example, floats } from './example.ts';

const ACTIVATIONS = ['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu'];
const flags = [false, true];

const matrices = { batch: 2, rows: 3, inner: 4, columns: 5 };
const products = flags.flatMap(transposeA =>
  flags.map(transposeB =>
    example(matrices, ({ batch, rows, inner, columns }) => ({
      inputs: {
        a: transposeA ? floats(batch, inner, rows) : floats(batch, rows, inner),
        b: transposeB ? floats(batch, columns, inner) : floats(batch, inner, columns),
      },
      attrs: { transposeA, transposeB },
    })),
  ),
);
const broadcastProduct = example(matrices, ({ batch, rows, inner, columns }) => ({
  inputs: { a: floats(batch, rows, inner), b: floats(1, inner, columns) },
  attrs: { transposeA: false, transposeB: false },
}));

/** Places of a "valid" window on an axis. */
const places = (size: number, window: number, stride: number): number =>
  Math.max(0, Math.floor((size - window) / stride) + 1);

const map = { batch: 2, height: 5, width: 4, ins: 3, outs: 2 };
const attrs = { strides: [2, 1], pad: 'valid', dataFormat: 'NHWC', dilations: [1, 1] };
const out = (height: number, width: number): [number, number] => [places(height, 3, 2), places(width, 2, 1)];

const convolution = (depthwise: boolean, fuse?: (outs: number) => object, more: object = {}) =>
  example(map, ({ batch, height, width, ins, outs }) => ({
    inputs: {
      x: floats(batch, height, width, ins),
      filter: floats(3, 2, ins, outs),
      ...fuse?.(depthwise ? ins * outs : outs),
    },
    attrs: { ...attrs, ...more },
  }));
const inputGradient = (depthwise: boolean) =>
  example(map, ({ batch, height, width, ins, outs }) => ({
    inputs: {
      dy: floats(batch, ...out(height, width), depthwise ? ins * outs : outs),
      filter: floats(3, 2, ins, outs),
    },
    attrs: { ...attrs, inputShape: [batch, height, width, ins] },
  }));
const filterGradient = (depthwise: boolean) =>
  example(map, ({ batch, height, width, ins, outs }) => ({
    inputs: {
      x: floats(batch, height, width, ins),
      dy: floats(batch, ...out(height, width), depthwise ? ins * outs : outs),
    },
    attrs: { ...attrs, filterShape: [3, 2, ins, outs] },
  }));
const fused = (depthwise: boolean) => [
  convolution(depthwise, undefined, { activation: 'relu' }),
  ...ACTIVATIONS.map(activation =>
    convolution(depthwise, channels => ({ bias: floats(channels) }), { activation, leakyreluAlpha: 0.25 }),
  ),
  convolution(depthwise, () => ({ bias: floats(1) }), { activation: 'linear' }),
  convolution(depthwise, channels => ({ bias: floats(channels), preluActivationWeights: floats(channels) }), {
    activation: 'prelu',
  }),
];

const volume = { batch: 2, depth: 3, height: 4, width: 3, ins: 2, outs: 2 };
const volumeAttrs = { strides: [1, 1, 1], pad: 'valid', dataFormat: 'NDHWC', dilations: [1, 1, 1] };
const volumeOut = (...sizes: [number, number, number]) => sizes.map(n => places(n, 2, 1)) as [number, number, number];
const dilationAttrs = { strides: [1, 1], pad: 'valid', dilations: [1, 1] };

export const linear: Examples = {
  BatchMatMul: [...products, broadcastProduct],
  _FusedMatMul: [
    ...products.map(({ sizes, call }) =>
      example(sizes, s => ({ ...call(s), attrs: { ...call(s).attrs, activation: 'relu' } })),
    ),
    ...ACTIVATIONS.map(activation =>
      example(matrices, ({ batch, rows, inner, columns }) => ({
        inputs: { a: floats(batch, rows, inner), b: floats(batch, inner, columns), bias: floats(columns) },
        attrs: { transposeA: false, transposeB: false, activation, leakyreluAlpha: 0.25 },
      })),
    ),
    example(matrices, ({ batch, rows, inner, columns }) => ({
      inputs: {
        ...{ a: floats(batch, rows, inner), b: floats(batch, inner, columns) },
        ...{ bias: floats(rows, 1), preluActivationWeights: floats(columns) },
      },
      attrs: { transposeA: false, transposeB: false, activation: 'prelu' },
    })),
  ],
  Conv2D: [convolution(false)],
  FusedConv2D: fused(false),
  Conv2DBackpropInput: [inputGradient(false)],
  Conv2DBackpropFilter: [filterGradient(false)],
  DepthwiseConv2dNative: [convolution(true)],
  FusedDepthwiseConv2D: fused(true),
  DepthwiseConv2dNativeBackpropInput: [inputGradient(true)],
  DepthwiseConv2dNativeBackpropFilter: [filterGradient(true)],
  Conv3D: [
    example(volume, ({ batch, depth, height, width, ins, outs }) => ({
      inputs: { x: floats(batch, depth, height, width, ins), filter: floats(2, 2, 2, ins, outs) },
      attrs: volumeAttrs,
    })),
  ],
  Conv3DBackpropInputV2: [
    example(volume, ({ batch, depth, height, width, ins, outs }) => ({
      inputs: { dy: floats(batch, ...volumeOut(depth, height, width), outs), filter: floats(2, 2, 2, ins, outs) },
      attrs: { ...volumeAttrs, inputShape: [batch, depth, height, width, ins] },
    })),
  ],
  Conv3DBackpropFilterV2: [
    example(volume, ({ batch, depth, height, width, ins, outs }) => ({
      inputs: {
        x: floats(batch, depth, height, width, ins),
        dy: floats(batch, ...volumeOut(depth, height, width), outs),
      },
      attrs: { ...volumeAttrs, filterShape: [2, 2, 2, ins, outs] },
    })),
  ],
  Dilation2D: [
    example(map, ({ batch, height, width, ins }) => ({
      inputs: { x: floats(batch, height, width, ins), filter: floats(3, 2, ins) },
      attrs: dilationAttrs,
    })),
  ],
  ...Object.fromEntries(
    ['Dilation2DBackpropInput', 'Dilation2DBackpropFilter'].map(kernel => [
      kernel,
      [
        example(map, ({ batch, height, width, ins }) => ({
          inputs: {
            ...{ x: floats(batch, height, width, ins), filter: floats(3, 2, ins) },
            dy: floats(batch, places(height, 3, 1), places(width, 2, 1), ins),
          },
          attrs: dilationAttrs,
        })),
      ],
    ]),
  ),
  Einsum: [
    example(matrices, ({ rows, inner, columns }) => ({
      inputs: [floats(rows, inner), floats(inner, columns)],
      attrs: { equation: 'ij,jk->ik' },
    })),
    example(matrices, ({ batch, rows, inner }) => ({
      inputs: [floats(batch, rows, inner)],
      attrs: { equation: 'bij->jb' },
    })),
  ],
};
