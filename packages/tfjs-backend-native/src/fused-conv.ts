/** Convolutions beyond tfjs's own: asymmetric padding, dilation and groups in every direction, bias, sum and ReLU fused in. */
import { engine, type Tensor, type Tensor1D, type Tensor4D, type TensorInfo } from '@tensorflow/tfjs-core';
import { unshared } from './fused-tensors.ts';
import { backend } from './kernel.ts';
import { addInputGradient, type Convolution, convolve, inputGradient, kernelGradient } from './kernels/conv-call.ts';

/** height, width */
type Size = readonly [number, number];
type MapShape = readonly [number, number, number, number];

/** What determines a convolution apart from its operands. */
export interface ConvGeometry {
  readonly stride: Size;
  /** top, bottom, left, right; zeros */
  readonly pad: readonly [number, number, number, number];
  readonly dilation: Size;
  readonly groups: number;
}

/** The number of outputs of a kernel of `taps` along an axis of n, padding included. */
function outputs(n: number, taps: number, dilation: number, stride: number): number {
  return Math.floor((n - dilation * (taps - 1) - 1) / stride) + 1;
}

/** The convolution of a map [n, h, w, c] by a kernel of this size with `channels` outputs. */
function convolutionOf(x: MapShape, kernel: Size, channels: number, geometry: ConvGeometry, name: string): Convolution {
  const { stride, dilation, groups } = geometry;
  const [top, bottom, left, right] = geometry.pad;
  const [batch, height, width] = x;
  const outHeight = outputs(height + top + bottom, kernel[0], dilation[0], stride[0]);
  const outWidth = outputs(width + left + right, kernel[1], dilation[1], stride[1]);
  const y = [batch, outHeight, outWidth, channels] as const;
  return { name, x, y, kernel, stride, dilation, pad: [top, left], groups };
}

/** @throws Error unless the kernel's channels are those of the map's groups */
function forwardOf(x: Tensor4D, kernel: Tensor4D, geometry: ConvGeometry): Convolution {
  const [height, width, channels, outputs] = kernel.shape;
  if (channels * geometry.groups !== x.shape[3]) {
    throw new Error(
      `convolution: a kernel [${kernel.shape}] in ${geometry.groups} groups takes ${channels * geometry.groups} channels, not those of [${x.shape}]`,
    );
  }
  return convolutionOf(x.shape, [height, width], outputs, geometry, 'convolution');
}

const tensor = <T extends Tensor>(info: TensorInfo): T => engine().makeTensorFromTensorInfo(info) as T;

/** Kernels of convolutions by the names under which Refold's core looks them up. Operands are borrowed; results belong to the caller. */
export const convKernels = {
  /** x ∗ kernel */
  Conv: (x: Tensor4D, kernel: Tensor4D, geometry: ConvGeometry): Tensor4D =>
    tensor(convolve(forwardOf(x, kernel, geometry), x, kernel)),

  /** ∂L/∂x of a convolution, for an input of the given height and width */
  ConvInputGradient(dy: Tensor4D, kernel: Tensor4D, inputSize: Size, geometry: ConvGeometry): Tensor4D {
    const [height, width, channels] = kernel.shape;
    const x = [dy.shape[0], ...inputSize, channels * geometry.groups] as const;
    const convolution = convolutionOf(x, [height, width], dy.shape[3], geometry, 'input gradient of a convolution');
    return tensor(inputGradient(matching(convolution, dy), dy, kernel));
  },

  /** total + ∂L/∂x of a convolution. Consumes `total`; the result takes its storage if no other tensor shares it. */
  AddConvInputGradient(total: Tensor4D, dy: Tensor4D, kernel: Tensor4D, geometry: ConvGeometry): Tensor4D {
    const forward = forwardOf(total, kernel, geometry);
    const convolution = matching({ ...forward, name: 'input gradient of a convolution' }, dy);
    const sum = unshared(total);
    addInputGradient(convolution, sum, dy, kernel);
    return sum;
  },

  /** ∂L/∂kernel of a convolution, for a kernel of the given height and width */
  ConvKernelGradient(x: Tensor4D, dy: Tensor4D, kernelSize: Size, geometry: ConvGeometry): Tensor4D {
    const convolution = convolutionOf(x.shape, kernelSize, dy.shape[3], geometry, 'kernel gradient of a convolution');
    const shape = [...kernelSize, x.shape[3] / geometry.groups, dy.shape[3]];
    return tensor(kernelGradient(matching(convolution, dy), x, dy, shape));
  },

  /**
   * Promises that a tensor keeps its values until it is disposed of: convolutions then lay a kernel out once, in up to four times its memory,
   * which is freed with it. Variables are released from the promise by the updates of this package, and by `assign`.
   */
  DeclareConstant: ({ dataId }: Tensor): void => backend.declareConstant(dataId),

  /** relu?(x ∗ kernel + bias): inference */
  ConvBiasRelu: (x: Tensor4D, kernel: Tensor4D, bias: Tensor1D, geometry: ConvGeometry, relu: boolean): Tensor4D =>
    tensor(convolve(forwardOf(x, kernel, geometry), x, kernel, { bias, relu })),

  /** relu?(x ∗ kernel + bias + sum), `sum` of the output's shape: inference */
  ConvBiasSumRelu: (
    x: Tensor4D,
    kernel: Tensor4D,
    bias: Tensor1D,
    sum: Tensor4D,
    geometry: ConvGeometry,
    relu: boolean,
  ): Tensor4D => tensor(convolve(matching(forwardOf(x, kernel, geometry), sum), x, kernel, { bias, sum, relu })),
};

/** The convolution itself. @throws Error unless its output has the tensor's shape */
function matching(convolution: Convolution, { shape }: Tensor): Convolution {
  if (shape.some((n, axis) => n !== convolution.y[axis])) {
    throw new Error(`${convolution.name}: expected an output [${convolution.y}], not [${shape}]`);
  }
  return convolution;
}
