/** Resizing of maps, [batch, height, width, channels], and its gradients. */
import type { ResizeBilinearAttrs, ResizeNearestNeighborAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import { functions, type Handle } from '../addon.ts';
import { backend, handle, kernel, someFloats } from '../kernel.ts';

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

/** A kernel that resizes maps of floats. */
const resize =
  (run: Functions['resizeNearest']) =>
  (
    { images }: { images: TensorInfo },
    { size, alignCorners, halfPixelCenters }: ResizeNearestNeighborAttrs | ResizeBilinearAttrs,
  ): TensorInfo => {
    const [batch, , , channels] = images.shape as Maps;
    const y = backend.output([batch, size[0]!, size[1]!, channels]);
    const shape = shapeOf(images, size, alignCorners, halfPixelCenters);
    if (!size.includes(0)) run(...shape, handle(images), handle(y));
    return y;
  };

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

kernel('ResizeNearestNeighbor', resize(native.resizeNearest), someFloats);
kernel('ResizeBilinear', resize(native.resizeBilinear), someFloats);
kernel('ResizeNearestNeighborGrad', gradient(native.resizeNearestGradient), someFloats);
kernel('ResizeBilinearGrad', gradient(native.resizeBilinearGradient), someFloats);
