import type { SpatialLinear } from '../../layers/types.ts';
import { sizeOf } from '../../ndarray.ts';
import { composedGridBias, composedMatrix, gridShape, isGridShape } from '../grid.ts';
import { gcd } from '../kernels.ts';
import type { Rule } from '../rule.ts';
import { is } from '../term.ts';

/**
 * spatialLinear · spatialLinear → spatialLinear, as matrices, group by group. A conv, norm, pool or mean over the map before or
 * after one is a matrix of its grid too: M[(y', x', i), (y, x, o)] = W[y' − s·y + p, x' − s·x + p, i, o] (over the dilation).
 */
export const spatialSpatial: Rule = {
  name: 'spatialLinear · spatialLinear',
  arity: 2,
  weighed: true,
  takesConvs: true,
  precondition: ([first, second]) => {
    if (first === undefined || second === undefined) return undefined;
    if (!is(first, 'spatialLinear') && !is(second, 'spatialLinear')) return undefined;
    const [a, b] = [gridShape(first), gridShape(second)];
    if (a === undefined || b === undefined) return undefined;
    if (!isGridShape(a)) return a;
    if (!isGridShape(b)) return b;
    const out = second.output as SpatialLinear['out'];
    return { layer: { op: 'spatialLinear', out, groups: gcd(a.groups, b.groups), bias: a.bias || b.bias } };
  },
  algebra: ([first, second], layer) => {
    const { groups, out, bias } = layer as SpatialLinear;
    const shape = [groups, sizeOf(first!.input) / groups, sizeOf(out) / groups];
    return {
      kernel: { shape, data: composedMatrix(first!, second!, groups) },
      ...(bias && { bias: { shape: out, data: composedGridBias(first!, second!) } }),
    };
  },
};
