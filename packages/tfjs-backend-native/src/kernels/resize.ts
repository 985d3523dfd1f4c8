/** Resizing of maps, [batch, height, width, channels], and its gradients. */
import type { ResizeBilinearAttrs, ResizeNearestNeighborAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import { functions, type Handle } from '../addon.ts';
import { as, backend, handle, kernel } from '../kernel.ts';

type Shape = [
  batch: number,
  height: number,
  width: number,
  channels: number,
  outHeight: number,
  outWidth: number,
  alignCorners: boolean,
  halfPixelCenters: boolean,
];

interface Functions {
  /** on elements of 4 bytes */
  resizeNearest(...args: [...Shape, x: Handle, y: Handle]): void;
  resizeNearestGradient(...args: [...Shape, dy: Handle, dx: Handle]): void;
  resizeBilinear(...args: [...Shape, x: Handle, y: Handle]): void;
  resizeBilinearGradient(...args: [...Shape, dy: Handle, dx: Handle]): void;
}

const native = functions<Functions>();

type Maps = [batch: number, height: number, width: number, channels: number];

const shapeOf = (x: TensorInfo, size: readonly number[], alignCorners: boolean, halfPixelCenters: boolean): Shape => [
  ...(x.shape as Maps),
  size[0]!,
  size[1]!,
  alignCorners,
  halfPixelCenters,
];

/** A new tensor for x's maps in another size. */
function resized({ shape, dtype }: TensorInfo, size: readonly number[]): TensorInfo {
  const [batch, , , channels] = shape as Maps;
  return backend.output([batch, size[0]!, size[1]!, channels], dtype);
}

kernel<{ images: TensorInfo }, ResizeNearestNeighborAttrs>(
  'ResizeNearestNeighbor',
  ({ images }, { size, alignCorners, halfPixelCenters }) => {
    const y = resized(images, size);
    native.resizeNearest(...shapeOf(images, size, alignCorners, halfPixelCenters), handle(images), handle(y));
    return y;
  },
);

kernel<{ images: TensorInfo }, ResizeBilinearAttrs>(
  'ResizeBilinear',
  ({ images }, { size, alignCorners, halfPixelCenters }) => {
    const x = as(images, 'float32');
    const y = resized(x, size);
    native.resizeBilinear(...shapeOf(x, size, alignCorners, halfPixelCenters), handle(x), handle(y));
    backend.free(x);
    return y;
  },
);

/** The gradient, from dy's size back to that of the images. tfjs hands on the attributes of the operation itself. */
const gradient =
  (run: Functions['resizeNearestGradient']) =>
  (
    { images, dy }: { images: TensorInfo; dy: TensorInfo },
    { alignCorners, halfPixelCenters }: ResizeNearestNeighborAttrs | ResizeBilinearAttrs,
  ): TensorInfo => {
    const dx = backend.output(images.shape);
    run(...shapeOf(images, dy.shape.slice(1, 3), alignCorners, halfPixelCenters), handle(dy), handle(dx));
    return dx;
  };

kernel('ResizeNearestNeighborGrad', gradient(native.resizeNearestGradient));

kernel('ResizeBilinearGrad', gradient(native.resizeBilinearGradient));
