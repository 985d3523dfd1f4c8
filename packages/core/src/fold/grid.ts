/**
 * Linear maps between grids of fixed sizes as matrices from every value to every value: spatialLinear is one, and convs, pools and
 * the mean over the map can be written as one. Borders, strides and dilations are all alike to a matrix, so these compose exactly.
 */
import { avgPool } from '../layers/build.ts';
import type { Conv, Linear, Shape, SpatialLinear } from '../layers/types.ts';
import { sizeOf } from '../ndarray.ts';
import { asConv, convShape, isConvShape } from './as-conv.ts';
import type { Refused } from './rule.ts';
import { is, type Term } from './term.ts';

/** What a term is as a map of grids. */
export interface GridShape {
  readonly groups: number;
  readonly bias: boolean;
}

/** Groups and bias of a leaf seen as a matrix; refused where it is linear but no conv, undefined where no matrix is made of it. */
export function gridShape(term: Term): GridShape | Refused | undefined {
  if (is(term, 'spatialLinear')) return term.layer;
  const conv = convShape(meanAsPool(term));
  return isConvShape(conv) ? conv.layer : conv;
}

/** Whether a leaf can be seen as a matrix. */
export const isGridShape = (seen: GridShape | Refused | undefined): seen is GridShape =>
  seen !== undefined && 'groups' in seen;

/** A mean over the map is a pool whose window is the map. */
const meanAsPool = (term: Term): Term =>
  is(term, 'globalAvgPool') ? { ...term, layer: avgPool([term.input[0]!, term.input[1]!], { stride: 1 }) } : term;

/** One weight of a term: from a value of its input to one of its output, both counted in NHWC order. */
type Visit = (from: number, to: number, weight: number) => void;

/** Visits every weight of a term that has a `gridShape`, or of a linear layer. */
export function forEachWeight(term: Term, visit: Visit): void {
  if (is(term, 'linear')) matrixWeights(term, visit);
  else if (is(term, 'spatialLinear')) spatialWeights(term, visit);
  else convWeights(asConv(meanAsPool(term)), visit);
}

function matrixWeights({ layer, arrays }: Term<Linear>, visit: Visit): void {
  const { data } = arrays.kernel!;
  for (let i = 0; i < data.length; i++) visit(Math.floor(i / layer.out), i % layer.out, data[i]!);
}

function spatialWeights({ layer, input, output, arrays }: Term<SpatialLinear>, visit: Visit): void {
  const { data } = arrays.kernel!;
  const { groups } = layer;
  const [rows, columns] = [new Order(input, groups), new Order(output, groups)];
  const perGroup = sizeOf(output) / groups;
  for (let row = 0, i = 0; row < sizeOf(input); row++) {
    const group = Math.floor(row / (sizeOf(input) / groups));
    const from = rows.place(row);
    for (let column = 0; column < perGroup; column++) visit(from, columns.place(group * perGroup + column), data[i++]!);
  }
}

function convWeights({ layer, input, output, arrays }: Term<Conv>, visit: Visit): void {
  const { kernel, stride, dilation, pad, groups, out } = layer;
  const { data } = arrays.kernel!;
  const [h, w, C] = input as [number, number, number];
  const [height, width] = output as [number, number];
  const [channels, filters] = [C / groups, out / groups];
  for (let place = 0; place < height * width; place++) {
    for (let tap = 0; tap < kernel[0] * kernel[1]; tap++) {
      const row = Math.floor(place / width) * stride[0] + Math.floor(tap / kernel[1]) * dilation[0] - pad[0];
      const column = (place % width) * stride[1] + (tap % kernel[1]) * dilation[1] - pad[2];
      if (row < 0 || row >= h || column < 0 || column >= w) continue;
      for (let o = 0; o < out; o++) {
        const first = Math.floor(o / filters) * channels;
        for (let i = 0; i < channels; i++) {
          visit((row * w + column) * C + first + i, place * out + o, data[(tap * channels + i) * out + o]!);
        }
      }
    }
  }
}

/** The order of a grid's values in a grouped matrix: group after group, each in NHWC order. */
class Order {
  readonly #narrow: number;
  readonly #channels: number;
  readonly #perGroup: number;
  constructor(shape: Shape, groups: number) {
    this.#channels = shape.at(-1)!;
    this.#narrow = this.#channels / groups;
    this.#perGroup = sizeOf(shape) / groups;
  }
  /** Where the value at a place in NHWC order comes. */
  index(place: number): number {
    const channel = place % this.#channels;
    const group = Math.floor(channel / this.#narrow);
    return group * this.#perGroup + Math.floor(place / this.#channels) * this.#narrow + (channel % this.#narrow);
  }
  /** The inverse of `index`. */
  place(index: number): number {
    const [group, within] = [Math.floor(index / this.#perGroup), index % this.#perGroup];
    return Math.floor(within / this.#narrow) * this.#channels + group * this.#narrow + (within % this.#narrow);
  }
}

/** Adds a term's weights to a matrix [groups, inputs/groups, outputs/groups]; `groups` divides the term's own. */
export function addWeights(matrix: Float64Array, term: Term, groups: number): void {
  if (is(term, 'spatialLinear') && term.layer.groups === groups) {
    const { data } = term.arrays.kernel!;
    for (let i = 0; i < data.length; i++) matrix[i]! += data[i]!;
    return;
  }
  const [rows, columns] = [new Order(term.input, groups), new Order(term.output, groups)];
  const outputs = sizeOf(term.output) / groups;
  forEachWeight(term, (from, to, weight) => {
    matrix[rows.index(from) * outputs + (columns.index(to) % outputs)]! += weight;
  });
}

/** A spatialLinear's or a linear layer's matrix with fewer groups. */
function matrixOf(term: Term<SpatialLinear | Linear>, groups: number): Float32Array | Float64Array {
  if (is(term, 'linear') || (term.layer as SpatialLinear).groups === groups) return term.arrays.kernel!.data;
  const matrix = new Float64Array((sizeOf(term.input) * sizeOf(term.output)) / groups);
  addWeights(matrix, term, groups);
  return matrix;
}

const isMatrix = (term: Term): term is Term<SpatialLinear | Linear> => is(term, 'spatialLinear') || is(term, 'linear');

/** The matrix [groups, inputs/groups, outputs/groups] of `a` and then `b`, of which one at least is a spatialLinear or a linear layer. */
export function composedMatrix(a: Term, b: Term, groups: number): Float64Array {
  const [inputs, between, outputs] = [a.input, b.input, b.output].map(shape => sizeOf(shape) / groups);
  const [rows, middle, columns] = [a.input, a.output, b.output].map(shape => new Order(shape, groups));
  const matrix = new Float64Array(groups * inputs! * outputs!);
  if (isMatrix(b)) {
    const second = matrixOf(b, groups);
    forEachWeight(a, (from, to, weight) => {
      if (weight === 0) return;
      const [sink, source] = [rows!.index(from) * outputs!, middle!.index(to) * outputs!];
      for (let o = 0; o < outputs!; o++) matrix[sink + o]! += weight * second[source + o]!;
    });
    return matrix;
  }
  const first = matrixOf(a as Term<SpatialLinear>, groups);
  forEachWeight(b, (from, to, weight) => {
    if (weight === 0) return;
    const [source, sink] = [middle!.index(from) % between!, columns!.index(to) % outputs!];
    const start = Math.floor(middle!.index(from) / between!) * inputs!;
    for (let row = start; row < start + inputs!; row++) {
      matrix[row * outputs! + sink]! += weight * first[row * between! + source]!;
    }
  });
  return matrix;
}

/** The bias of `a` and then `b`, for every value of the output, in NHWC order. */
export function composedGridBias(a: Term, b: Term): Float64Array {
  const bias = gridBias(b) ?? new Float64Array(sizeOf(b.output));
  const shift = gridBias(a);
  if (shift) forEachWeight(b, (from, to, weight) => (bias[to]! += weight * shift[from]!));
  return bias;
}

/** A term's bias for every value of its output: a conv's repeats over the places. Undefined where it has none. */
export function gridBias(term: Term): Float64Array | undefined {
  const { bias } = (isMatrix(term) ? term : asConv(meanAsPool(term))).arrays;
  return bias && Float64Array.from({ length: sizeOf(term.output) }, (_, i) => bias.data[i % bias.data.length]!);
}
