/**
 * How PyTorch lays out an expression's parameters: kernels OIHW, matrices [out, in], and the features of a flattened map channel by
 * channel, where ours are place by place.
 */
import { RefoldError } from '../error.ts';
import { type Parameter, parameters } from '../layers/parameters.ts';
import type { Traced } from '../layers/shapes.ts';
import type { Shape } from '../layers/types.ts';
import { type NdArray, reorder, sizeOf } from '../ndarray.ts';
import { flattenedMaps, type Maps } from './flattened-maps.ts';

/** A parameter's layout there. */
export interface TorchLayout {
  readonly path: string;
  /** Its shape here. */
  readonly ours: Shape;
  /** Its shape there. */
  readonly theirs: Shape;
  /** The sizes of its axes there, those of flattened maps and groups one by one. */
  readonly axes: Shape;
  /** Which of `axes` each of our axes is. */
  readonly order: readonly number[];
}

/** The layout of every parameter of a traced expression, in order of evaluation. @throws RefoldError for a parameter that PyTorch lacks */
export function torchLayouts(root: Traced): readonly TorchLayout[] {
  const maps = flattenedMaps(root);
  return [...parameters(root)].map(parameter => ({
    path: parameter.path,
    ours: parameter.shape,
    ...layoutOf(parameter, maps.get(parameter.leaf.path) ?? {}),
  }));
}

type Layout = Pick<TorchLayout, 'theirs' | 'axes' | 'order'>;

function layoutOf({ path, name, shape, leaf: { layer, input, output } }: Parameter, maps: Maps): Layout {
  if (layer.op === 'spatialLinear') {
    return name === 'bias' ? vector(shape, shape) : gridMatrix(input, output, layer.groups);
  }
  if (layer.op === 'linear' && name === 'kernel') return matrix(shape, maps);
  if (shape.length === 0) return { theirs: shape, axes: shape, order: [] };
  if (shape.length === 1) return vector(shape, (layer.op === 'linear' ? maps.output : maps.input) ?? maps.output);
  if (shape.length !== 4) throw new RefoldError(`${path}: no layout for an array of ${shape.length} axes`);
  const [height, width, next, last] = shape as readonly [number, number, number, number];
  const axes = [last, next, height, width];
  return { theirs: axes, axes, order: [2, 3, 1, 0] };
}

/** A number for each feature: of a map, [h, w, c], there channel by channel. */
function vector(ours: Shape, map: Shape | undefined): Layout {
  if (map === undefined) return { theirs: ours, axes: ours, order: [0] };
  const [height, width, channels] = map as readonly [number, number, number];
  return { theirs: [sizeOf(map)], axes: [channels, height, width], order: [1, 2, 0] };
}

/** [in, out] of [out, in], where either may be a map's features. */
function matrix([inputs, outputs]: Shape, maps: Maps): Layout {
  const [from, to] = [vector([inputs!], maps.input), vector([outputs!], maps.output)];
  return {
    theirs: [outputs!, inputs!],
    axes: [...to.axes, ...from.axes],
    order: [...from.order.map(axis => axis + to.axes.length), ...to.order],
  };
}

/** A fully-connected map of a grid, group by group: there a grouped 1×1 convolution of the grid's features (RepMLP). */
function gridMatrix(input: Shape, output: Shape, groups: number): Layout {
  const [height, width, channels] = input as readonly [number, number, number];
  const [rows, columns, filters] = output as readonly [number, number, number];
  return {
    theirs: [sizeOf(output), sizeOf(input) / groups, 1, 1],
    axes: [groups, filters / groups, rows, columns, channels / groups, height, width],
    order: [0, 5, 6, 4, 2, 3, 1],
  };
}

/** Whether an array has the shape of a layout there, or the same numbers in it: axes of 1 at the end don't count. */
export const fitsLayout = ({ shape }: NdArray, { theirs }: TorchLayout): boolean =>
  trimmed(shape).join() === trimmed(theirs).join();

function trimmed(shape: Shape): Shape {
  const end = shape.findLastIndex(side => side !== 1);
  return shape.slice(0, end + 1);
}

/** An array that fits a layout there, as ours. */
export const fromTorch = ({ data }: NdArray, { axes, order, ours }: TorchLayout): NdArray => ({
  shape: ours,
  data: reorder({ shape: axes, data }, order).data,
});

/** An array of ours, as it is there. */
export const toTorch = ({ data }: NdArray, { axes, order, theirs }: TorchLayout): NdArray => {
  const seen = { shape: order.map(axis => axes[axis]!), data };
  return {
    shape: theirs,
    data: reorder(
      seen,
      axes.map((_, axis) => order.indexOf(axis)),
    ).data,
  };
};
