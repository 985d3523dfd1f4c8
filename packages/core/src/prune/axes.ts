/** Where channels lie in a leaf's parameters, and what a leaf becomes with fewer of them. */
import type { Traced } from '../layers/shapes.ts';
import type { Conv, Layer, Leaf, Pad, Padding, Shape, Tiles } from '../layers/types.ts';
import type { LeafChannels } from './dependency-graph.ts';

/** Makes channels, reads them, or treats each by itself. */
export type Role = 'producer' | 'consumer' | 'follower';

/** Which of a leaf's channels, those that it reads or those that it gives, lie along an axis. */
export type Side = 'input' | 'output';

/** A parameter seen in a shape of its own elements, with channels along some of its axes. */
export interface View {
  readonly shape: Shape;
  readonly axes: readonly (readonly [axis: number, side: Side])[];
}

/** Whether each output is made of one channel: a depthwise layer, whatever its multiplier. */
export const isDepthwise = ({ layer, input }: Pick<Traced, 'layer' | 'input'>): boolean =>
  (layer.op === 'conv' || layer.op === 'spatialLinear') && layer.groups > 1 && layer.groups === input.at(-1);

/** What a leaf is to the channels that it reads and to those that it gives; undefined where a cut doesn't touch it. */
export function rolesOf({ node, input, output }: LeafChannels): Partial<Record<Side, Role>> {
  const { layer } = node;
  switch (layer.op) {
    case 'conv':
    case 'spatialLinear':
      return isDepthwise(node) ? { output: 'follower' } : { input: 'consumer', output: 'producer' };
    case 'convTranspose':
    case 'linear':
      return { input: 'consumer', output: 'producer' };
    case 'pad':
      return input.numbers.length === output.numbers.length ? {} : { output: 'follower' };
    case 'scale':
      return layer.per === 'channel' ? { output: 'follower' } : {};
    case 'instanceNorm':
      return layer.affine ? { output: 'follower' } : {};
    case 'batchNorm':
    case 'reshape':
    case 'tiles':
      return { output: 'follower' };
    default:
      return {};
  }
}

/** Views of a leaf's parameters by name; one that isn't among them holds no channels. */
export function viewsOf(node: Traced<Leaf | Tiles>): Readonly<Record<string, View>> {
  const { layer, input, output } = node;
  switch (layer.op) {
    case 'conv': {
      const kernel = [...layer.kernel, input[2]! / layer.groups, layer.out];
      return {
        kernel: isDepthwise(node) ? view(kernel, [3, 'output']) : view(kernel, [2, 'input'], [3, 'output']),
        bias: view([layer.out], [0, 'output']),
      };
    }
    case 'convTranspose':
      return {
        kernel: view([...layer.kernel, layer.out, input[2]!], [2, 'output'], [3, 'input']),
        bias: view([layer.out], [0, 'output']),
      };
    case 'linear':
      return {
        kernel: view([input[0]!, layer.out], [0, 'input'], [1, 'output']),
        bias: view([layer.out], [0, 'output']),
      };
    case 'spatialLinear': {
      const [positions, channels] = [input[0]! * input[1]!, input[2]! / layer.groups];
      const [places, filters] = [layer.out[0] * layer.out[1], layer.out[2] / layer.groups];
      return {
        kernel: isDepthwise(node)
          ? view([layer.groups, positions, places * filters], [0, 'input'])
          : view([layer.groups, positions, channels, places, filters], [2, 'input'], [4, 'output']),
        bias: view(layer.out, [2, 'output']),
      };
    }
    case 'batchNorm':
    case 'instanceNorm':
    case 'scale': {
      const own = view([output.at(-1)!], [0, 'output']);
      return {
        gamma: own,
        beta: own,
        mean: own,
        variance: own,
        ...(layer.op === 'scale' && scaleView(layer.per, own)),
      };
    }
    default:
      return {};
  }
}

const view = (shape: Shape, ...axes: View['axes']): View => ({ shape, axes });

const scaleView = (per: 'channel' | 'tensor', own: View): Record<string, View> =>
  per === 'channel' ? { factor: own } : {};

/** How many channels a leaf reads and gives. */
export type Widths = Readonly<Record<Side, number>>;

/** The layer for other numbers of channels, which lie along `axis` of its output. `zeros` are those that a pad of channels keeps on either side. */
export function narrowed(
  { layer, input }: Pick<Traced<Leaf | Tiles>, 'layer' | 'input'>,
  widths: Widths,
  axis: number,
  zeros: readonly [number, number],
): Layer {
  switch (layer.op) {
    case 'conv': {
      const groups = isDepthwise({ layer, input }) ? widths.input : layer.groups;
      const same = widths.input === input.at(-1) && widths.output === layer.out;
      return same ? layer : withoutFolded({ ...layer, out: widths.output, groups });
    }
    case 'convTranspose':
    case 'linear':
      return { ...layer, out: widths.output };
    case 'spatialLinear': {
      const groups = isDepthwise({ layer, input }) ? widths.input : layer.groups;
      return { ...layer, groups, out: [layer.out[0], layer.out[1], widths.output] };
    }
    case 'pad':
      return axis === 2 ? layer : { ...layer, pad: channelPad(layer, axis, zeros) };
    case 'reshape':
      return { ...layer, shape: [...layer.shape.slice(0, -1), widths.output] };
    case 'tiles':
      return { ...layer, size: [layer.size[0], layer.size[1], (widths.input * layer.size[2]) / input[2]!] };
    default:
      return layer;
  }
}

/** A kernel that starts as what an expression folds to can't do so in another shape. */
function withoutFolded(layer: Conv): Conv {
  if (layer.init?.kernel?.kind !== 'folded') return layer;
  const { init, ...rest } = layer;
  return { ...rest, ...(init.bias && { init: { bias: init.bias } }) };
}

const channelPad = ({ pad }: Pad, axis: number, [before, after]: readonly [number, number]): Padding =>
  axis === 0 ? [before, after, pad[2], pad[3]] : [pad[0], pad[1], before, after];
