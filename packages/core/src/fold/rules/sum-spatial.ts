import type { Leaf, SpatialLinear } from '../../layers/types.ts';
import { sizeOf } from '../../ndarray.ts';
import { convShape } from '../as-conv.ts';
import { addWeights, gridBias } from '../grid.ts';
import type { Rule, Verdict } from '../rule.ts';
import { type Arrays, is, type Term } from '../term.ts';

/**
 * Siblings of a spatialLinear are matrices of the same grid, and add up to one (Ding et al. 2021,
 * RepMLP, section 3.3). A conv joins as its matrix if the grid's groups divide its own.
 */
export const sumOfSpatialLinears: Rule = {
  name: 'sum of spatialLinears',
  arity: 'any',
  takesConvs: true,
  precondition: terms => {
    const spatial = terms.find(term => is(term, 'spatialLinear')) as Term<SpatialLinear> | undefined;
    return spatial === undefined || terms.length < 2 ? undefined : added(spatial, terms);
  },
  algebra,
};

function added(spatial: Term<SpatialLinear>, terms: readonly Term[]): Verdict {
  const { out, groups } = spatial.layer;
  let bias = false;
  for (const term of terms) {
    const grid = is(term, 'spatialLinear') ? term : convShape(term);
    if (grid === undefined || 'reason' in grid) return grid;
    const { layer, path } = grid;
    if (layer.op === 'conv' ? layer.groups % groups !== 0 : layer.groups !== groups) {
      return { reason: `'${spatial.path}' has ${groups} groups, '${path}' ${layer.groups}: these don't share sets` };
    }
    bias ||= layer.bias;
  }
  return { layer: { op: 'spatialLinear', out, groups, bias } };
}

function algebra(terms: readonly Term[], layer: Leaf): Arrays {
  const { out, groups, bias } = layer as SpatialLinear;
  const [inputs, outputs] = [sizeOf(terms[0]!.input) / groups, sizeOf(out) / groups];
  const kernel = new Float64Array(groups * inputs * outputs);
  for (const term of terms) addWeights(kernel, term, groups);
  const arrays: Arrays = { kernel: { shape: [groups, inputs, outputs], data: kernel } };
  if (!bias) return arrays;
  const data = new Float64Array(sizeOf(out));
  for (const term of terms) {
    gridBias(term)?.forEach((value, i) => {
      data[i]! += value;
    });
  }
  return { ...arrays, bias: { shape: out, data } };
}
