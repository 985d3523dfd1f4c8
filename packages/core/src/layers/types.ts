/**
 * The layer algebra: a network is an expression of leaves and combinators, plain immutable JSON.
 * Parameters live apart, in `Params`, keyed by path (`stage1.0.dense.conv.kernel`).
 * Shapes leave the batch out: `[height, width, channels]` (NHWC) or `[features]`.
 */
import type { NdArray } from '../ndarray.ts';
import type { Shape } from '../shape.ts';
import type { Leaf } from './leaves/index.ts';

export type { Padding, Shape, Size } from '../shape.ts';
export type { Fan, Initializer } from './initializer.ts';
export { ACTIVATIONS, type Activation, type ActivationName } from './leaves/activation-names.ts';
export type { Affine } from './leaves/affine.ts';
export type { BatchNorm } from './leaves/batch-norm.ts';
export type { Conv } from './leaves/conv.ts';
export type { ConvTranspose } from './leaves/conv-transpose.ts';
export type { GlobalAvgPool, GlobalMaxPool } from './leaves/global-pool.ts';
export type { Dropout, Identity } from './leaves/identity.ts';
export type { Leaf, LeafKind, LinearKind } from './leaves/index.ts';
export type { InstanceNorm } from './leaves/instance-norm.ts';
export type { Linear } from './leaves/linear.ts';
export type { Pad } from './leaves/pad.ts';
export type { AvgPool, MaxPool } from './leaves/pool.ts';
export type { Quantize } from './leaves/quantize.ts';
export type { ReflectionPad } from './leaves/reflection-pad.ts';
export type { Flatten, Permute, Reshape } from './leaves/reshape.ts';
export type { Scale } from './leaves/scale.ts';
export type { Slice } from './leaves/slice.ts';
export type { SpatialLinear } from './leaves/spatial-linear.ts';
export type { Upsample } from './leaves/upsample.ts';

/** A child with the name that its path carries. Order is the order of evaluation. */
export type Child = readonly [name: string, layer: Layer];

/** Composition: each child sees the output of the one before. */
export interface Chain {
  readonly op: 'chain';
  readonly children: readonly Child[];
}
/**
 * Each child sees the same input. All broadcast [1, 1, c] over [h, w, c], and `product` [h, w, 1] over channels; `concat` joins channels
 * (the last axis).
 */
export interface Branches {
  readonly op: 'sum' | 'concat' | 'product';
  readonly children: readonly Child[];
}
/**
 * Passes its input on, and makes it (or what `head` makes of it) readable under `name`: for auxiliary heads, losses, features.
 * A training-only tap is left out of inference, of folding and of the deployed cost.
 */
export interface Tap {
  readonly op: 'tap';
  readonly name: string;
  readonly head?: Layer;
  readonly trainingOnly: boolean;
}
/**
 * Cuts a map into tiles, maps each by the same body, and puts the results in the tiles' places: along height and width
 * (RepMLP's partitions) and along channels (RepMLPNet's share-sets: channel i of a tile is channel i mod the tile's width).
 * To the body, norms' statistics among it, tiles are samples.
 */
export interface Tiles {
  readonly op: 'tiles';
  /** Height, width and channels of a tile; each divides the map's. */
  readonly size: readonly [number, number, number];
  /** [h, w, c] of a tile → [h', w', c'] */
  readonly body: Layer;
}
/** A layer with children. */
export type Combinator = Chain | Branches | Tap | Tiles;
/** An expression: a leaf, or a combinator of other expressions. */
export type Layer = Leaf | Combinator;
/** A layer's kind. */
export type Op = Layer['op'];

/** Parameters and running statistics on the host, by path. */
export type Params = ReadonlyMap<string, NdArray>;

/** An expression with the shape it is fed and the parameters it holds. */
export interface Network {
  readonly layer: Layer;
  readonly input: Shape;
  readonly params: Params;
}

/** A network without its parameters: an expression and the shape it is fed. */
export type Expression = Pick<Network, 'layer' | 'input'>;
