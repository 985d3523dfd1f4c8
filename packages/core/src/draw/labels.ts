/** What a leaf is called in a picture, and which family its colour belongs to. */
import type { Traced } from '../layers/shapes.ts';
import type { Layer, Size } from '../layers/types.ts';

export type Family = 'linear' | 'norm' | 'activation' | 'pool' | 'shape';

export interface Label {
  readonly title: string;
  /** A second, smaller line; empty for none. */
  readonly detail: string;
  readonly family: Family;
}

/** What leaves are called, by path. */
export type Titles = Readonly<Record<string, string>>;

const times = ([h, w]: Size): string => `${h}×${w}`;
const unless1 = (what: string, s: Size): readonly string[] =>
  s[0] === 1 && s[1] === 1 ? [] : [`${what} ${s[0] === s[1] ? s[0] : times(s)}`];
const dots = (...parts: readonly string[]): string => parts.join(' · ');
const spaced = (camel: string): string => camel.replace(/[A-Z]/g, c => ` ${c.toLowerCase()}`);

/** The label of a leaf or tap at its shapes. */
export function labelOf({ layer, input, output }: Traced): Label {
  const channels = `${input.at(-1)} → ${output.at(-1)}`;
  const label = (family: Family, title: string, detail = ''): Label => ({ title, detail, family });
  switch (layer.op) {
    case 'conv':
      return label(
        'linear',
        `conv ${times(layer.kernel)}`,
        dots(
          channels,
          ...unless1('stride', layer.stride),
          ...unless1('dilation', layer.dilation),
          ...(layer.groups === 1 ? [] : [`${layer.groups} groups`]),
          ...(layer.bias ? ['bias'] : []),
        ),
      );
    case 'convTranspose':
      return label(
        'linear',
        `transposed conv ${times(layer.kernel)}`,
        dots(channels, ...unless1('stride', layer.stride)),
      );
    case 'linear':
    case 'spatialLinear':
      return label('linear', spaced(layer.op), channels);
    case 'scale':
      return label('linear', 'scale', `per ${layer.per}`);
    case 'batchNorm':
    case 'instanceNorm':
      return label('norm', spaced(layer.op), '');
    case 'activation':
      return label('activation', layer.fn === 'relu' ? 'ReLU' : layer.fn);
    case 'maxPool':
    case 'avgPool':
      return label('pool', `${spaced(layer.op)} ${times(layer.size)}`, dots(...unless1('stride', layer.stride)));
    case 'globalAvgPool':
    case 'globalMaxPool':
      return label('pool', spaced(layer.op));
    case 'upsample':
      return label('shape', `upsample to ${times(layer.size)}`, layer.method);
    case 'tap':
      return label('shape', `tap ${layer.name}`, layer.trainingOnly ? 'training only' : '');
    default:
      return label('shape', layer.op);
  }
}

/** Layers that are drawn as a plain wire. */
export const isWire = (layer: Layer): boolean =>
  layer.op === 'identity' || (layer.op === 'chain' && layer.children.length === 0);
