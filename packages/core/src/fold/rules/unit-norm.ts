import type { Conv } from '../../layers/types.ts';
import type { NdArray } from '../../ndarray.ts';
import { kernelArrays } from '../kernels.ts';
import type { Rule } from '../rule.ts';
import { is } from '../term.ts';

/**
 * A conv that normalises its filters becomes one whose filters are normalised: W[.., o]/‖W[.., o]‖ (Zagoruyko and
 * Komodakis 2017, DiracNets); one of zeros stays so.
 */
export const unitNorm: Rule = {
  name: 'unit norm',
  arity: 1,
  precondition: ([term]) => {
    if (term === undefined || !is(term, 'conv') || !term.layer.unitNorm) return undefined;
    const { unitNorm: _, ...layer } = term.layer;
    return { layer };
  },
  algebra: ([term], layer) => {
    const kernel = normalisedFilters(term!.arrays.kernel!.data, (layer as Conv).out);
    return { ...term!.arrays, ...kernelArrays(layer as Conv, term!.input[2]!, kernel) };
  },
};

/** W[.., o]/‖W[.., o]‖ of each filter o, the last axis; one of zeros stays so. */
export function normalisedFilters(data: NdArray['data'], filters: number): Float64Array {
  const squares = new Float64Array(filters);
  for (let i = 0; i < data.length; i++) squares[i % filters]! += data[i]! ** 2;
  const kernel = new Float64Array(data.length);
  for (let i = 0; i < data.length; i++) kernel[i] = data[i]! / (Math.sqrt(squares[i % filters]!) || 1);
  return kernel;
}
