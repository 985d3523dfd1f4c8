/** Convolutions and fully-connected layers. */
import { reorder } from '../../../ndarray.ts';
import type { Scope } from '../graph.ts';
import { onnxShape } from '../layout.ts';
import { type Op, sides } from './op.ts';
import { weightsOf } from './quantized.ts';

/** The bias as an input, where there is one. */
const biasOf = ({ bias }: { readonly bias: boolean }, scope: Scope): readonly string[] =>
  bias ? [scope.floats('bias', scope.param('bias'))] : [];

/** HWIO becomes OIHW. */
export const conv: Op<'conv'> = ({ layer }, x, scope) => {
  const kernel = reorder(scope.param('kernel'), [3, 2, 0, 1]);
  return scope.add('Conv', [x, ...weightsOf(x, kernel, 0, layer, scope)], {
    kernel_shape: layer.kernel,
    strides: layer.stride,
    pads: sides(layer.pad),
    dilations: layer.dilation,
    group: layer.groups,
  });
};

/** [height, width, out, in] becomes [in, out, height, width]; ONNX's padding crops the output too. */
export const convTranspose: Op<'convTranspose'> = ({ layer }, x, scope) => {
  const kernel = scope.floats('kernel', reorder(scope.param('kernel'), [3, 2, 0, 1]));
  return scope.add('ConvTranspose', [x, kernel, ...biasOf(layer, scope)], {
    kernel_shape: layer.kernel,
    strides: layer.stride,
    pads: sides(layer.pad),
  });
};

export const linear: Op<'linear'> = ({ layer }, x, scope) =>
  scope.add('Gemm', [x, ...weightsOf(x, scope.param('kernel'), 1, layer, scope)]);

/**
 * A product of matrices for each group: [groups, batch, in]·[groups, in, out]. In ONNX's layout a group's channels lie together, so
 * the kernel's rows and columns go from (place, channel) to (channel, place), and no map is transposed.
 */
export const spatialLinear: Op<'spatialLinear'> = ({ layer, input }, x, scope) => {
  const { groups, out } = layer;
  const [places, channels] = [input[0]! * input[1]!, input[2]! / groups];
  const [ends, filters] = [out[0] * out[1], out[2] / groups];
  const seen = { ...scope.param('kernel'), shape: [groups, places, channels, ends, filters] };
  const ordered = reorder(seen, [0, 2, 1, 4, 3]);
  const kernel = scope.floats('kernel', { ...ordered, shape: [groups, channels * places, filters * ends] });
  const rows = scope.add('Reshape', [x, scope.integers('rows', [-1, groups, channels * places])], {}, 'rows');
  const byGroup = scope.add('Transpose', [rows], { perm: [1, 0, 2] }, 'byGroup');
  const product = scope.add('MatMul', [byGroup, kernel], {}, 'product');
  const bySample = scope.add('Transpose', [product], { perm: [1, 0, 2] }, 'bySample');
  const shape = scope.integers('shape', [-1, ...onnxShape(out)]);
  if (!layer.bias) return scope.add('Reshape', [bySample, shape]);
  const map = scope.add('Reshape', [bySample, shape], {}, 'map');
  return scope.add('Add', [map, scope.floats('bias', reorder(scope.param('bias'), [2, 0, 1]))]);
};
