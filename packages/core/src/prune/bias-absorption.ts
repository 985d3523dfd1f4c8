/** Cut channels that are zero where they are made and another number where they are read: biases that stand for them. */
import { RefoldError } from '../error.ts';
import type { Read } from '../layers/leaves/channels.ts';
import { definitionOf } from '../layers/leaves/index.ts';
import { parameters } from '../layers/parameters.ts';
import { rebuild } from '../layers/rebuild.ts';
import { isLeaf, join, type Traced, trace } from '../layers/shapes.ts';
import type { Layer, Leaf, Network, Params } from '../layers/types.ts';
import type { NdArray } from '../ndarray.ts';
import { rolesOf } from './axes.ts';
import { type ConstantInputs, constantInputs } from './constant-inputs.ts';
import { dependencyGraph } from './dependency-graph.ts';
import { goneOf, requireParam, type Selection } from './surgery.ts';

/**
 * The network with what its layers read of the channels to be cut put into their biases. A channel that is zero at its maker may
 * be read as another constant: after a depthwise layer's batch norm and a ReLU, say, as max(0, β − μγ/√(σ² + ε)). A layer that
 * reads such channels gets Σ c·W added to its bias, or a bias if it has none. Where what makes the channels is zero for them,
 * `keepChannels(absorbBiases(net, keep), keep)` then has the outputs of `net` at inference: the rows that ResRep (Ding et al.
 * 2021) cuts in a MobileNet leave such constants.
 * @param keep what `keepChannels` is to be given
 * @throws RefoldError as `keepChannels`, and naming a layer that reads cut channels for which no bias can stand: they vary, or
 *   are not zero where it pads, or it is a transposed convolution
 */
export function absorbBiases(net: Network, keep: Selection): Network {
  const graph = dependencyGraph(net.layer, net.input);
  const gone = goneOf(graph, keep);
  const isGone = (number: number): boolean => gone.has(graph.ties.find(number));
  const shifts = new Map<string, Float64Array>();
  for (const inputs of constantInputs(graph, net.params, gone)) {
    const shift = shiftOf(inputs, isGone, net.params);
    if (shift?.some(value => value !== 0)) shifts.set(inputs.leaf.node.path, shift);
  }
  const layer = rebuild(graph.root, ({ path }, same) => (shifts.has(path) ? withBias(same) : same));
  return { layer, input: net.input, params: shifted(trace(layer, net.input), net.params, shifts) };
}

const withBias = (layer: Layer): Layer => ('bias' in layer ? { ...layer, bias: true } : layer);

/** Σ c·W over the cut inputs of a layer, for each number of its bias; undefined where there is nothing to add. */
function shiftOf(
  { leaf, constants }: ConstantInputs,
  isGone: (number: number) => boolean,
  params: Params,
): Float64Array | undefined {
  const { node, input, output } = leaf;
  if (!isLeaf(node.layer) || rolesOf(leaf).input !== 'consumer') return undefined;
  const places = [...input.numbers.keys()].filter(place => isGone(input.numbers[place]!));
  const varying = places.filter(place => constants[place] === undefined).length;
  if (varying > 0)
    throw new RefoldError(
      `${node.path}: it reads ${counted(varying, 'varies', 'vary')} from place to place: no bias stands for that`,
    );
  const reads = places.map((place): Read => ({ place, value: constants[place]! })).filter(({ value }) => value !== 0);
  if (reads.length === 0) return undefined;
  const shift = absorbed(node as Traced<Leaf>, reads, params);
  // A channel that goes is zero where it is made, whatever its maker reads.
  return shift.map((value, i) => (isGone(output.numbers[i % output.numbers.length]!) ? 0 : value));
}

const counted = (count: number, one: string, several: string): string =>
  count === 1 ? `1 cut channel that ${one}` : `${count} cut channels that ${several}`;

/** Σ c·W in the order of the layer's bias. */
function absorbed(node: Traced<Leaf>, reads: readonly Read[], params: Params): Float64Array {
  const { layer, path } = node;
  const flow = definitionOf(layer).channels.flow(layer);
  if (flow.kind !== 'mixed') throw new RefoldError(`${path}: a ${layer.op} has no bias: a bug in Refold`);
  const shift = flow.absorbed(node, requireParam(params, join(path, 'kernel')).data, reads);
  if (shift instanceof Float64Array) return shift;
  const channels = `${counted(reads.length, 'is', 'are')} constant but not zero`;
  throw new RefoldError(`${path}: it ${shift.does} ${channels}: ${shift.so}`);
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
