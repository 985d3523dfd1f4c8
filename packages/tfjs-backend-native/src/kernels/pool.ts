/** Pooling of maps, [batch, height, width, channels], and its gradients. */
import {
  type AvgPoolAttrs,
  type AvgPoolGradAttrs,
  backend_util,
  type MaxPoolAttrs,
  type MaxPoolGradAttrs,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core';
import { functions, type Handle } from '../addon.ts';
import { backend, handle, kernel, someFloats } from '../kernel.ts';

/** Sizes of x and of y (batch and channels once), of the window, its strides, and what lies above and left of x. */
type Shape = [
  batch: number,
  height: number,
  width: number,
  channels: number,
  outHeight: number,
  outWidth: number,
  windowHeight: number,
  windowWidth: number,
  strideY: number,
  strideX: number,
  padTop: number,
  padLeft: number,
];

interface Functions {
  maxPool(...args: [...Shape, x: Handle, y: Handle]): void;
  maxPoolGradient(...args: [...Shape, x: Handle, dy: Handle, dx: Handle]): void;
  averagePool(...args: [...Shape, x: Handle, y: Handle]): void;
  averagePoolGradient(...args: [...Shape, dy: Handle, dx: Handle]): void;
}

const native = functions<Functions>();

/** Sizes of the pooling of x with these attributes. With `y`, the output's size is that of `y`, which may have been rounded up. */
function geometry(x: TensorInfo, { filterSize, strides, pad, dimRoundingMode }: MaxPoolAttrs, y?: TensorInfo) {
  const shape = x.shape as [number, number, number, number];
  const info = backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
  const outShape = y?.shape ?? info.outShape;
  const sizes: Shape = [
    ...shape.slice(0, 3),
    info.inChannels,
    outShape[1],
    outShape[2],
    info.filterHeight,
    info.filterWidth,
    info.strideHeight,
    info.strideWidth,
    info.padInfo.top,
    info.padInfo.left,
  ] as Shape;
  const isIdentity = info.filterHeight === 1 && info.filterWidth === 1 && util.arraysEqual(info.inShape, info.outShape);
  return { sizes, outShape, isIdentity };
}

function pool(x: TensorInfo, attrs: MaxPoolAttrs, run: Functions['maxPool']): TensorInfo {
  const { sizes, outShape, isIdentity } = geometry(x, attrs);
  if (isIdentity) return backend.share(x);
  const y = backend.output(outShape);
  run(...sizes, handle(x), handle(y));
  return y;
}

kernel<{ x: TensorInfo }, MaxPoolAttrs>('MaxPool', ({ x }, attrs) => pool(x, attrs, native.maxPool), someFloats);

kernel<{ x: TensorInfo }, AvgPoolAttrs>('AvgPool', ({ x }, attrs) => pool(x, attrs, native.averagePool), someFloats);

kernel<{ dy: TensorInfo; input: TensorInfo }, MaxPoolGradAttrs>(
  'MaxPoolGrad',
  ({ dy, input }, attrs) => {
    const dx = backend.output(input.shape);
    native.maxPoolGradient(...geometry(input, attrs, dy).sizes, handle(input), handle(dy), handle(dx));
    return dx;
  },
  someFloats,
);

kernel<{ dy: TensorInfo; input: TensorInfo }, AvgPoolGradAttrs>(
  'AvgPoolGrad',
  ({ dy, input }, attrs) => {
    const dx = backend.output(input.shape);
    native.averagePoolGradient(...geometry(input, attrs, dy).sizes, handle(dy), handle(dx));
    return dx;
  },
  someFloats,
);
