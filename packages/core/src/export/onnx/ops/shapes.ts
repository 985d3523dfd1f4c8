/** What moves elements and computes nothing, and resizing. */
import { sizeAfter } from '../../../layers/leaves/upsample.ts';
import { nearestSources } from '../../nearest.ts';
import { channelAxis, elementsOf, fromElements } from '../layout.ts';
import { bordered, type Op } from './op.ts';

export const identity: Op<'identity'> = (_, x) => x;
/** Only training drops out. */
export const dropout: Op<'dropout'> = (_, x) => x;

export const flatten: Op<'flatten'> = ({ input }, x, scope) =>
  scope.add('Flatten', [elementsOf(scope, x, input)], { axis: 1 });

export const reshape: Op<'reshape'> = ({ input, output }, x, scope) =>
  fromElements(scope, elementsOf(scope, x, input), output);

export const permute: Op<'permute'> = ({ layer: { order } }, x, { add }) => {
  // Where height, width and channels of a map are.
  const place = order.length === 3 ? [2, 3, 1] : order.map((_, axis) => axis + 1);
  const perm = [0];
  for (const [axis, from] of order.entries()) perm[place[axis]!] = place[from]!;
  return add('Transpose', [x], { perm });
};

export const slice: Op<'slice'> = ({ layer: { from, to }, input }, x, { add, integers }) =>
  add('Slice', [x, integers('starts', [from]), integers('ends', [to]), integers('axes', [channelAxis(input)])]);

export const pad: Op<'pad'> = ({ layer }, x, scope) => bordered(x, layer.pad, scope);

export const reflectionPad: Op<'reflectionPad'> = ({ layer }, x, scope) =>
  bordered(x, layer.pad, scope, { mode: 'reflect' });

export const upsample: Op<'upsample'> = ({ layer, input }, x, { add, floats, integers }) => {
  const [h, w] = [input[0]!, input[1]!];
  const size = sizeAfter(layer, [h, w]);
  if (layer.method === 'bilinear') {
    return add('Resize', [x, '', '', integers('size', size)], {
      axes: [2, 3],
      mode: 'linear',
      coordinate_transformation_mode: layer.alignCorners ? 'align_corners' : 'half_pixel',
    });
  }
  const scales = [size[0] / h, size[1] / w];
  if (scales.every(Number.isInteger)) {
    return add('Resize', [x, '', floats('scales', { shape: [2], data: Float32Array.from(scales) })], {
      axes: [2, 3],
      mode: 'nearest',
      coordinate_transformation_mode: 'asymmetric',
      nearest_mode: 'floor',
    });
  }
  // By index: Resize divides by a rounded ratio, and may miss a pixel where its own place would be a whole number.
  const rows = add('Gather', [x, integers('rowSources', nearestSources(h, size[0]))], { axis: 2 }, 'rows');
  return add('Gather', [rows, integers('columnSources', nearestSources(w, size[1]))], { axis: 3 });
};
