/** Cut channels that are zero where they are made and another number where they are read: biases that stand for them. */
import { RefoldError } from '../error.ts';
import { parameters } from '../layers/parameters.ts';
import { rebuild } from '../layers/rebuild.ts';
import { join, type Traced, trace } from '../layers/shapes.ts';
import type { Layer, Network, Params, Shape, SpatialLinear } from '../layers/types.ts';
import type { NdArray } from '../ndarray.ts';
import { rolesOf } from './axes.ts';
import { type Reading, readings } from './constant-walk.ts';
import { dependencyGraph } from './dependency-graph.ts';
import { goneOf, requireParam, type Selection } from './surgery.ts';

/**
 * The network with what its layers read of the channels to be cut put into their biases. A channel that is zero at its maker may
 * be read as another constant: after a depthwise layer's batch norm and a ReLU, say, as max(0, β − μγ/√(σ² + ε)). A layer that
 * reads such channels gets Σ c·W added to its bias, or a bias if it has none. Where what makes the channels is zero for them,
 * `keepChannels(absorbConstants(net, keep), keep)` then has the outputs of `net` at inference: the rows that ResRep (Ding et al.
 * 2021) cuts in a MobileNet leave such constants.
 * @param keep what `keepChannels` is to be given
 * @throws RefoldError as `keepChannels`, and naming a layer that reads cut channels for which no bias can stand: they vary, or
 *   are not zero where it pads, or it is a transposed convolution
 */
export function absorbBiases(net: Network, keep: Selection): Network {
  const seen = dependencyGraph(net.layer, net.input);
  const gone = goneOf(seen, keep);
  const isGone = (number: number): boolean => gone.has(seen.ties.find(number));
  const shifts = new Map<string, Float64Array>();
  for (const reading of readings(seen, net.params, gone)) {
    const shift = shiftOf(reading, isGone, net.params);
    if (shift?.some(value => value !== 0)) shifts.set(reading.touch.node.path, shift);
  }
  const layer = rebuild(seen.root, ({ path }, same) => (shifts.has(path) ? withBias(same) : same));
  return { layer, input: net.input, params: shifted(trace(layer, net.input), net.params, shifts) };
}

const withBias = (layer: Layer): Layer => ('bias' in layer ? { ...layer, bias: true } : layer);

/** A place among a layer's inputs, and the number that is read there. */
interface Read {
  readonly place: number;
  readonly value: number;
}

/** Σ c·W over the cut inputs of a layer, for each number of its bias; undefined where there is nothing to add. */
function shiftOf(
  { touch, constants }: Reading,
  isGone: (number: number) => boolean,
  params: Params,
): Float64Array | undefined {
  const { node, input, output } = touch;
  if (rolesOf(touch).input !== 'consumer') return undefined;
  const places = [...input.numbers.keys()].filter(place => isGone(input.numbers[place]!));
  const varying = places.filter(place => constants[place] === undefined).length;
  if (varying > 0)
    throw new RefoldError(
      `${node.path}: it reads ${counted(varying, 'varies', 'vary')} from place to place: no bias stands for that`,
    );
  const reads = places.map((place): Read => ({ place, value: constants[place]! })).filter(({ value }) => value !== 0);
  if (reads.length === 0) return undefined;
  refuse(node, reads.length);
  const shift = weighed(node, requireParam(params, join(node.path, 'kernel')).data, reads);
  // A channel that goes is zero where it is made, whatever its maker reads.
  return shift.map((value, i) => (isGone(output.numbers[i % output.numbers.length]!) ? 0 : value));
}

const counted = (count: number, one: string, several: string): string =>
  count === 1 ? `1 cut channel that ${one}` : `${count} cut channels that ${several}`;

/** Readers to which a constant isn't the same at every place. */
function refuse({ layer, path }: Traced, count: number): void {
  const channels = `${counted(count, 'is', 'are')} constant but not zero`;
  if (layer.op === 'conv' && layer.pad.some(side => side !== 0))
    throw new RefoldError(`${path}: it pads ${channels}: the border would differ`);
  if (layer.op === 'convTranspose')
    throw new RefoldError(`${path}: it transposes ${channels}: not all places would get the same`);
}

/** Σ c·W in the order of the layer's bias: over taps, or over a grid's positions, and over what its group reads. */
function weighed(node: Traced, kernel: NdArray['data'], reads: readonly Read[]): Float64Array {
  const { layer, input } = node;
  if (layer.op === 'spatialLinear') return weighedGrid(layer, input, kernel, reads);
  const outputs = node.output.at(-1)!;
  const groups = layer.op === 'conv' ? layer.groups : 1;
  const [inputs, filters] = [input.at(-1)! / groups, outputs / groups];
  const shift = new Float64Array(outputs);
  for (const { place, value } of reads) {
    const first = Math.floor(place / inputs) * filters;
    for (let row = (place % inputs) * outputs; row < kernel.length; row += inputs * outputs) {
      for (let o = first; o < first + filters; o++) shift[o]! += value * kernel[row + o]!;
    }
  }
  return shift;
}

function weighedGrid(
  { out, groups }: SpatialLinear,
  [height, width, channels]: Shape,
  kernel: NdArray['data'],
  reads: readonly Read[],
): Float64Array {
  const [inputs, filters, places] = [channels! / groups, out[2] / groups, out[0] * out[1]];
  const positions = height! * width!;
  const shift = new Float64Array(places * out[2]);
  for (const { place, value } of reads) {
    const group = Math.floor(place / inputs);
    for (let position = 0; position < positions; position++) {
      const row = (group * positions + position) * inputs + (place % inputs);
      for (let column = 0; column < places * filters; column++) {
        const to = Math.floor(column / filters) * out[2] + group * filters + (column % filters);
        shift[to]! += value * kernel[row * places * filters + column]!;
      }
    }
  }
  return shift;
}

/** The parameters with the shifts added to their biases; a new bias has its kernel's precision. */
function shifted(root: Traced, params: Params, shifts: ReadonlyMap<string, Float64Array>): Params {
  const result = new Map<string, NdArray>();
  for (const { path, name, shape, leaf } of parameters(root)) {
    const shift = name === 'bias' ? shifts.get(leaf.path) : undefined;
    const data = shift && added(shift, params.get(path), requireParam(params, join(leaf.path, 'kernel')));
    result.set(path, data ? { shape, data } : requireParam(params, path));
  }
  return result;
}

function added(shift: Float64Array, bias: NdArray | undefined, kernel: NdArray): NdArray['data'] {
  const sum = shift.map((value, i) => (bias?.data[i] ?? 0) + value);
  return (bias ?? kernel).data instanceof Float64Array ? sum : Float32Array.from(sum);
}
