/** What moves elements and computes nothing, and resizing. */
import { sizeAfter } from '../../../layers/leaves/upsample.ts';
import { nearestSources } from '../../nearest.ts';
import { text } from '../graph.ts';
import { around, padded, reshaped, type TfjsOp, transposed } from './op.ts';

export const identity: TfjsOp<'identity'> = (_, x) => x;
/** Only training drops out. */
export const dropout: TfjsOp<'dropout'> = (_, x) => x;

export const flatten: TfjsOp<'flatten'> = ({ output }, x, scope) => reshaped(x, output, scope);
export const reshape: TfjsOp<'reshape'> = ({ output }, x, scope) => reshaped(x, output, scope);

export const permute: TfjsOp<'permute'> = ({ layer: { order } }, x, scope) =>
  transposed(x, [0, ...order.map(axis => axis + 1)], scope);

export const slice: TfjsOp<'slice'> = ({ layer: { from, to }, input }, x, { add, integers }) => {
  const others = input.slice(0, -1);
  const begin = integers('begin', [0, ...others.map(() => 0), from]);
  return add('Slice', [x, begin, integers('size', [-1, ...others, to - from])]);
};

export const pad: TfjsOp<'pad'> = ({ layer }, x, scope) => padded(x, layer.pad, 0, scope);

export const reflectionPad: TfjsOp<'reflectionPad'> = ({ layer }, x, scope) =>
  scope.add('MirrorPad', [x, around(layer.pad, scope)], { mode: text('REFLECT') });

export const upsample: TfjsOp<'upsample'> = ({ layer, input }, x, { add, integers }) => {
  const [h, w] = [input[0]!, input[1]!];
  const size = sizeAfter(layer, [h, w]);
  if (layer.method === 'bilinear') {
    return add('ResizeBilinear', [x, integers('size', size)], {
      align_corners: { b: layer.alignCorners },
      half_pixel_centers: { b: !layer.alignCorners },
    });
  }
  // By index: ResizeNearestNeighbor multiplies by a rounded ratio, and may miss a pixel whose place is a whole number.
  const along = (from: string, axis: 1 | 2, part?: string) => {
    const sources = integers(`sources${axis}`, nearestSources(input[axis - 1]!, size[axis - 1]!));
    return add('GatherV2', [from, sources, integers(`axis${axis}`, [axis], [])], {}, part);
  };
  return along(along(x, 1, 'rows'), 2);
};
