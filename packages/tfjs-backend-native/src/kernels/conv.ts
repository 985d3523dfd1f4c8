/** tfjs's convolutions: forward with what it fuses, and both gradients; dense, grouped, transposed and depthwise. */
import {
  backend_util,
  type Conv2DAttrs,
  type Conv2DBackpropFilterAttrs,
  type Conv2DBackpropInputAttrs,
  type DepthwiseConv2dNativeAttrs,
  type DepthwiseConv2dNativeBackpropFilterAttrs,
  type DepthwiseConv2dNativeBackpropInputAttrs,
  type FusedConv2DAttrs,
  type FusedDepthwiseConv2DAttrs,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { backend, kernel, someFloats } from '../kernel.ts';
import { activate } from './activation.ts';
import { type Convolution, convolve, inputGradient, kernelGradient } from './conv-call.ts';

type Shape4D = [number, number, number, number];

/** How tfjs gives a window; dilations are absent where its op knows none. */
interface Window {
  readonly strides: [number, number] | number;
  readonly pad: Conv2DAttrs['pad'];
  readonly dimRoundingMode?: Conv2DAttrs['dimRoundingMode'];
  readonly dilations?: [number, number] | number;
  readonly dataFormat?: string;
}

/** @throws Error for maps that aren't NHWC */
function convolutionOf(
  name: string,
  inputShape: readonly number[],
  filterShape: readonly number[],
  { strides, pad, dimRoundingMode, dilations, dataFormat = 'NHWC' }: Window,
  depthwise = false,
): Convolution {
  if (dataFormat !== 'NHWC') {
    throw new Error(`${name}: maps in ${dataFormat} are not supported by the native backend; transpose to NHWC first`);
  }
  const x = inputShape as Shape4D;
  const info = backend_util.computeConv2DInfo(
    x,
    filterShape as Shape4D,
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
    depthwise,
  );
  return {
    name,
    x,
    y: info.outShape as Shape4D,
    kernel: [info.filterHeight, info.filterWidth],
    stride: [info.strideHeight, info.strideWidth],
    dilation: [info.dilationHeight, info.dilationWidth],
    pad: [info.padInfo.top, info.padInfo.left],
    groups: depthwise ? x[3] : x[3] / filterShape[2]!,
  };
}

interface FilterGradientInputs {
  readonly x: TensorInfo;
  readonly dy: TensorInfo;
}
interface InputGradientInputs {
  readonly dy: TensorInfo;
  readonly filter: TensorInfo;
}
interface ForwardInputs {
  readonly x: TensorInfo;
  readonly filter: TensorInfo;
}
interface FusedInputs extends ForwardInputs {
  readonly bias?: TensorInfo;
  readonly preluActivationWeights?: TensorInfo;
}

/** f(x ∗ filter + bias). A bias of one value for all channels, which tfjs allows, is spread first. */
function fused(convolution: Convolution, inputs: FusedInputs, attrs: Partial<FusedConv2DAttrs>): TensorInfo {
  const { x, filter, bias, preluActivationWeights: alpha } = inputs;
  const channels = convolution.y[3];
  const spread = bias?.shape.every(n => n === 1) && channels > 1;
  const wide = bias && (spread ? repeated(bias, channels) : backend.share(bias));
  const relu = attrs.activation === 'relu';
  try {
    const y = convolve(convolution, x, filter, { bias: wide, relu });
    return relu ? y : activate(y, { ...attrs, alpha });
  } finally {
    if (wide) backend.free(wide);
  }
}

function repeated(scalar: TensorInfo, n: number): TensorInfo {
  const [value] = backend.readInfo(scalar) as Float32Array;
  return backend.tensor([n], 'float32', new Float32Array(n).fill(value!));
}

kernel<ForwardInputs, Conv2DAttrs>(
  'Conv2D',
  ({ x, filter }, attrs) => convolve(convolutionOf('conv2d', x.shape, filter.shape, attrs), x, filter),
  someFloats,
);

kernel<FusedInputs, FusedConv2DAttrs>(
  'FusedConv2D',
  (inputs, attrs) => fused(convolutionOf('fused.conv2d', inputs.x.shape, inputs.filter.shape, attrs), inputs, attrs),
  someFloats,
);

kernel<InputGradientInputs, Conv2DBackpropInputAttrs>(
  'Conv2DBackpropInput',
  ({ dy, filter }, attrs) =>
    inputGradient(convolutionOf('conv2dDerInput', attrs.inputShape, filter.shape, attrs), dy, filter),
  someFloats,
);

kernel<FilterGradientInputs, Conv2DBackpropFilterAttrs>(
  'Conv2DBackpropFilter',
  ({ x, dy }, attrs) =>
    kernelGradient(convolutionOf('conv2dDerFilter', x.shape, attrs.filterShape, attrs), x, dy, attrs.filterShape),
  someFloats,
);

kernel<ForwardInputs, DepthwiseConv2dNativeAttrs>(
  'DepthwiseConv2dNative',
  ({ x, filter }, attrs) => convolve(convolutionOf('depthwiseConv2d', x.shape, filter.shape, attrs, true), x, filter),
  someFloats,
);

kernel<FusedInputs, FusedDepthwiseConv2DAttrs>(
  'FusedDepthwiseConv2D',
  (inputs, attrs) =>
    fused(convolutionOf('fused.depthwiseConv2d', inputs.x.shape, inputs.filter.shape, attrs, true), inputs, attrs),
  someFloats,
);

kernel<InputGradientInputs, DepthwiseConv2dNativeBackpropInputAttrs>(
  'DepthwiseConv2dNativeBackpropInput',
  ({ dy, filter }, attrs) =>
    inputGradient(
      convolutionOf('depthwiseConv2dNativeBackpropInput', attrs.inputShape, filter.shape, attrs, true),
      dy,
      filter,
    ),
  someFloats,
);

kernel<FilterGradientInputs, DepthwiseConv2dNativeBackpropFilterAttrs>(
  'DepthwiseConv2dNativeBackpropFilter',
  ({ x, dy }, attrs) =>
    kernelGradient(
      convolutionOf('depthwiseConv2dNativeBackpropFilter', x.shape, attrs.filterShape, attrs, true),
      x,
      dy,
      attrs.filterShape,
    ),
  someFloats,
);
