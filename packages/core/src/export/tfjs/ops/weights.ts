/** Convolutions and fully-connected layers. */
import type { Conv } from '../../../layers/types.ts';
import { type NdArray, ndarray } from '../../../ndarray.ts';
import type { Size } from '../../../shape.ts';
import { isUnpadded, span } from '../../../shape.ts';
import type { TfjsScope } from '../graph.ts';
import { alongMap, padded, reshaped, type TfjsOp, transposed, VALID } from './op.ts';

/** The product of a layer's kernel and x, with its bias where it has one. `product` gets the name of its node's part. */
const biased = (
  { bias }: { readonly bias: boolean },
  { add, floats, param }: TfjsScope,
  product: (part?: string) => string,
): string => (bias ? add('AddV2', [product('product'), floats('bias', param('bias'))]) : product());

const isUnit = (size: Size): boolean => size[0] === 1 && size[1] === 1;

/** Groups of one channel are a depthwise convolution; other groups are cut apart and joined, since TensorFlow.js has none. */
export const conv: TfjsOp<'conv'> = ({ layer, input }, x, scope) => {
  const { groups, stride } = layer;
  const isDepthwise = groups > 1 && groups === input[2];
  const { kernel, dilation } = widened(layer, isDepthwise, scope.param('kernel'));
  const map = padded(x, layer.pad, 0, scope);
  const attr = { ...VALID, strides: alongMap(stride), dilations: alongMap(dilation) };
  return biased(layer, scope, part => {
    if (groups === 1) return scope.add('Conv2D', [map, scope.floats('kernel', kernel)], attr, part);
    if (isDepthwise) {
      const [h, w, , out] = kernel.shape as readonly [number, number, number, number];
      const filter = scope.floats('kernel', { ...kernel, shape: [h, w, groups, out / groups] });
      // tfjs-node refuses unequal strides: then one output in so many is taken, by pooling windows of one pixel.
      if (stride[0] === stride[1]) return scope.add('DepthwiseConv2dNative', [map, filter], attr, part);
      const every = scope.add('DepthwiseConv2dNative', [map, filter], { ...attr, strides: alongMap([1, 1]) }, 'every');
      return scope.add('AvgPool', [every], { ...VALID, ksize: alongMap([1, 1]), strides: alongMap(stride) }, part);
    }
    const parts = scope.add('Split', [scope.integers('axis', [3], []), map], { num_split: { i: groups } }, 'groups');
    const outputs = filtersOf(kernel, groups).map((filters, group) => {
      const from = group === 0 ? parts : `${parts}:${group}`;
      return scope.add('Conv2D', [from, scope.floats(`kernel${group}`, filters)], attr, `group${group}`);
    });
    return scope.add('ConcatV2', [...outputs, scope.integers('channels', [3], [])], { N: { i: groups } }, part);
  });
};

/**
 * A dilated kernel with zeros between its taps, for what a runtime lacks: TensorFlow.js refuses stride and dilation together, and tfjs-node
 * ignores the dilation of depthwise convolutions.
 */
function widened(
  { stride, dilation }: Conv,
  isDepthwise: boolean,
  kernel: NdArray,
): { kernel: NdArray; dilation: Size } {
  if (isUnit(dilation) || (isUnit(stride) && !isDepthwise)) return { kernel, dilation };
  const [h, w, channels, out] = kernel.shape as readonly [number, number, number, number];
  const size: Size = [span(h, dilation[0]), span(w, dilation[1])];
  const wide = ndarray([...size, channels, out]);
  const filters = channels * out;
  for (let row = 0; row < h; row++) {
    for (let column = 0; column < w; column++) {
      const from = (row * w + column) * filters;
      const to = (row * dilation[0] * size[1] + column * dilation[1]) * filters;
      wide.data.set(kernel.data.subarray(from, from + filters), to);
    }
  }
  return { kernel: wide, dilation: [1, 1] };
}

/** The filters of each group. */
function filtersOf({ shape, data }: NdArray, groups: number): readonly NdArray[] {
  const out = shape[3]!;
  const own = out / groups;
  return Array.from({ length: groups }, (_, group) =>
    ndarray([...shape.slice(0, 3), own], i => data[Math.floor(i / own) * out + group * own + (i % own)]!),
  );
}

/**
 * The gradient of a convolution without padding, whose border is cut off then, since tfjs-node knows no explicit padding here; the wide
 * map's shape, which has the batch size, is put together at run time.
 */
export const convTranspose: TfjsOp<'convTranspose'> = ({ layer, output }, x, scope) => {
  const { add, integers, floats, param } = scope;
  const [top, bottom, left, right] = layer.pad;
  const [height, width, channels] = output as readonly [number, number, number];
  const wide = [height + top + bottom, width + left + right, channels];
  const shape = add('Shape', [x], { out_type: { type: 'DT_INT32' } }, 'shape');
  const [begin, end] = [integers('begin', [0]), integers('end', [1])];
  const batch = add('StridedSlice', [shape, begin, end, integers('step', [1])], {}, 'batch');
  const sizes = add('ConcatV2', [batch, integers('map', wide), integers('axis', [0], [])], { N: { i: 2 } }, 'sizes');
  const attr = { ...VALID, strides: alongMap(layer.stride) };
  return biased(layer, scope, part => {
    const inputs = [sizes, floats('kernel', param('kernel')), x];
    if (isUnpadded(layer.pad)) return add('Conv2DBackpropInput', inputs, attr, part);
    const map = add('Conv2DBackpropInput', inputs, attr, 'wide');
    return add('Slice', [map, integers('corner', [0, top, left, 0]), integers('size', [-1, ...output])], {}, part);
  });
};

export const linear: TfjsOp<'linear'> = ({ layer }, x, scope) =>
  biased(layer, scope, part => scope.add('MatMul', [x, scope.floats('kernel', scope.param('kernel'))], {}, part));

/** A product of matrices for each group: [groups, batch, in]·[groups, in, out]. */
export const spatialLinear: TfjsOp<'spatialLinear'> = ({ layer, input }, x, scope) => {
  const { groups, out } = layer;
  const [places, channels] = [input[0]! * input[1]!, input[2]! / groups];
  const [filters, rows] = [out[2] / groups, out[0] * out[1]];
  const kernel = scope.floats('kernel', scope.param('kernel'));
  return biased(layer, scope, part => {
    const seen = reshaped(x, [places, groups, channels], scope, 'places');
    const apart = transposed(seen, [2, 0, 1, 3], scope, 'apart');
    const flat = scope.add(
      'Reshape',
      [apart, scope.integers('flatShape', [groups, -1, places * channels])],
      {},
      'flat',
    );
    const product = scope.add('BatchMatMulV2', [flat, kernel], {}, 'byGroup');
    const wide = scope.add('Reshape', [product, scope.integers('wideShape', [groups, -1, rows, filters])], {}, 'wide');
    return reshaped(transposed(wide, [1, 2, 0, 3], scope, 'together'), out, scope, part);
  });
};
