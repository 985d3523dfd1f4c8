import type { Conv, Leaf, SpatialLinear } from '../../layers/types.ts';
import { sizeOf } from '../../ndarray.ts';
import { asConv, isConv } from '../as-conv.ts';
import { regrouped } from '../kernels.ts';
import type { Rule, Verdict } from '../rule.ts';
import { type Arrays, is, type Term } from '../term.ts';

/**
 * Siblings of a spatialLinear are matrices of the same grid, and add up to one (fold rule 10; Ding et al. 2021, RepMLP, section 3.3).
 * A conv joins as its matrix if its groups divide into the grid's.
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
    const grid = is(term, 'spatialLinear') ? term : asConv(term);
    if (grid === undefined || !('layer' in grid)) return grid;
    if (is(grid, 'spatialLinear') ? grid.layer.groups !== groups : grid.layer.groups % groups !== 0) {
      return {
        reason: `'${spatial.path}' has ${groups} groups, '${grid.path}' ${grid.layer.groups}: these don't share sets`,
      };
    }
    bias ||= grid.layer.bias;
  }
  return { layer: { op: 'spatialLinear', out, groups, bias } };
}

function algebra(terms: readonly Term[], layer: Leaf): Arrays {
  const { out, groups, bias } = layer as SpatialLinear;
  const [inputs, outputs] = [sizeOf(terms[0]!.input) / groups, sizeOf(out) / groups];
  const kernel = new Float64Array(groups * inputs * outputs);
  const shift = bias ? new Float64Array(sizeOf(out)) : undefined;
  for (const term of terms) {
    const grid = is(term, 'spatialLinear') ? term : asConv(term);
    const own = isConv(grid as Term<Conv>) ? (grid as Term).arrays.bias?.data : undefined;
    if (is(term, 'spatialLinear')) {
      const { data } = term.arrays.kernel!;
      for (let i = 0; i < kernel.length; i++) kernel[i]! += data[i]!;
    } else {
      addConv(kernel, groups, grid as Term<Conv>);
    }
    if (shift && own) for (let i = 0; i < shift.length; i++) shift[i]! += own[i % own.length]!;
  }
  const arrays: Arrays = { kernel: { shape: [groups, inputs, outputs], data: kernel } };
  return shift === undefined ? arrays : { ...arrays, bias: { shape: out, data: shift } };
}

/** M[(y', x', i), (y, x, o)] += W[y' − s·y + p, x' − s·x + p, i, o] (over the dilation) inside each group. */
function addConv(matrix: Float64Array, groups: number, conv: Term<Conv>): void {
  const [h, w, channels] = conv.input as [number, number, number];
  const [height, width] = conv.output as [number, number, number];
  const { kernel, stride, dilation, pad, out } = conv.layer;
  const data = regrouped(conv, groups);
  const [C, O] = [channels / groups, out / groups];
  const outputs = height * width * O;
  for (let y = 0; y < height; y++) {
    for (let u = 0; u < kernel[0]; u++) {
      const row = y * stride[0] + u * dilation[0] - pad[0];
      if (row < 0 || row >= h) continue;
      for (let x = 0; x < width; x++) {
        for (let v = 0; v < kernel[1]; v++) {
          const column = x * stride[1] + v * dilation[1] - pad[2];
          if (column < 0 || column >= w) continue;
          for (let group = 0; group < groups; group++) {
            for (let i = 0; i < C; i++) {
              const from = ((u * kernel[1] + v) * C + i) * out + group * O;
              const to = (group * h * w * C + (row * w + column) * C + i) * outputs + (y * width + x) * O;
              for (let o = 0; o < O; o++) matrix[to + o]! += data[from + o]!;
            }
          }
        }
      }
    }
  }
}
