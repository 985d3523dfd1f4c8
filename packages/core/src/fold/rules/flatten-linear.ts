import { linear } from '../../layers/build.ts';
import type { Linear } from '../../layers/types.ts';
import { sizeOf } from '../../ndarray.ts';
import { composedGridBias, composedMatrix, gridShape, isGridShape } from '../grid.ts';
import { kernelArrays } from '../kernels.ts';
import type { Rule } from '../rule.ts';
import { is } from '../term.ts';

/**
 * What stands before flatten · linear goes into the matrix: a flattened map's matrix reads every value by itself, as a
 * spatialLinear does. So a norm or a pointwise conv before a classifier vanishes.
 */
export const flattenLinear: Rule = {
  name: 'flatten · linear',
  arity: 3,
  weighed: true,
  takesConvs: true,
  precondition: ([first, flatten, last]) => {
    if (first === undefined || flatten === undefined || last === undefined) return undefined;
    if (!is(flatten, 'flatten') || !is(last, 'linear') || first.output.length !== 3) return undefined;
    const grid = gridShape(first);
    if (!isGridShape(grid)) return grid;
    const { input } = first;
    return {
      layer: linear(last.layer.out, { bias: last.layer.bias || grid.bias }),
      before: [{ ...flatten, input, output: [sizeOf(input)] }],
    };
  },
  algebra: ([first, , last], layer) => {
    const bias = (layer as Linear).bias ? composedGridBias(first!, last!) : undefined;
    return kernelArrays(layer as Linear, sizeOf(first!.input), composedMatrix(first!, last!, 1), bias);
  },
};
