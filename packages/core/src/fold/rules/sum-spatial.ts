import type { Conv, Leaf, SpatialLinear } from '../../layers/types.ts';
import { sizeOf } from '../../ndarray.ts';
import { asConv, convShape } from '../as-conv.ts';
import { regrouped } from '../kernels.ts';
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
  const shift = bias ? new Float64Array(sizeOf(out)) : undefined;
  for (const term of terms) {
    const grid = is(term, 'spatialLinear') ? term : asConv(term);
    if (is(grid, 'conv')) addConv(kernel, groups, grid);
    else addNumbers(kernel, grid.arrays.kernel!.data);
    if (shift && grid.arrays.bias) addNumbers(shift, grid.arrays.bias.data);
  }
  const arrays: Arrays = { kernel: { shape: [groups, inputs, outputs], data: kernel } };
  return shift === undefined ? arrays : { ...arrays, bias: { shape: out, data: shift } };
}

/** A conv's bias is shorter than a grid's: it repeats over the places. */
function addNumbers(sum: Float64Array, numbers: Float32Array | Float64Array): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += numbers[i % numbers.length]!;
}

/** M[(y', x', i), (y, x, o)] += W[y' − s·y + p, x' − s·x + p, i, o] (over the dilation) inside each group. */
function addConv(matrix: Float64Array, groups: number, conv: Term<Conv>): void {
  const { kernel, out } = conv.layer;
  const channels = conv.input[2]! / groups;
  const filters = out / groups;
  const [inputs, outputs] = [sizeOf(conv.input) / groups, sizeOf(conv.output) / groups];
  const weights = regrouped(conv, groups);
  for (const [u, v, from, to] of connections(conv)) {
    for (let group = 0; group < groups; group++) {
      for (let i = 0; i < channels; i++) {
        const source = ((u * kernel[1] + v) * channels + i) * out + group * filters;
        const sink = (group * inputs + from * channels + i) * outputs + to * filters;
        for (let o = 0; o < filters; o++) matrix[sink + o]! += weights[source + o]!;
      }
    }
  }
}

/** Every tap (u, v) on the map, with the place it reads and the place it writes. */
function* connections({ layer, input, output }: Term<Conv>) {
  const { kernel, stride, dilation, pad } = layer;
  const [h, w] = input as [number, number];
  const [height, width] = output as [number, number];
  for (let place = 0; place < height * width; place++) {
    for (let u = 0; u < kernel[0]; u++) {
      const row = Math.floor(place / width) * stride[0] + u * dilation[0] - pad[0];
      if (row < 0 || row >= h) continue;
      for (let v = 0; v < kernel[1]; v++) {
        const column = (place % width) * stride[1] + v * dilation[1] - pad[2];
        if (column >= 0 && column < w) yield [u, v, row * w + column, place] as const;
      }
    }
  }
}
