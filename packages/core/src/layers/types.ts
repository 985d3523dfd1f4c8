/**
 * The layer algebra: a network is an expression of leaves and combinators, plain immutable JSON.
 * Parameters live apart, in `Params`, keyed by path (`stage1.0.dense.conv.kernel`).
 * Shapes leave the batch out: `[height, width, channels]` (NHWC) or `[features]`.
 */
import type { NdArray } from '../ndarray.ts';
import type { Padding, Shape, Size } from '../shape.ts';

export type { Padding, Shape, Size };

/** How a parameter starts; fans are those of the kernel it fills. */
export type Initializer =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'uniform'; readonly bound: number }
  | { readonly kind: 'normal'; readonly std: number }
  /** Uniform in ±gain·√(3/fan). With gain √(1/3) and fan 'in' this is ±1/√fanIn, PyTorch's default for conv and linear. */
  | { readonly kind: 'scaledUniform'; readonly gain: number; readonly fan: Fan }
  /** Normal with std gain/√fan. With gain √2 this is Kaiming's (He's) initialiser for ReLU networks. */
  | { readonly kind: 'scaledNormal'; readonly gain: number; readonly fan: Fan }
  /** The kernel that passes its input through: 1 at the centre tap of matching channels, 0 elsewhere. */
  | { readonly kind: 'identity' }
  /** The kernel of the convolution that a linear expression on the same input, freshly drawn, folds to (DBB, table 4). */
  | { readonly kind: 'folded'; readonly layer: Layer };

/** What the variance of a kernel is scaled by: inputs an output sees, outputs an input reaches, or their mean (Glorot's). */
export type Fan = 'in' | 'out' | 'mean';

export interface Conv {
  readonly op: 'conv';
  readonly out: number;
  readonly kernel: Size;
  readonly stride: Size;
  readonly pad: Padding;
  readonly dilation: Size;
  readonly groups: number;
  readonly bias: boolean;
  /** Each filter is divided by its L2 norm before use, so that only its direction learns (DiracNet's normalised kernel). */
  readonly unitNorm?: boolean;
  readonly init?: { readonly kernel?: Initializer; readonly bias?: Initializer };
}
export interface ConvTranspose {
  readonly op: 'convTranspose';
  readonly out: number;
  readonly kernel: Size;
  readonly stride: Size;
  /** Cropped from the full (N−1)·stride + kernel output. */
  readonly pad: Padding;
  readonly bias: boolean;
  readonly init?: { readonly kernel?: Initializer; readonly bias?: Initializer };
}
export interface Linear {
  readonly op: 'linear';
  readonly out: number;
  readonly bias: boolean;
  readonly init?: { readonly kernel?: Initializer; readonly bias?: Initializer };
}
/** A fully-connected map of a whole h×w×c grid to another; group j maps the j-th slice of channels to the j-th slice (RepMLP's FC). */
export interface SpatialLinear {
  readonly op: 'spatialLinear';
  readonly out: readonly [number, number, number];
  readonly groups: number;
  readonly bias: boolean;
  readonly init?: { readonly kernel?: Initializer; readonly bias?: Initializer };
}
export interface BatchNorm {
  readonly op: 'batchNorm';
  readonly eps: number;
  /** Weight of a new batch in the running statistics: running ← (1−m)·running + m·batch (PyTorch's sense). */
  readonly momentum: number;
  /** Norm-then-pad: the output grows by this border, filled with what the norm makes of zero, β − μγ/√(σ²+ε) of the running statistics (DBB). */
  readonly border?: Padding;
  readonly init?: { readonly gamma?: number; readonly beta?: number };
}
export interface InstanceNorm {
  readonly op: 'instanceNorm';
  readonly eps: number;
  readonly affine: boolean;
}
export const ACTIVATIONS = [
  'relu',
  'leakyRelu',
  'sigmoid',
  'tanh',
  'silu',
  'gelu',
  'hardSigmoid',
  'hardSwish',
  'softmax',
] as const;
export type ActivationName = (typeof ACTIVATIONS)[number];
export interface Activation {
  readonly op: 'activation';
  readonly fn: ActivationName;
  /** Slope below zero, of leakyRelu only. */
  readonly slope?: number;
}
export interface MaxPool {
  readonly op: 'maxPool';
  readonly size: Size;
  readonly stride: Size;
  readonly pad: Padding;
}
export interface AvgPool {
  readonly op: 'avgPool';
  readonly size: Size;
  readonly stride: Size;
  readonly pad: Padding;
  /** Whether padded zeros count in the mean. */
  readonly countPad: boolean;
}
/** [h, w, c] → [1, 1, c] */
export interface GlobalPool {
  readonly op: 'globalAvgPool' | 'globalMaxPool';
}
/** Identity, and dropout's inference form. */
export interface Identity {
  readonly op: 'identity';
}
export interface Flatten {
  readonly op: 'flatten';
}
export interface Reshape {
  readonly op: 'reshape';
  readonly shape: Shape;
}
/** Reorders the axes of a sample: output axis i is input axis order[i]. */
export interface Permute {
  readonly op: 'permute';
  readonly order: readonly number[];
}
export interface Pad {
  readonly op: 'pad';
  readonly pad: Padding;
}
export interface Dropout {
  readonly op: 'dropout';
  readonly rate: number;
}
export interface Upsample {
  readonly op: 'upsample';
  /** Output height and width. */
  readonly size: Size;
  readonly method: 'nearest' | 'bilinear';
  /** Bilinear only: corner pixels of input and output coincide. */
  readonly alignCorners: boolean;
}
/** Multiplies by a learnt factor: one a channel, or one for all. */
export interface Scale {
  readonly op: 'scale';
  readonly per: 'channel' | 'tensor';
  readonly init: number;
}
export type Leaf =
  | Conv
  | ConvTranspose
  | Linear
  | SpatialLinear
  | BatchNorm
  | InstanceNorm
  | Activation
  | MaxPool
  | AvgPool
  | GlobalPool
  | Identity
  | Flatten
  | Reshape
  | Permute
  | Pad
  | Dropout
  | Upsample
  | Scale;

/** A child with the name that its path carries. Order is the order of evaluation. */
export type Child = readonly [name: string, layer: Layer];

/** Composition: each child sees the output of the one before. */
export interface Chain {
  readonly op: 'chain';
  readonly children: readonly Child[];
}
/** Each child sees the same input. `sum` and `product` broadcast [1, 1, c] over [h, w, c]; `concat` joins channels (the last axis). */
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
export type Combinator = Chain | Branches | Tap | Tiles;
export type Layer = Leaf | Combinator;
export type Op = Layer['op'];

/** Parameters and running statistics on the host, by path. */
export type Params = ReadonlyMap<string, NdArray>;

/** An expression with the shape it is fed and the parameters it holds. */
export interface Network {
  readonly layer: Layer;
  readonly input: Shape;
  readonly params: Params;
}
