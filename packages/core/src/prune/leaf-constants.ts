/** What a leaf makes of channels that hold one number at every position of every sample, at inference. */
import { affineOf } from '../fold/affine.ts';
import { activationValue } from '../layers/activation-value.ts';
import type { Traced } from '../layers/shapes.ts';
import type { AvgPool, BatchNorm, Conv, InstanceNorm, Pad, Padding, SpatialLinear } from '../layers/types.ts';
import type { NdArray } from '../ndarray.ts';
import { isDepthwise } from './axes.ts';
import type { LeafChannels } from './dependency-graph.ts';

/** The number that a channel holds everywhere; undefined where it varies. */
export type Constant = number | undefined;

/** A leaf's parameter of that name. */
export type Held = (name: string) => NdArray;

/** The number that all of these are; undefined if there is none. */
export function common(values: readonly Constant[]): Constant {
  const [first] = values;
  return values.every(value => value === first) ? first : undefined;
}

/**
 * Constants of the channels that a leaf gives, from those of the channels that it reads. A leaf that mixes channels, or whose
 * channels lie along another axis than it expects, gives channels that vary.
 */
export function leafConstants(
  { node, input, output }: LeafChannels,
  x: readonly Constant[],
  held: Held,
): readonly Constant[] {
  const { layer } = node;
  const varying = (): readonly Constant[] => output.numbers.map(() => undefined);
  const mapped = (f: (value: number, channel: number) => Constant): readonly Constant[] =>
    x.map((value, channel) => (value === undefined ? undefined : f(value, channel)));
  const isLast = input.axis === node.input.length - 1;
  switch (layer.op) {
    case 'identity':
    case 'dropout':
    case 'permute':
      return x;
    case 'activation':
      return mapped(value => activationValue(layer, value));
    case 'pad':
      return padded(layer, input.axis, x);
    case 'scale':
      return layer.per === 'tensor' || isLast ? mapped(factors(held('factor'))) : varying();
    default:
      break;
  }
  if (!isLast) return varying();
  switch (layer.op) {
    case 'batchNorm':
      return normed(node as Traced<BatchNorm>, mapped, held);
    case 'instanceNorm':
      return mapped((_, channel) => spreadless(layer, channel, held));
    case 'maxPool':
    case 'globalAvgPool':
    case 'globalMaxPool':
    case 'upsample':
      return x;
    case 'avgPool':
      return mapped(value => (value === 0 || !countsZeros(layer) ? value : undefined));
    case 'flatten':
    case 'reshape':
      return reshaped(x, node.output.at(-1)!);
    case 'conv':
      return isDepthwise(node) ? depthwise(layer, x, held) : varying();
    case 'spatialLinear':
      return isDepthwise(node) ? depthwiseGrid(layer, x, held) : varying();
    default:
      return varying();
  }
}

const isNone = (pad: Padding): boolean => pad.every(side => side === 0);
const countsZeros = ({ pad, countPad }: AvgPool): boolean => countPad && !isNone(pad);

/** Zeros around a channel leave it constant only if it is zero; zeros for channels are channels of zeros. */
function padded({ pad }: Pad, axis: number, x: readonly Constant[]): readonly Constant[] {
  const around = pad.filter((_, side) => axis === 2 || Math.floor(side / 2) !== axis);
  const inner = x.map(value => (value === 0 || around.every(side => side === 0) ? value : undefined));
  if (axis === 2) return inner;
  const zeros = (count: number): readonly Constant[] => Array.from({ length: count }, () => 0);
  return [...zeros(pad[2 * axis]!), ...inner, ...zeros(pad[2 * axis + 1]!)];
}

const factors =
  ({ data }: NdArray) =>
  (value: number, channel: number): number =>
    value * data[channel % data.length]!;

/** A border holds what the norm makes of zero. */
function normed(
  node: Traced<BatchNorm>,
  mapped: (f: (value: number, channel: number) => Constant) => readonly Constant[],
  held: Held,
): readonly Constant[] {
  const names = ['gamma', 'beta', 'mean', 'variance'];
  const arrays = Object.fromEntries(names.map(name => [name, held(name)]));
  const { factor, shift } = affineOf({ ...node, arrays, children: [] });
  const { border } = node.layer;
  const hasBorder = border !== undefined && !isNone(border);
  return mapped((value, channel) => {
    const slope = factor[channel]! * value;
    return hasBorder && slope !== 0 ? undefined : slope + shift![channel]!;
  });
}

/** A channel without spread is its own mean: beta is left. */
const spreadless = ({ affine }: InstanceNorm, channel: number, held: Held): number =>
  affine ? held('beta').data[channel]! : 0;

/** Channel j of the result has the elements j, j + c, j + 2c, ... */
function reshaped(x: readonly Constant[], width: number): readonly Constant[] {
  const before = x.length;
  if (before % width !== 0 && width % before !== 0) return Array.from({ length: width }, () => undefined);
  return Array.from({ length: width }, (_, j) =>
    before <= width ? x[j % before] : common(x.filter((_, i) => i % width === j)),
  );
}

/** c·Σ taps + bias, where padding doesn't put zeros beside c. */
function depthwise(layer: Conv, x: readonly Constant[], held: Held): readonly Constant[] {
  const { data } = held('kernel');
  const { out, pad } = layer;
  return Array.from({ length: out }, (_, o) => {
    const value = x[Math.floor((o * x.length) / out)];
    if (value === undefined || !(value === 0 || isNone(pad))) return undefined;
    let y = layer.bias ? held('bias').data[o]! : 0;
    if (value !== 0) for (let i = o; i < data.length; i += out) y += value * data[i]!;
    return y;
  });
}

/** Every place of the grid has weights and a bias of its own: a channel is constant if all come to the same. */
function depthwiseGrid({ out, groups, bias }: SpatialLinear, x: readonly Constant[], held: Held): readonly Constant[] {
  const { data } = held('kernel');
  const [places, filters] = [out[0] * out[1], out[2] / groups];
  const columns = places * filters;
  const positions = data.length / (groups * columns);
  return Array.from({ length: out[2] }, (_, o) => {
    const [group, filter] = [Math.floor(o / filters), o % filters];
    const value = x[group];
    if (value === undefined) return undefined;
    const results = Array.from({ length: places }, (_, place) => {
      let y = bias ? held('bias').data[place * out[2] + o]! : 0;
      for (let p = 0; p < positions; p++) {
        y += value * data[(group * positions + p) * columns + place * filters + filter]!;
      }
      return y;
    });
    return common(results);
  });
}
